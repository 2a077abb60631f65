package io.github.spo4j.examples.server.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.spo4j.examples.server.storage.Transactions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clock of an H2 in this process is this machine's, so here both show the same. */
class DatabaseClockTest {

    private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:clock", "sa", "");
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // may run over

    @AfterEach
    void close() {
        pool.dispose();
    }

    private DatabaseClock clock() throws SQLException {
        return DatabaseClock.of(Transactions.in(pool), nanos::get);
    }

    @Test
    void shows_the_databases_time_and_goes_on_by_itself() throws SQLException {
        DatabaseClock clock = clock();
        Instant first = clock.now();

        assertThat(first).isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS));
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(Duration.between(first, clock.now())).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void is_set_right_by_the_database_after_a_machine_slept_or_counts_wrongly() throws SQLException {
        DatabaseClock clock = clock();
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        clock.adjust();

        assertThat(clock.now()).isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS));
    }

    /** Two machines of one database whose own clocks differ agree, as neither looks at its own. */
    @Test
    void is_the_only_one_that_jobs_and_leases_look_at() {
        noClasses()
                .that()
                .resideInAnyPackage("..server.job..", "..server.storage..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.spo4j.examples.server"));
    }
}
