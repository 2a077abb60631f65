package io.github.spo4j.examples.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.storage.Transactions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2JobStoreTest extends JobStoreContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final List<JdbcConnectionPool> pools = new ArrayList<>();

    @Override
    DataSource emptyDatabase() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:jobs" + DATABASES.incrementAndGet(), "sa", "");
        pools.add(pool);
        return pool;
    }

    /** Text that nothing can make much smaller. */
    private static String text(int length) {
        return new Random(3)
                .ints(length, ' ', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void progress_does_not_write_a_large_request_again(@TempDir Path folder) throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                "jdbc:h2:file:" + folder.resolve("jobs").toAbsolutePath(), "sa", "");
        pools.add(pool);
        JobStore store = JobStore.open(Transactions.in(pool), 1);
        ObjectNode request = StoredJson.object().put("kind", "style").put("text", text(4_000_000));
        store.insert("job", "owner", JobKind.STYLE, "name", null, null, request, new JobProgress().json());
        Claim claim = store.claim("job").orElseThrow().claim();
        store.begin(claim);
        Path file = folder.resolve("jobs.mv.db");
        long before = Files.size(file);

        for (int time = 0; time < 50; time++) {
            assertThat(store.tell(claim, "article", StoredJson.object(), new JobProgress().json()))
                    .isTrue();
            Transactions.in(pool).runDurably(connection -> true);
        }

        assertThat(Files.size(file)).isLessThan(before + 4_000_000);
    }

    @AfterEach
    void close() {
        pools.forEach(JdbcConnectionPool::dispose);
    }
}
