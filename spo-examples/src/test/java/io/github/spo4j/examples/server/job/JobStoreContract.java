package io.github.spo4j.examples.server.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.job.JobStore.Keyed;
import io.github.spo4j.examples.server.storage.Transactions;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may make and change a job. Both databases pass it. */
@Timeout(120)
abstract class JobStoreContract {

    private static final String OWNER = "owner";
    private static final int MOST_UNFINISHED = 5;
    private static final int AT_ONCE = 24;

    private final ObjectNode nothing = StoredJson.object();
    private final ObjectNode request = StoredJson.object().put("kind", "optimize");
    private final JobProgress progress = new JobProgress();
    private DataSource source;
    private JobStore store;

    /** A database with nothing in it. */
    abstract DataSource emptyDatabase() throws SQLException;

    @BeforeEach
    void open() throws SQLException {
        source = emptyDatabase();
        store = restarted();
        assertThat(inserted("job")).isTrue();
    }

    /** As another process opens it. */
    private JobStore restarted() throws SQLException {
        return JobStore.open(Transactions.in(source), MOST_UNFINISHED);
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private long count(String table) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private boolean inserted(String id) {
        return store.insert(id, OWNER, JobKind.OPTIMIZE, "name", null, null, request, progress.json())
                .isEmpty();
    }

    private Optional<Keyed> inserted(String id, String owner, String key) {
        return store.insert(id, owner, JobKind.EXTRACT, "n", key, "hash of " + id, request, progress.json());
    }

    private Claim claimed() {
        return store.claim("job").orElseThrow().claim();
    }

    private List<String> states() {
        return store.events("job", 0, 100).stream().map(JobEvent::data).toList();
    }

    private JobState state() {
        return store.state("job").orElseThrow();
    }

    @Test
    void whoever_lost_a_job_writes_neither_its_state_nor_an_event() {
        Claim lost = claimed();
        assertThat(store.begin(lost)).isTrue();
        Claim later = claimed();

        assertThat(store.begin(lost)).isFalse();
        assertThat(store.tell(lost, "round", nothing, progress.json())).isFalse();
        assertThat(store.end(lost, JobState.FAILED, null, JobError.internal())).isFalse();
        assertThat(store.giveBack(lost)).isFalse();
        assertThat(states()).hasSize(2);

        assertThat(store.begin(later)).isTrue();
        assertThat(store.tell(later, "round", nothing, progress.json())).isTrue();
        assertThat(store.end(later, JobState.DONE, nothing, null)).isTrue();
        assertThat(store.end(later, JobState.DONE, nothing, null)).isFalse();
        assertThat(state()).isEqualTo(JobState.DONE);
        assertThat(store.claim("job")).isEmpty();
    }

    @Test
    void events_of_a_later_claim_are_never_taken_for_lost_ones() {
        Claim first = claimed();
        store.begin(first);
        store.tell(first, "round", nothing, progress.json());
        List<JobEvent> before = store.events("job", 0, 100);
        Claim later = claimed();
        store.begin(later);

        List<JobEvent> after = store.events("job", before.get(before.size() - 1).number() + 500, 100);

        assertThat(after).hasSize(1);
        assertThat(store.hasEndedBy("job", after.get(0).number())).isFalse();
        store.end(later, JobState.DONE, nothing, null);
        assertThat(store.hasEndedBy("job", after.get(0).number())).isFalse();
        assertThat(store.hasEndedBy("job", after.get(0).number() + 1)).isTrue();
        assertThat(store.hasEndedBy("none", 0)).isTrue();
    }

    @Test
    void the_jobs_of_an_owner_are_handed_over_with_their_keys_unless_the_new_owner_used_them() {
        assertThat(inserted("kept", "before", "key-1")).isEmpty();
        assertThat(inserted("doubled", "before", "key-2")).isEmpty();
        assertThat(inserted("own", "now", "key-2")).isEmpty();

        store.handOver("before", "now");
        store.handOver("before", "now");

        assertThat(store.page("before", Long.MAX_VALUE, 9)).isEmpty();
        assertThat(store.page("now", Long.MAX_VALUE, 9)).extracting(Job::id).containsExactly("own", "doubled", "kept");
        assertThat(inserted("again", "now", "key-1").map(Keyed::id)).contains("kept");
        assertThat(inserted("again", "now", "key-2").map(Keyed::id)).contains("own");
        assertThat(store.page(OWNER, Long.MAX_VALUE, 9)).extracting(Job::id).containsExactly("job");
    }

    @Test
    void a_job_that_nobody_works_at_is_cancelled_at_once_and_one_that_runs_when_it_is_looked_at() {
        store.cancel("another", "job");
        assertThat(state()).isEqualTo(JobState.QUEUED);
        store.cancel(OWNER, "job");
        assertThat(state()).isEqualTo(JobState.CANCELLED);

        assertThat(store.requeue(OWNER, "job", request)).isTrue();
        Claim claim = claimed();
        store.begin(claim);
        store.cancel(OWNER, "job");
        assertThat(state()).isEqualTo(JobState.RUNNING);
        assertThat(store.standings()).containsEntry("job", new JobStore.Standing(claim.number(), true));
        assertThat(store.claim("job")).isEmpty(); // by the machine that goes on after the first has died
        assertThat(state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void only_what_has_ended_is_removed_or_queued_again() {
        assertThat(store.delete(OWNER, "job")).isFalse();
        assertThat(store.requeue(OWNER, "job", request)).isFalse();
        Claim claim = claimed();
        store.end(claim, JobState.FAILED, null, JobError.internal());
        assertThat(store.delete("another", "job")).isFalse();

        assertThat(store.requeue(OWNER, "job", request)).isTrue();
        assertThat(store.end(claim, JobState.DONE, nothing, null)).isFalse();
        store.cancel(OWNER, "job");
        assertThat(store.delete(OWNER, "job")).isTrue();
        assertThat(store.find(OWNER, "job")).isEmpty();
        assertThat(store.events("job", 0, 100)).isEmpty();
    }

    @Test
    void a_key_makes_one_job_for_each_owner() {
        assertThat(inserted("a", OWNER, "key")).isEmpty();
        assertThat(inserted("b", OWNER, "key")).contains(new Keyed("a", "hash of a"));
        assertThat(inserted("c", "another", "key")).isEmpty();

        assertThat(store.find(OWNER, "b")).isEmpty();
        assertThat(store.page(OWNER, Long.MAX_VALUE, 10)).extracting(Job::id).containsExactly("a", "job");
    }

    @Test
    void an_owner_has_so_many_unfinished_jobs_and_room_for_another_when_one_ends() {
        for (int i = 1; i < MOST_UNFINISHED; i++) {
            assertThat(inserted("job " + i)).isTrue();
        }

        assertThatIsOneTooMany(() -> inserted("more"));
        assertThat(store.find(OWNER, "more")).isEmpty();
        assertThat(inserted("another's", "another", "key")).isEmpty();

        store.end(claimed(), JobState.DONE, nothing, null);
        assertThat(inserted("more")).isTrue();
        assertThatIsOneTooMany(() -> inserted("yet more"));
    }

    @Test
    void a_job_that_is_queued_again_needs_room_as_a_new_one_does() {
        store.end(claimed(), JobState.DONE, nothing, null);
        for (int i = 1; i <= MOST_UNFINISHED; i++) {
            assertThat(inserted("job " + i)).isTrue();
        }
        Optional<Job> before = store.find(OWNER, "job");

        assertThatIsOneTooMany(() -> store.requeue(OWNER, "job", nothing));
        assertThat(store.find(OWNER, "job")).isEqualTo(before);
        assertThat(store.requeue(OWNER, "job 1", nothing)).isFalse();

        store.cancel(OWNER, "job 1");
        assertThat(store.requeue(OWNER, "job", nothing)).isTrue();
        assertThatIsOneTooMany(() -> store.requeue(OWNER, "job 1", nothing));
    }

    private static void assertThatIsOneTooMany(ThrowingCallable making) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(making)
                .withMessageContaining("there are " + MOST_UNFINISHED + " unfinished jobs")
                .extracting(JobException::kind)
                .isEqualTo(JobException.Kind.TOO_MANY_JOBS);
    }

    @Nested
    class Many_at_the_same_moment {

        /** What each of them came to, with the kind of its exception in the place of a result. */
        private List<Object> outcomes(IntFunction<Object> work) throws Exception {
            return outcomes(AT_ONCE, work);
        }

        private List<Object> outcomes(int atOnce, IntFunction<Object> work) throws Exception {
            CyclicBarrier start = new CyclicBarrier(atOnce);
            ExecutorService threads = Executors.newFixedThreadPool(atOnce);
            try {
                List<Future<Object>> running = IntStream.range(0, atOnce)
                        .mapToObj(number -> threads.submit(() -> {
                            start.await();
                            try {
                                return work.apply(number);
                            } catch (JobException e) {
                                return e.kind();
                            }
                        }))
                        .toList();
                List<Object> outcomes = new ArrayList<>();
                for (Future<Object> future : running) {
                    outcomes.add(future.get());
                }
                return outcomes;
            } finally {
                threads.shutdownNow();
            }
        }

        private void assertThatOnlyThisManyCameThrough(int expected, List<Object> outcomes) {
            assertThat(outcomes).containsOnly(true, JobException.Kind.TOO_MANY_JOBS);
            assertThat(outcomes).filteredOn(Boolean.TRUE::equals).hasSize(expected);
        }

        @Test
        void never_pass_the_limit_of_unfinished_jobs() throws Exception {
            assertThatOnlyThisManyCameThrough(MOST_UNFINISHED - 1, outcomes(number -> inserted("new " + number)));
            assertThat(store.counts()).containsExactly(Map.entry(JobState.QUEUED, (long) MOST_UNFINISHED));
        }

        @Test
        void never_pass_it_if_they_are_an_owners_first() throws Exception {
            assertThatOnlyThisManyCameThrough(
                    MOST_UNFINISHED,
                    outcomes(number -> inserted("new " + number, "another", "key " + number)
                            .isEmpty()));
        }

        @Test
        void never_pass_it_with_jobs_that_are_queued_again() throws Exception {
            store.cancel(OWNER, "job");
            for (int i = 0; i < AT_ONCE; i++) {
                inserted("old " + i);
                store.cancel(OWNER, "old " + i);
            }

            assertThatOnlyThisManyCameThrough(
                    MOST_UNFINISHED,
                    outcomes(number -> number % 2 == 0
                            ? store.requeue(OWNER, "old " + number, request)
                            : inserted("new " + number)));
            assertThat(store.counts()).containsEntry(JobState.QUEUED, (long) MOST_UNFINISHED);
        }

        @Test
        void make_one_job_with_one_key() throws Exception {
            List<Object> outcomes =
                    outcomes(number -> inserted("new " + number, OWNER, "key").map(Keyed::id));

            String made = store.page(OWNER, Long.MAX_VALUE, 10).get(0).id();
            assertThat(outcomes).containsOnly(Optional.empty(), Optional.of(made));
            assertThat(outcomes).filteredOn(Optional.empty()::equals).hasSize(1);
            assertThat(store.page(OWNER, Long.MAX_VALUE, 10)).hasSize(2);
        }
    }

    @Test
    void any_text_is_kept_as_it_is() {
        ObjectNode odd = StoredJson.object().put("text", "写\u0000\ud83d\ude00\ud800'; DROP TABLE spo_job; --");
        store.insert("odd", OWNER, JobKind.OPTIMIZE, "写诗", null, null, odd, progress.json());

        assertThat(store.find(OWNER, "odd").orElseThrow().requireRequest()).isEqualTo(odd);
        assertThat(store.page(OWNER, Long.MAX_VALUE, 10)).extracting(Job::id).containsExactly("odd", "job");
    }

    @Test
    void a_large_request_is_kept_as_it_is_and_goes_with_its_job() throws SQLException {
        ObjectNode large = StoredJson.object().put("text", randomText(2_000_000));
        store.insert("large", OWNER, JobKind.STYLE, "n", null, null, large, progress.json());

        assertThat(count("spo_document WHERE job = 'large'")).isGreaterThan(1);
        assertThat(store.find(OWNER, "large").orElseThrow().requireRequest()).isEqualTo(large);
        assertThat(store.claim("large").orElseThrow().request()).isEqualTo(large);

        store.end(new Claim("large", 1), JobState.DONE, nothing, null);
        assertThat(store.requeue(OWNER, "large", request)).isTrue();
        assertThat(store.find(OWNER, "large").orElseThrow().requireRequest()).isEqualTo(request);

        store.cancel(OWNER, "large");
        assertThat(store.delete(OWNER, "large")).isTrue();
        assertThat(count("spo_document WHERE job = 'large'")).isZero();
    }

    private static String randomText(int length) {
        return new Random(7)
                .ints(length, 0x4e00, 0x9000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Nested
    class A_job_with_which_processes_die {

        private void dieThreeTimes() throws SQLException {
            for (int process = 1; process <= 3; process++) {
                assertThat(restarted().claim("job")).isPresent();
            }
        }

        @Test
        void fails_with_its_reason_instead_of_a_fourth_start() throws SQLException {
            dieThreeTimes();

            assertThat(restarted().claim("job")).isEmpty();
            Job job = store.find(OWNER, "job").orElseThrow();
            assertThat(job.state()).isEqualTo(JobState.FAILED);
            assertThat(job.error()).isEqualTo(JobError.crashed(3));
            assertThat(states()).last().asString().contains("the service died 3 times while the job ran");
        }

        @Test
        void starts_anew_when_it_is_queued_again() throws SQLException {
            dieThreeTimes();
            assertThat(restarted().claim("job")).isEmpty();

            assertThat(store.requeue(OWNER, "job", request)).isTrue();
            assertThat(restarted().claim("job")).isPresent();
            assertThat(restarted().claim("job")).isPresent();
        }

        @Test
        void is_not_one_that_is_handed_over_or_tried_again_by_the_same() throws SQLException {
            for (int time = 1; time <= 9; time++) {
                assertThat(restarted()
                                .giveBack(restarted().claim("job").orElseThrow().claim()))
                        .isTrue();
                assertThat(store.claim("job")).isPresent();
                store.release(claimed());
            }
            assertThat(state()).isEqualTo(JobState.QUEUED);
        }
    }

    @Test
    void jobs_are_old_so_long_after_their_end_unless_they_are_queued_again() throws SQLException {
        for (String id : List.of("ended", "again", "new")) {
            assertThat(inserted(id)).isTrue();
            store.cancel(OWNER, id);
        }
        execute("""
                UPDATE spo_job SET created_at = CURRENT_TIMESTAMP - INTERVAL '9' DAY,
                    ended_at = CASE WHEN ended_at IS NULL THEN NULL ELSE CURRENT_TIMESTAMP - INTERVAL '3' DAY END
                WHERE id <> 'new'
                """);
        assertThat(store.requeue(OWNER, "again", request)).isTrue();

        assertThat(store.old(Duration.ofDays(4), 10)).isEmpty();
        assertThat(store.old(Duration.ofDays(2), 10)).containsExactly(new JobStore.Owned(OWNER, "ended"));
        assertThat(store.old(Duration.ofDays(2), 0)).isEmpty();
    }

    @Nested
    class A_database_of_before_flyway {

        private static final String TABLES = "/server/schema/V1__tables.sql";

        @BeforeEach
        void goBack() throws SQLException, IOException {
            source = emptyDatabase();
            try (InputStream in = JobStore.class.getResourceAsStream(TABLES)) {
                execute(new String(in.readAllBytes(), UTF_8)
                        .replaceAll("--.*", "")
                        .split(";\\s+"));
            }
            execute(
                    """
                    INSERT INTO spo_job (id, owner, kind, name, state, cancelling, claim, events, created_at, request,
                        progress, result)
                    VALUES ('old', 'owner', 'style', '写诗', 'running', FALSE, 1, 1, CURRENT_TIMESTAMP,
                        '{"kind":"style","name":"\\u5199"}', '{"round":1}', '{"profiles":[]}')
                    """,
                    "INSERT INTO spo_job_event (job, number, type, data) VALUES ('old', 1, 'state', '{}')",
                    "INSERT INTO spo_run (name, token) VALUES ('old', 3)");
        }

        @Test
        void keeps_its_jobs_and_their_requests() throws SQLException {
            store = restarted();

            Job old = store.find(OWNER, "old").orElseThrow();
            assertThat(old.requireRequest())
                    .isEqualTo(StoredJson.object().put("kind", "style").put("name", "写"));
            assertThat(old.result()).isEqualTo(StoredJson.read("{\"profiles\":[]}"));
            assertThat(old.name()).isEqualTo("写诗");
            assertThat(old.progress().path("round").intValue()).isEqualTo(1);
            assertThat(store.events("old", 0, 10)).hasSize(1);
            assertThat(count("spo_run")).isEqualTo(1);
            assertThat(store.claim("old")).isPresent();
            assertThat(inserted("new")).isTrue();
        }

        @Test
        void is_changed_once_if_two_open_it_at_once() throws Exception {
            new Many_at_the_same_moment().outcomes(2, number -> {
                try {
                    return restarted().state("old").orElseThrow();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThat(count("spo_document")).isEqualTo(2);
            assertThat(steps()).containsExactly("0", "1", "2", "3");
        }

        private List<String> steps() throws SQLException {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT \"version\" FROM \"spo_schema\" WHERE \"version\" IS NOT NULL ORDER BY \"installed_rank\"")) {
                List<String> steps = new ArrayList<>();
                while (rows.next()) {
                    steps.add(rows.getString(1));
                }
                return steps;
            }
        }

        @Test
        void is_changed_to_the_end_after_a_change_that_was_cut_short() throws SQLException {
            restarted();
            execute(
                    "DELETE FROM \"spo_schema\" WHERE \"version\" <> '1' AND \"type\" <> 'BASELINE'",
                    "ALTER TABLE spo_job ADD COLUMN request TEXT",
                    "ALTER TABLE spo_job ADD COLUMN result TEXT",
                    "UPDATE spo_job SET request = '{\"kind\":\"again\"}'");

            store = restarted();

            assertThat(store.find(OWNER, "old").orElseThrow().requireRequest())
                    .isEqualTo(StoredJson.object().put("kind", "again"));
        }
    }

    @Test
    void a_database_of_a_newer_version_is_left_alone() throws SQLException {
        execute("UPDATE \"spo_schema\" SET \"version\" = '999' WHERE \"version\" = '3'");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(this::restarted)
                .withMessageContaining("changed by another version of this program; start that version");
    }
}
