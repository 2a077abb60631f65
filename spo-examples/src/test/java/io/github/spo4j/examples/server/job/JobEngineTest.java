package io.github.spo4j.examples.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.storage.Transactions;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.CallPolicy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class JobEngineTest {

    private static final String OWNER = "owner";

    private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:engine;DB_CLOSE_DELAY=-1", "sa", "");
    private final CountDownLatch removed = new CountDownLatch(1);
    private JobStore otherMachine;

    @BeforeEach
    void open() throws SQLException {
        otherMachine = JobStore.open(Transactions.in(pool), 1);
    }

    @AfterEach
    void close() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
        pool.dispose();
    }

    private long count(String table) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    /** Between the claim of a job and the lock of its run, when all that others see is that it is queued. */
    private void removeOnOtherMachine() {
        String id = otherMachine.page(OWNER, Long.MAX_VALUE, 1).get(0).id();
        otherMachine.cancel(OWNER, id);
        assertThat(otherMachine.delete(OWNER, id)).isTrue();
        removed.countDown();
    }

    @Test
    void leaves_no_files_of_a_job_that_is_removed_while_its_run_is_begun() throws Exception {
        JobSetup setup = setup(JobLimits.standard(), this::removeOnOtherMachine);
        try (JobEngine engine = JobEngine.start(pool, setup)) {
            engine.submit(OWNER, request(), null);
            removed.await();
            engine.close(Duration.ofMinutes(1));
        }

        assertThat(count("spo_job")).isZero();
        assertThat(count("spo_file")).isZero();
        assertThat(count("spo_run")).isZero();
    }

    @Test
    void removes_jobs_that_ended_too_long_ago_with_their_files() throws Exception {
        try (JobEngine engine = JobEngine.start(pool, setup(JobLimits.standard(), () -> {}))) {
            Job job = engine.submit(OWNER, request(), null).job();
            assertThat(engine.awaitEnd(OWNER, job.id(), Duration.ofMinutes(1)).state())
                    .isEqualTo(JobState.DONE);
        }
        assertThat(count("spo_file")).isPositive();
        execute("UPDATE spo_job SET ended_at = CURRENT_TIMESTAMP - INTERVAL '3' DAY");

        try (JobEngine engine = JobEngine.start(pool, setup(JobLimits.standard().keep(Duration.ofDays(4)), () -> {}))) {
            Job kept = engine.submit(OWNER, request(), null).job();
            engine.awaitEnd(OWNER, kept.id(), Duration.ofMinutes(1));
            assertThat(count("spo_job")).isEqualTo(2);
        }
        try (JobEngine engine = JobEngine.start(pool, setup(JobLimits.standard().keep(Duration.ofDays(2)), () -> {}))) {
            while (count("spo_run") > 1) {
                Thread.onSpinWait(); // each look waits for the database
            }
            assertThat(engine.counts()).containsExactly(Map.entry(JobState.DONE, 1L));
        }
    }

    private static ObjectNode request() {
        ObjectNode request = StoredJson.object().put("kind", "optimize").put("max_rounds", 2);
        return request.put(
                "template", "prompt: Solve it.\nrequirements: Short.\nqa:\n  - question: What is 6 times 7?\n");
    }

    private static JobSetup setup(JobLimits limits, Runnable first) {
        return new JobSetup(
                new Models(first),
                CallPolicy.builder().attempts(1).build(),
                text -> text,
                limits,
                1,
                Duration.ofSeconds(4));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A simulation that does something when a job asks for its first model. */
    private record Models(Runnable first) implements JobModels {

        @Override
        public List<String> names() {
            return List.of("m");
        }

        @Override
        public Optional<String> usual(ModelRole role) {
            return Optional.of("m");
        }

        @Override
        public JobModel model(ModelRole role, @Nullable String name, @Nullable Double temperature, long seed) {
            if (Thread.currentThread().getName().equals("spo-job") && role == ModelRole.OPTIMIZE) {
                first.run();
            }
            return new JobModel(role, SimulatedModel.builder().build(), ModelSettings.named("m"));
        }

        @Override
        public boolean isSimulation() {
            return true;
        }
    }
}
