package io.github.spo4j.examples.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.RunStorageContract;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a run in a database promises beyond what every storage does, on each kind of database. */
abstract class JdbcRunStorageContract extends RunStorageContract {

    private static final int THREADS = 8;
    private static final Duration LEASE = Duration.ofHours(1); // ends only where a test says so
    private static final Logger[] LOGGERS = {
        (Logger) LoggerFactory.getLogger(RunDatabase.class),
        (Logger) LoggerFactory.getLogger("io.github.spo4j.engine.optimize")
    };
    private static final AtomicInteger RUNS = new AtomicInteger();

    private final List<RunDatabase> open = new ArrayList<>();
    private final String name = "run " + RUNS.incrementAndGet();

    /** A database for all tests of the class. */
    abstract DataSource source();

    /** A database in which there is nothing. */
    abstract DataSource emptyDatabase() throws SQLException;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void captureLog() {
        log.start();
        Stream.of(LOGGERS).forEach(logger -> {
            logger.addAppender(log);
            logger.setAdditive(false);
        });
    }

    @AfterEach
    void releaseLog() {
        Stream.of(LOGGERS).forEach(logger -> {
            logger.detachAppender(log);
            logger.setAdditive(true);
        });
    }

    private List<String> logged() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @AfterEach
    void closeDatabases() {
        open.forEach(RunDatabase::close);
    }

    RunDatabase open(DataSource source, Duration lease) {
        RunDatabase database = RunDatabase.open(source, lease);
        open.add(database);
        return database;
    }

    @Override
    protected RunStorage newStorage() {
        return otherMachine();
    }

    @Override
    protected RunStorage reopen(RunStorage of) {
        return otherMachine();
    }

    private RunStorage otherMachine() {
        return open(source(), LEASE).run(name);
    }

    private void update(String sql, @Nullable String text) {
        try (Connection connection = source().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            if (text != null) {
                statement.setString(1, text);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** As if so much time had passed without a sign of life. */
    private void silence(int minutes) {
        update(
                "UPDATE spo_run SET lease_until = lease_until - " + minutes + " * INTERVAL '1' MINUTE WHERE name = ?",
                name);
    }

    /** What becomes of the row, in one step: a writer that is busy shows too many signs of life to be found silent. */
    private void takenByOneThatGaveItBack() {
        update("UPDATE spo_run SET token = token + 1, lease_until = NULL WHERE name = ?", name);
    }

    private RunStorage.Writer takeOver() {
        silence(61);
        return otherMachine().lock();
    }

    private String text(String path) {
        return new String(otherMachine().read(path).orElseThrow(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static RunException refused(RunException.Kind kind, ThrowingCallable action) {
        RunException refused = requireNonNull(catchThrowableOfType(RunException.class, action), "nothing was refused");
        assertThat(refused.kind()).isEqualTo(kind);
        return refused;
    }

    private static <T> List<T> atOnce(int threads, Callable<T> work) throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> running = IntStream.range(0, threads)
                    .mapToObj(i -> pool.submit(() -> {
                        start.await();
                        return work.call();
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> future : running) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Nested
    class A_database {

        @Test
        void that_is_empty_can_be_opened_by_many_at_once() throws Exception {
            DataSource empty = emptyDatabase();

            List<String> contents = atOnce(THREADS, () -> {
                try (RunDatabase database = RunDatabase.open(empty)) {
                    RunStorage run = database.run(Thread.currentThread().getName());
                    try (RunStorage.Writer writer = run.lock()) {
                        writer.append("file", bytes(Thread.currentThread().getName()));
                    }
                    return Thread.currentThread().getName()
                            + new String(run.read("file").orElseThrow(), UTF_8);
                }
            });

            assertThat(contents).allSatisfy(content -> {
                String half = content.substring(0, content.length() / 2);
                assertThat(content).isEqualTo(half + half);
            });
        }

        @Test
        void that_fails_is_named_with_the_file() throws SQLException {
            DataSource broken = emptyDatabase();
            RunStorage run = open(broken, LEASE).run("Poem");
            RunStorage.Writer writer = run.lock();
            try (Connection connection = broken.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE spo_file");
            }

            assertThat(refused(RunException.Kind.DISK, () -> run.read("one/file")))
                    .hasMessageContaining("cannot read one/file of the run 'Poem'")
                    .hasCauseInstanceOf(SQLException.class);
            refused(RunException.Kind.DISK, () -> run.list("one"));
            assertThat(refused(RunException.Kind.DISK, () -> writer.append("one/file", bytes("content"))))
                    .hasMessageContaining("cannot write one/file of the run 'Poem'");
        }

        @Test
        void has_a_lease_of_a_second_at_least() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunDatabase.open(source(), Duration.ofMillis(999)))
                    .withMessageContaining("PT0.999S");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "a\nb", "a\0b"})
        void has_no_run_of_such_a_name(String bad) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open(source(), LEASE).run(bad))
                    .withMessageContaining("cannot be a run's name");
        }

        @ParameterizedTest
        @ValueSource(strings = {"'; DROP TABLE spo_file; --", "../other", "100 %_", "写诗😀"})
        void takes_any_other_name_for_text(String odd) {
            RunDatabase database = open(source(), LEASE);
            try (RunStorage.Writer writer = database.run(odd).lock()) {
                writer.replace("file", bytes(odd));
            }

            assertThat(database.run(odd).read("file").orElseThrow()).isEqualTo(bytes(odd));
            assertThat(database.run("other").list("")).isEmpty();
        }

        @Test
        void removes_a_run_with_its_files_and_no_other() {
            RunDatabase database = open(source(), LEASE);
            for (String run : List.of(name, name + " beside it")) {
                try (RunStorage.Writer writer = database.run(run).lock()) {
                    writer.replace("one/file", bytes(run));
                }
            }

            database.delete(name);
            database.delete(name);

            assertThat(database.run(name).list("")).isEmpty();
            assertThat(database.run(name + " beside it").read("one/file")).isPresent();
        }

        @Test
        void removes_a_run_also_from_somebody_who_writes_to_it_and_is_refused_from_then_on() {
            RunDatabase database = open(source(), LEASE);
            try (RunStorage.Writer writer = database.run(name).lock()) {
                writer.replace("file", bytes("removed"));

                database.delete(name);

                refused(RunException.Kind.LOCKED, () -> writer.append("file", bytes("more")));
                database.renewLeases();
                assertThat(database.run(name).list("")).isEmpty();
                try (RunStorage.Writer anew = database.run(name).lock()) {
                    refused(RunException.Kind.LOCKED, () -> writer.replace("file", bytes("more")));
                    anew.replace("file", bytes("anew"));
                }
            }
            assertThat(text("file")).isEqualTo("anew");
        }

        @Test
        void keeps_apart_what_many_runs_write_at_once() throws Exception {
            RunDatabase database = open(source(), LEASE);
            List<String> contents = atOnce(THREADS, () -> {
                RunStorage run =
                        database.run(name + " of " + Thread.currentThread().getName());
                try (RunStorage.Writer writer = run.lock()) {
                    for (int i = 0; i < 10; i++) {
                        writer.append("file", bytes(Thread.currentThread().getName() + "\n"));
                    }
                }
                return new String(run.read("file").orElseThrow(), UTF_8);
            });

            assertThat(contents)
                    .doesNotHaveDuplicates()
                    .allSatisfy(
                            content -> assertThat(content.lines().distinct()).hasSize(1))
                    .allSatisfy(content -> assertThat(content.lines()).hasSize(10));
        }
    }

    @Nested
    class A_file {

        private long parts(String path) throws SQLException {
            try (Connection connection = source().getConnection();
                    PreparedStatement count = connection.prepareStatement(
                            "SELECT COUNT(*) FROM spo_file JOIN spo_run ON run = id WHERE name = ? AND path = ?")) {
                count.setString(1, name);
                count.setString(2, path);
                try (ResultSet row = count.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    return row.getLong(1);
                }
            }
        }

        @Test
        void may_be_large() {
            byte[] large = new byte[3_000_001];
            new Random(1).nextBytes(large);
            byte[] twice = new byte[2 * large.length];
            System.arraycopy(large, 0, twice, 0, large.length);
            System.arraycopy(large, 0, twice, large.length, large.length);
            try (RunStorage.Writer writer = otherMachine().lock()) {
                writer.replace("file", large);
                assertThat(otherMachine().read("file").orElseThrow()).isEqualTo(large);

                writer.append("file", large);
                assertThat(otherMachine().read("file").orElseThrow()).isEqualTo(twice);
            }
        }

        @Test
        void grows_by_a_row_for_each_addition_and_none_is_rewritten() throws SQLException {
            try (RunStorage.Writer writer = otherMachine().lock()) {
                for (int i = 0; i < 12; i++) {
                    writer.append("file", bytes(i + ","));
                }
            }

            assertThat(text("file")).isEqualTo("0,1,2,3,4,5,6,7,8,9,10,11,");
            assertThat(parts("file")).isEqualTo(12);
        }

        @Test
        void may_have_a_name_that_means_something_to_a_database() {
            try (RunStorage.Writer writer = otherMachine().lock()) {
                for (String path : List.of("a_b%/😀 '1'", "aXb%/2", "a_b/3", "A_B%/4", "a_b\\/5")) {
                    writer.replace(path, bytes(path));
                }
                assertThat(otherMachine().list("a_b%")).containsExactly("😀 '1'");
                writer.rename("a_b%", "😀");
            }

            assertThat(text("😀/😀 '1'")).isEqualTo("a_b%/😀 '1'");
            assertThat(otherMachine().list("")).containsExactly("A_B%", "aXb%", "a_b", "a_b\\", "😀");
        }

        @Test
        void is_as_it_was_when_a_write_fails() {
            try (RunStorage.Writer writer = otherMachine().lock()) {
                String tooLong = "x".repeat(401);
                refused(RunException.Kind.DISK, () -> writer.append(tooLong, bytes("content")));
                writer.replace("x", bytes("kept"));
                refused(RunException.Kind.DISK, () -> writer.rename("x", tooLong));
            }

            assertThat(otherMachine().list("")).containsExactly("x");
        }
    }

    @Nested
    class A_lease {

        @Test
        void keeps_others_out_and_tells_them_who_has_the_run_and_until_when() {
            Instant before = Instant.now();
            try (RunStorage.Writer writer = otherMachine().lock()) {
                RunException refused =
                        refused(RunException.Kind.LOCKED, () -> otherMachine().lock());

                assertThat(refused)
                        .hasMessageContaining("the run '" + name + "'")
                        .hasMessageContaining("pid " + ProcessHandle.current().pid() + ", host ");
                String message = requireNonNull(refused.getMessage());
                Instant free = Instant.parse(message.substring(message.lastIndexOf(' ') + 1));
                assertThat(free).isBetween(before, before.plus(LEASE).plusSeconds(60));
                assertThat(writer.token()).isPositive();
            }
        }

        @Test
        void of_a_process_that_died_ends_by_itself() {
            RunStorage.Writer dead = otherMachine().lock();
            silence(59);
            refused(RunException.Kind.LOCKED, () -> otherMachine().lock());
            silence(2);

            try (RunStorage.Writer writer = otherMachine().lock()) {
                assertThat(writer.token()).isGreaterThan(dead.token());
                writer.append("file", bytes("content"));
            }
            assertThat(text("file")).isEqualTo("content");
        }

        @Test
        void begins_anew_with_each_write() {
            try (RunStorage.Writer writer = otherMachine().lock()) {
                silence(59);
                writer.append("file", bytes("content"));
                silence(59);

                refused(RunException.Kind.LOCKED, () -> otherMachine().lock());
            }
        }

        @Test
        void is_renewed_while_the_run_waits_for_a_model() {
            RunDatabase database = open(source(), LEASE);
            try (RunStorage.Writer writer = database.run(name).lock()) {
                silence(59);
                database.renewLeases();
                silence(59);

                refused(RunException.Kind.LOCKED, () -> otherMachine().lock());
                assertThat(writer.token()).isPositive();
            }
        }

        @Test
        void is_renewed_in_the_background() {
            try (RunStorage.Writer writer =
                    open(source(), Duration.ofSeconds(1)).run(name).lock()) {
                String first = leaseUntil();
                while (leaseUntil().equals(first)) {
                    assertThat(writer.token()).isPositive(); // until the renewal came, or the test's time is up
                }
            }
        }

        private String leaseUntil() {
            String message = refused(
                            RunException.Kind.LOCKED, () -> otherMachine().lock())
                    .getMessage();
            return requireNonNull(message);
        }

        @Test
        void that_ended_costs_nothing_if_nobody_took_the_run() {
            try (RunStorage.Writer writer = otherMachine().lock()) {
                silence(61);
                writer.append("file", bytes("still ours"));

                refused(RunException.Kind.LOCKED, () -> otherMachine().lock());
            }
            assertThat(text("file")).isEqualTo("still ours");
        }

        @Test
        void is_given_to_one_of_many_who_want_it_at_once() throws Exception {
            List<String> got = atOnce(THREADS, () -> {
                try {
                    return "token " + otherMachine().lock().token();
                } catch (RunException e) {
                    return e.kind().toString();
                }
            });

            assertThat(got).hasSize(THREADS).containsOnlyOnce("token 1");
            assertThat(got).filteredOn("LOCKED"::equals).hasSize(THREADS - 1);
        }

        @Test
        void that_cannot_be_renewed_is_logged() throws SQLException {
            DataSource broken = emptyDatabase();
            RunDatabase database = open(broken, LEASE);
            database.run("one").lock();
            try (Connection connection = broken.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE spo_file");
                statement.execute("DROP TABLE spo_run");
            }

            database.renewLeases();

            assertThat(logged()).containsExactly("the lease of the run 'one' in the database could not be renewed");
        }
    }

    static Stream<Arguments> writes() {
        return Stream.of(
                write("append", writer -> writer.append("kept", bytes("late"))),
                write("append to a new file", writer -> writer.append("late", bytes("late"))),
                write("replace", writer -> writer.replace("kept", bytes("late"))),
                write("rename", writer -> writer.rename("kept", "late")));
    }

    private static Arguments write(String write, Consumer<RunStorage.Writer> action) {
        return argumentSet(write, action);
    }

    @Nested
    class A_writer_that_lost_the_run {

        private final RunDatabase database = open(source(), LEASE);
        private final RunStorage.Writer stale = database.run(name).lock();

        @ParameterizedTest
        @MethodSource("io.github.spo4j.examples.server.storage.JdbcRunStorageContract#writes")
        void is_refused(Consumer<RunStorage.Writer> write) {
            stale.replace("kept", bytes("kept"));
            try (RunStorage.Writer next = takeOver()) {
                assertThat(refused(RunException.Kind.LOCKED, () -> write.accept(stale)))
                        .hasMessageContaining("the run '" + name + "'")
                        .hasMessageContaining("nothing was written");
                next.append("kept", bytes(" and added to"));
            }
            refused(RunException.Kind.LOCKED, () -> write.accept(stale)); // also when the next one gave it back

            assertThat(text("kept")).isEqualTo("kept and added to");
            assertThat(otherMachine().list("")).containsExactly("kept");
        }

        @Test
        void takes_it_from_nobody_by_closing_or_renewing() {
            try (RunStorage.Writer next = takeOver()) {
                database.renewLeases();
                stale.close();
                database.renewLeases();

                refused(RunException.Kind.LOCKED, () -> otherMachine().lock());
                next.append("file", bytes("ours"));
                silence(61);
                database.renewLeases();
                otherMachine().lock().close();
            }
        }

        @ParameterizedTest
        @MethodSource("io.github.spo4j.examples.server.storage.JdbcRunStorageContract#writes")
        void is_refused_when_the_run_was_moved_aside(Consumer<RunStorage.Writer> write) {
            stale.replace("kept", bytes("kept"));
            silence(61);
            otherMachine().moveAside("old");

            refused(RunException.Kind.LOCKED, () -> write.accept(stale));
            assertThat(otherMachine().list("")).isEmpty();
            RunStorage aside = open(source(), LEASE).run(name + ".old");
            assertThat(aside.list("")).containsExactly("kept");
            assertThat(aside.read("kept").orElseThrow()).isEqualTo(bytes("kept"));
        }

        @Test
        void while_its_threads_are_writing_leaves_all_that_it_was_told_is_safe_and_nothing_else() throws Exception {
            AtomicInteger line = new AtomicInteger();
            List<String> safe = new ArrayList<>();
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            RunStorage.Writer next;
            try {
                List<Future<List<String>>> writing = IntStream.range(0, THREADS)
                        .mapToObj(i -> threads.submit(() -> linesUntilRefused(line)))
                        .toList();
                while (line.get() < 2 * THREADS) {
                    Thread.onSpinWait();
                }
                takenByOneThatGaveItBack();
                next = otherMachine().lock();
                next.append("file", bytes("taken over\n"));
                for (Future<List<String>> thread : writing) {
                    safe.addAll(thread.get());
                }
            } finally {
                threads.shutdownNow();
            }
            next.append("file", bytes("done\n"));
            next.close();

            List<String> lines = text("file").lines().toList();
            assertThat(lines).endsWith("taken over", "done");
            assertThat(lines.subList(0, lines.size() - 2)).containsExactlyInAnyOrderElementsOf(safe);
            assertThat(safe).isNotEmpty();
        }

        private List<String> linesUntilRefused(AtomicInteger line) {
            List<String> safe = new ArrayList<>();
            while (true) {
                String text = "line " + line.incrementAndGet();
                try {
                    stale.append("file", bytes(text + "\n"));
                    safe.add(text);
                } catch (RunException e) {
                    assertThat(e.kind()).isEqualTo(RunException.Kind.LOCKED);
                    return safe;
                }
            }
        }
    }

    @Nested
    class A_whole_run {

        @AfterEach
        void nothing_was_logged_but_its_void_round() {
            assertThat(logged()).isNotEmpty().containsOnly("round 3 is void");
        }

        private Map<String, String> files(RunStorage storage, String folder) {
            Map<String, String> files = new TreeMap<>();
            for (String entry : storage.list(folder)) {
                String path = folder.isEmpty() ? entry : folder + "/" + entry;
                storage.read(path)
                        .ifPresentOrElse(
                                content -> files.put(path, new String(content, UTF_8)),
                                () -> files.putAll(files(storage, path)));
            }
            return files;
        }

        private OptimizationResult optimize(ScriptedChatModel model, RunStorage storage) {
            return SampleRun.optimizer(model).storage(storage).build().optimize();
        }

        @Test
        void that_was_stopped_and_goes_on_elsewhere_ends_as_one_in_memory() {
            OptimizationResult undisturbed = optimize(SampleRun.model(), new MapStorage());
            MapStorage memory = new MapStorage();
            SampleRun.stop(memory);
            ScriptedChatModel askedInMemory = SampleRun.model();
            OptimizationResult inMemory = optimize(askedInMemory, memory);

            SampleRun.stop(otherMachine());
            ScriptedChatModel asked = SampleRun.model();
            OptimizationResult result = optimize(asked, otherMachine());

            assertThat(SampleRun.rounds(result)).isEqualTo(SampleRun.rounds(undisturbed));
            assertThat(SampleRun.all(result)).isEqualTo(SampleRun.all(inMemory));
            assertThat(asked.requests()).isNotEmpty().usingRecursiveComparison().isEqualTo(askedInMemory.requests());
            assertThat(files(otherMachine(), "prompts")).isEqualTo(files(memory, "prompts"));
            assertThat(files(otherMachine(), "")).containsKeys("run.json", "journal.jsonl");
        }

        @Test
        void that_another_took_in_the_middle_is_refused_and_the_others_ends_as_one_in_memory() {
            MapStorage memory = new MapStorage();
            OptimizationResult expected = optimize(SampleRun.model(), memory);
            List<OptimizationResult> others = new ArrayList<>();
            ScriptedChatModel model = SampleRun.model();

            assertThatExceptionOfType(RunException.class)
                    .isThrownBy(() -> SampleRun.optimizer(request -> {
                                if (request.role() == ModelRole.EVALUATE
                                        && request.callId().equals(SampleRun.IN_ROUND_4)) {
                                    silence(61);
                                    others.add(optimize(SampleRun.model(), otherMachine()));
                                }
                                return model.chat(request);
                            })
                            .storage(otherMachine())
                            .build()
                            .optimize())
                    .satisfies(refused -> assertThat(refused.kind()).isEqualTo(RunException.Kind.LOCKED));

            assertThat(others).hasSize(1);
            assertThat(SampleRun.all(others.get(0))).isEqualTo(SampleRun.all(expected));
            assertThat(files(otherMachine(), "prompts")).isEqualTo(files(memory, "prompts"));
            assertThat(optimize(SampleRun.model(), otherMachine()).run().rounds())
                    .hasSize(SampleRun.ROUNDS);
        }
    }
}
