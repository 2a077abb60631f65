package io.github.spo4j.examples.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2RunStorageTest extends JdbcRunStorageContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    @TempDir
    private static @Nullable Path folder;

    private static final List<JdbcConnectionPool> POOLS = new ArrayList<>();

    @BeforeAll
    static void start() {
        open("runs");
    }

    @AfterAll
    static void stop() {
        POOLS.forEach(JdbcConnectionPool::dispose); // closes the files, which are deleted then
        POOLS.clear();
    }

    private static Path file(String name) {
        return requireNonNull(folder).resolve(name);
    }

    private static JdbcConnectionPool open(String name) {
        JdbcConnectionPool pool = open(file(name));
        POOLS.add(pool);
        return pool;
    }

    private static JdbcConnectionPool open(Path file) {
        return JdbcConnectionPool.create("jdbc:h2:file:" + file.toAbsolutePath(), "sa", "");
    }

    @Override
    DataSource source() {
        return POOLS.get(0);
    }

    @Override
    DataSource emptyDatabase() {
        return open("empty " + DATABASES.incrementAndGet());
    }

    /** Adds to a file of a run and ends as if it were killed, with its token as status. */
    static final class OtherProcess {

        private OtherProcess() {}

        public static void main(String[] args) {
            RunStorage.Writer writer = RunDatabase.open(H2RunStorageTest.open(Path.of(args[0])), Duration.ofSeconds(1))
                    .run("Poem")
                    .lock();
            writer.append("file", "paid for, ".getBytes(UTF_8));
            writer.append("file", "and safe".getBytes(UTF_8));
            Runtime.getRuntime()
                    .halt((int) writer.token()); // at once: half a second later H2 has written all by itself
        }
    }

    @Nested
    class A_process_that_is_killed {

        @Test
        void leaves_all_that_it_was_told_is_safe_and_a_lock_that_ends() throws IOException, InterruptedException {
            Path file = file("killed");
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OtherProcess.class.getName(),
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                other.destroyForcibly();
            }
            assertThat(other.exitValue()).isEqualTo(1);

            RunStorage run =
                    open(H2RunStorageTest.open("killed"), Duration.ofSeconds(1)).run("Poem");
            assertThat(run.read("file").orElseThrow()).asString(UTF_8).isEqualTo("paid for, and safe");
            try (RunStorage.Writer writer = whenItsLeaseHasEnded(run)) {
                assertThat(writer.token()).isEqualTo(2);
            }
        }

        private RunStorage.Writer whenItsLeaseHasEnded(RunStorage run) {
            while (true) {
                try {
                    return run.lock();
                } catch (RunException e) {
                    assertThat(e.kind()).isEqualTo(RunException.Kind.LOCKED);
                }
            }
        }
    }
}
