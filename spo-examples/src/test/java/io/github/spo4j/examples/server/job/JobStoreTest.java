package io.github.spo4j.examples.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.storage.Transactions;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may change a job. */
class JobStoreTest {

    private static final String OWNER = "owner";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final JdbcConnectionPool source =
            JdbcConnectionPool.create("jdbc:h2:mem:jobs" + DATABASES.incrementAndGet(), "sa", "");
    private final ObjectNode nothing = StoredJson.object();
    private final ObjectNode request = StoredJson.object().put("kind", "optimize");
    private final JobProgress progress = new JobProgress();
    private JobStore store;

    @BeforeEach
    void open() throws SQLException {
        store = JobStore.open(Transactions.in(source));
        assertThat(store.insert("job", OWNER, JobKind.OPTIMIZE, "name", null, null, request, progress.json()))
                .isTrue();
    }

    @AfterEach
    void close() {
        source.dispose();
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
        assertThat(store.insert("a", OWNER, JobKind.EXTRACT, "n", "key", "hash", request, progress.json()))
                .isTrue();
        assertThat(store.insert("b", OWNER, JobKind.EXTRACT, "n", "key", "hash", request, progress.json()))
                .isFalse();
        assertThat(store.insert("c", "another", JobKind.EXTRACT, "n", "key", "hash", request, progress.json()))
                .isTrue();
        assertThat(store.byKey(OWNER, "key").orElseThrow().id()).isEqualTo("a");
        assertThat(store.unfinished(OWNER)).isEqualTo(2);
    }

    @Test
    void any_text_is_kept_as_it_is() {
        ObjectNode odd = StoredJson.object().put("text", "写\u0000\ud83d\ude00\ud800'; DROP TABLE spo_job; --");
        store.insert("odd", OWNER, JobKind.OPTIMIZE, "写诗", null, null, odd, progress.json());

        assertThat(store.find(OWNER, "odd").orElseThrow().requireRequest()).isEqualTo(odd);
        assertThat(store.page(OWNER, Long.MAX_VALUE, 10)).extracting(Job::id).containsExactly("odd", "job");
    }
}
