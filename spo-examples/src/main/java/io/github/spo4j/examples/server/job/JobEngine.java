package io.github.spo4j.examples.server.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.server.job.JobException.Kind;
import io.github.spo4j.examples.server.job.JobStore.Keyed;
import io.github.spo4j.examples.server.storage.RunDatabase;
import io.github.spo4j.examples.server.storage.Transactions;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a service: accepts them, runs them, reports on them. Machines that share a database share the jobs.
 * Thread-safe.
 */
public final class JobEngine implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(JobEngine.class.getName());

    private static final JsonMapper JSON = new JsonMapper();

    /** How often to ask the database for changes by other machines. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Stored beside a request after a person has promoted a prompt. */
    private static final SecureRandom IDS = new SecureRandom();

    private static final int ID_BYTES = 18;
    private static final int EVENTS_AT_A_TIME = 100;

    private final JobSetup setup;
    private final JobStore store;
    private final RunDatabase runs;
    private final JobSignals signals = new JobSignals();
    private final JobRunner runner;

    /**
     * A submitted job.
     *
     * @param job the job
     * @param made false if the same key submitted it before
     */
    public record Submitted(Job job, boolean made) {

        public Submitted {
            requireNonNull(job, "job");
        }
    }

    /**
     * An optimization that is not created yet.
     *
     * @param optimizer has its settings, and writes nothing
     * @param heldOut how many questions its search will not see
     * @param comparisonCalls how many calls compare its winner with the start on them
     */
    public record Planned(PromptOptimizer optimizer, int heldOut, long comparisonCalls) {

        public Planned {
            requireNonNull(optimizer, "optimizer");
        }
    }

    private JobEngine(JobSetup setup, JobStore store, RunDatabase runs, DataSource source, DatabaseClock clock) {
        this.setup = setup;
        this.store = store;
        this.runs = runs;
        runner = new JobRunner(setup, store, runs, signals, source, clock);
    }

    /**
     * Starts to run the jobs of a database, and new ones.
     *
     * @param source gives connections to an H2 or a PostgreSQL; the caller closes it
     * @param setup how jobs are run
     * @return the engine
     * @throws JobException of kind {@link JobException.Kind#DATABASE} if the database cannot be used
     */
    public static JobEngine start(DataSource source, JobSetup setup) {
        try {
            Transactions transactions = Transactions.in(source);
            JobStore store = JobStore.open(transactions, setup.limits().unfinished());
            RunDatabase runs = RunDatabase.open(source, setup.silence());
            JobEngine engine =
                    new JobEngine(setup, store, runs, source, DatabaseClock.of(transactions, System::nanoTime));
            engine.runner.start();
            return engine;
        } catch (SQLException | RunException e) {
            throw new JobException(Kind.DATABASE, "the jobs' database cannot be used; check that it is reachable", e);
        }
    }

    /** {@return how jobs are run} */
    public JobSetup setup() {
        return setup;
    }

    /**
     * Creates a job.
     *
     * @param owner its owner
     * @param request the client's request
     * @param key makes it safe to repeat the request, or null
     * @return the job
     * @throws JobException if the request is invalid, or there are too many jobs
     */
    public Submitted submit(String owner, ObjectNode request, @Nullable String key) {
        runner.requireTaking();
        JobRequest checked = JobRequest.read(request, setup);
        String hash = key == null ? null : sha256(request);
        String id = newId();
        Optional<Keyed> before = store.insert(
                id, owner, checked.kind(), checked.name(), key, hash, checked.json(), new JobProgress().json());
        if (before.isEmpty()) {
            runner.schedule(id);
            return new Submitted(summary(owner, id).with(checked.json(), null), true);
        }
        if (!before.get().requestHash().equals(hash)) {
            throw new JobException(
                    Kind.KEY_REUSED, "the Idempotency-Key was used for another request; use a new one for this");
        }
        return new Submitted(find(owner, before.get().id()), false);
    }

    private static String newId() {
        byte[] id = new byte[ID_BYTES];
        IDS.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    /** Of the request as text, which is never whole in memory. */
    private static String sha256(ObjectNode request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (Writer text =
                    new OutputStreamWriter(new DigestOutputStream(OutputStream.nullOutputStream(), digest), UTF_8)) {
                JSON.writeValue(text, request);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException("every JDK has SHA-256, and nothing is written to a disk", e);
        }
    }

    /**
     * {@return the job with its request and result}
     *
     * @param owner its owner
     * @param id its id
     * @throws JobException of kind {@link JobException.Kind#NOT_FOUND} if the owner has no such job
     */
    public Job find(String owner, String id) {
        return store.find(owner, id).orElseThrow(JobEngine::notFound);
    }

    private Job summary(String owner, String id) {
        return store.summary(owner, id).orElseThrow(JobEngine::notFound);
    }

    private static JobException notFound() {
        return new JobException(Kind.NOT_FOUND, "there is no such job");
    }

    /**
     * {@return the newest jobs first, without request and result}
     *
     * @param owner their owner
     * @param before only jobs before this {@link Job#number()}
     * @param limit how many at most
     */
    public List<Job> page(String owner, long before, int limit) {
        return store.page(owner, before, limit);
    }

    /**
     * {@return the places of an owner's queued jobs in the queue of all owners, from 1, by their ids}
     *
     * @param owner their owner
     */
    public Map<String, Long> places(String owner) {
        return store.places(owner);
    }

    /**
     * Tells a job to stop. What was paid for is kept. Repeating it changes nothing.
     *
     * @param owner its owner
     * @param id its id
     * @return the job, which may run on for a moment
     * @throws JobException if there is no such job, or it has ended
     */
    public Job cancel(String owner, String id) {
        Job job = find(owner, id);
        if (job.state().hasEnded()) {
            if (job.state() == JobState.CANCELLED) {
                return job;
            }
            throw new JobException(Kind.CONFLICT, "the job has ended, there is nothing to cancel");
        }
        store.cancel(owner, id);
        signals.changed(id);
        runner.cancel(id);
        return find(owner, id);
    }

    /**
     * Resumes a job that has ended.
     *
     * @param owner its owner
     * @param id its id
     * @param changes the client's new rounds, a style's questions, budget or time limit
     * @return the job, queued
     * @throws JobException if there is no such job, it has not ended, the changes are invalid, or there are too many
     *     jobs
     */
    public Job resume(String owner, String id, ObjectNode changes) {
        runner.requireTaking();
        Job job = find(owner, id);
        ObjectNode request = job.requireRequest().deepCopy();
        Decision.removeFrom(request);
        RequestFields fields = RequestFields.of(changes);
        for (String name :
                List.of(OptimizeRequest.MAX_ROUNDS, StyleRequest.QUESTIONS, Spending.BUDGET, Spending.MAX_TIME)) {
            fields.take(name, request);
        }
        if (job.kind() != JobKind.OPTIMIZE && changes.has(OptimizeRequest.MAX_ROUNDS)) {
            fields.wrong(OptimizeRequest.MAX_ROUNDS, "are for an optimization; leave it out");
        }
        if (job.kind() == JobKind.OPTIMIZE && changes.has(StyleRequest.QUESTIONS)) {
            fields.wrong(StyleRequest.QUESTIONS, "are those that the run began with; leave it out");
        }
        fields.requireRight();
        return requeued(owner, id, JobRequest.stored(request, setup).json());
    }

    private Job requeued(String owner, String id, ObjectNode request) {
        if (!store.requeue(owner, id, request)) {
            throw new JobException(Kind.CONFLICT, "the job has not ended; cancel it or wait for it");
        }
        signals.changed(id);
        runner.schedule(id);
        return find(owner, id);
    }

    /**
     * Promotes a prompt of an optimization that has ended, as its next round.
     *
     * @param owner its owner
     * @param id its id
     * @param decision the client's choice: an earlier round or a prompt, and whether the guard may refuse it
     * @return the job, queued
     * @throws JobException if there is no such job, it is not an optimization that has ended, the prompt cannot be
     *     used, or there are too many jobs
     */
    public Job decide(String owner, String id, ObjectNode decision) {
        runner.requireTaking();
        Job job = find(owner, id);
        RequestFields fields = RequestFields.of(decision);
        Integer number = fields.count("round", 1, Integer.MAX_VALUE);
        String prompt = fields.text("prompt");
        boolean guarded = !fields.flag("unguarded");
        if ((number == null) == (prompt == null)) {
            fields.wrong("prompt", "or a round must be given, one of the two");
        }
        fields.requireRight();
        RecordedRun run = measuredRun(job);
        if (number != null) {
            prompt = run.rounds().stream()
                    .filter(round -> round.number() == number && !round.prompt().isBlank())
                    .map(Round::prompt)
                    .findFirst()
                    .orElseThrow(() -> new JobException(Kind.NOT_FOUND, "there is no such round with a prompt"));
        }
        ObjectNode request = job.requireRequest().deepCopy();
        Decision.removeFrom(request);
        String wanted = requireNonNull(prompt);
        List<String> best = Decision.needless(run).stream().toList();
        HeldOut.fill(request);
        OptimizeRequest asked = OptimizeRequest.read(request, setup);
        boolean needless = best.stream().anyMatch(one -> wanted.strip().equals(one.strip()));
        Optional<String> refusal =
                guarded || wanted.isBlank() || needless ? asked.refusal(wanted, best) : Optional.empty();
        refusal.ifPresent(reason -> {
            fields.wrong("prompt", "cannot be used: " + reason);
            fields.requireRight();
        });
        return requeued(owner, id, new Decision(wanted, guarded).putInto(request));
    }

    /**
     * Takes back a decision that could not be carried out, so that the optimization can go on without it.
     *
     * @param owner its owner
     * @param id its id
     * @return the job, queued
     * @throws JobException if there is no such job, it is not an optimization that has ended, it has no such decision, or
     *     there are too many jobs
     */
    public Job withdraw(String owner, String id) {
        runner.requireTaking();
        Job job = find(owner, id);
        if (recordedRun(job).openDecision().isEmpty()) {
            throw new JobException(Kind.CONFLICT, "there is no decision that is not carried out yet");
        }
        ObjectNode request = job.requireRequest().deepCopy();
        Decision.removeFrom(request);
        return requeued(owner, id, Decision.WITHDRAWAL.putInto(request));
    }

    /**
     * {@return the current run of an optimization, with at least one finished round}
     *
     * @param job the job
     * @throws JobException if it is not an optimization, or no round is finished
     */
    public RecordedRun measuredRun(Job job) {
        RecordedRun run = recordedRun(job);
        if (run.rounds().isEmpty()) {
            throw noRound();
        }
        return run;
    }

    /**
     * {@return the current run of an optimization}
     *
     * @param job the job
     * @throws JobException if it is not an optimization, or has not started
     */
    public RecordedRun recordedRun(Job job) {
        if (job.kind() != JobKind.OPTIMIZE) {
            throw new JobException(Kind.CONFLICT, "the job is not an optimization; it has no rounds");
        }
        RunStorage files = runs.run(job.id());
        try {
            if (files.list("").isEmpty()) {
                throw noRound();
            }
            return RecordedRun.read(files);
        } catch (RunException e) {
            throw e.kind() == RunException.Kind.DISK
                    ? new JobException(Kind.DATABASE, "the runs' database failed; try again later", e)
                    : new JobException(Kind.CONFLICT, "the files of the job's run cannot be read", e);
        }
    }

    /**
     * {@return the expected answers of an optimization by question; questions without one are missing}
     *
     * @param job the job, read alone
     */
    public Map<String, String> expectedAnswers(Job job) {
        Map<String, String> expected = new HashMap<>();
        String yaml = job.requireRequest().path(OptimizeRequest.TEMPLATE).asText();
        OptimizeRequest.template(yaml).questions().forEach(question -> {
            if (question.answer() != null) {
                expected.put(question.question(), question.answer());
            }
        });
        return expected;
    }

    private static JobException noRound() {
        return new JobException(Kind.CONFLICT, "no round is finished yet; wait for it");
    }

    /**
     * Removes a job that has ended, with its events and the files of its run.
     *
     * @param owner its owner
     * @param id its id
     * @throws JobException if there is no such job, or it has not ended
     */
    public void delete(String owner, String id) {
        Job job = summary(owner, id);
        if (!job.state().hasEnded()) {
            throw new JobException(Kind.CONFLICT, "the job has not ended; cancel it first");
        }
        if (!store.delete(owner, id)) {
            throw new JobException(Kind.CONFLICT, "the job has not ended; cancel it first");
        }
        try {
            runs.delete(id); // after the job, which could be queued again meanwhile and need them
        } catch (RunException e) {
            LOGGER.log(Level.WARNING, "the files of a removed job remain in the database", e);
        }
        signals.changed(id);
    }

    /**
     * {@return the files of a job's run}
     *
     * @param job the job
     */
    public RunStorage files(Job job) {
        return runs.run(job.id());
    }

    /**
     * {@return a job's request for clients: articles by name and length only}
     *
     * @param job a job that was read alone
     */
    public ObjectNode shownRequest(Job job) {
        ObjectNode shown = StyleRequest.shown(job.requireRequest().deepCopy());
        Decision.removeFrom(shown);
        return shown;
    }

    /**
     * {@return what an optimization would be}
     *
     * @param request the request that would create the job
     * @throws JobException if the request is invalid
     */
    public Planned planned(ObjectNode request) {
        OptimizeRequest read = OptimizeRequest.read(request, setup);
        return new Planned(read.optimizer().build(), read.heldOut().number(), read.comparisonCalls());
    }

    /**
     * {@return the next events of a job, the oldest first, a hundred at most; empty if there are none}
     *
     * @param id the job's id
     * @param after the last known event, or 0
     */
    public List<JobEvent> events(String id, long after) {
        return store.events(id, after, EVENTS_AT_A_TIME);
    }

    /**
     * Waits for events of a job.
     *
     * @param id the job's id
     * @param after the last known event, or 0
     * @param atMost how long to wait
     * @return the events since then, the oldest first; empty if there are none or the job is gone
     * @throws InterruptedException if the wait is interrupted
     */
    public List<JobEvent> awaitEvents(String id, long after, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        try (JobSignals.Watcher watcher = signals.watch(id)) {
            while (true) {
                List<JobEvent> events = events(id, after);
                long left = until - System.nanoTime();
                if (!events.isEmpty() || left <= 0 || !exists(id)) {
                    return events;
                }
                watcher.await(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
            }
        }
    }

    /**
     * {@return whether a job has ended with this event or was removed, so that no more events will come by themselves}
     *
     * @param id the job's id
     * @param last the last known event
     */
    public boolean hasEndedBy(String id, long last) {
        return store.hasEndedBy(id, last);
    }

    private boolean exists(String id) {
        return store.state(id).isPresent();
    }

    /**
     * Gives all jobs of one owner to another, each with its {@code Idempotency-Key} unless the new owner used the same.
     *
     * @param from their owner, who may have none
     * @param to their owner from now on
     * @throws JobException of kind {@link JobException.Kind#DATABASE} if the database cannot be reached
     */
    public void handOver(String from, String to) {
        store.handOver(from, to);
    }

    /**
     * Waits for the end of a job.
     *
     * @param owner its owner
     * @param id its id
     * @param atMost how long to wait
     * @return the job, ended unless the time is over
     * @throws JobException of kind {@link JobException.Kind#NOT_FOUND} if there is no such job, or it was removed
     * @throws InterruptedException if the wait is interrupted
     */
    public Job awaitEnd(String owner, String id, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        try (JobSignals.Watcher watcher = signals.watch(id)) {
            while (true) {
                JobState state = store.state(id).orElseThrow(JobEngine::notFound);
                long left = until - System.nanoTime();
                if (state.hasEnded() || left <= 0) {
                    return find(owner, id);
                }
                watcher.await(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
            }
        }
    }

    /**
     * {@return how many jobs there are on all machines, by state; states without jobs are missing}
     *
     * @throws JobException of kind {@link JobException.Kind#DATABASE} if the database cannot be reached
     */
    public Map<JobState, Long> counts() {
        return store.counts();
    }

    /** {@return whether the database can be reached} */
    public boolean isReachable() {
        try {
            boolean unused = store.state("").isPresent();
            return true;
        } catch (JobException e) {
            return false;
        }
    }

    /** {@return how many jobs run on this machine} */
    public int running() {
        return runner.running();
    }

    /** {@return whether new jobs are accepted; false once the engine is ending} */
    public boolean isTaking() {
        return runner.isTaking();
    }

    /** Accepts no more jobs, from clients or from the database. Those running here continue. */
    public void stopTaking() {
        runner.stopTaking();
    }

    /**
     * Ends: jobs that are not done in time are handed over to other machines, or to the next start.
     *
     * @param patience how long jobs may continue
     */
    public void close(Duration patience) {
        runner.close(patience);
        runs.close();
    }

    /** Ends, and hands over all jobs at once. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
