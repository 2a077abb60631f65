package io.github.spo4j.examples.server.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
 * The jobs of a service: takes them, works at them, tells how they go. Several machines that share a database share the
 * jobs. Thread-safe.
 */
public final class JobEngine implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(JobEngine.class.getName());

    /** How often the database is asked for what another machine may have done. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Beside a request, once a person has decided what is best. */
    static final String DECISION = "decision";

    private static final SecureRandom IDS = new SecureRandom();
    private static final int ID_BYTES = 18;

    private final JobSetup setup;
    private final JobStore store;
    private final RunDatabase runs;
    private final JobSignals signals = new JobSignals();
    private final JobRunner runner;

    /**
     * A job that was asked for.
     *
     * @param job the job
     * @param made false if the same was asked for before, with the same key
     */
    public record Submitted(Job job, boolean made) {

        /** Checks that it is there. */
        public Submitted {
            requireNonNull(job, "job");
        }
    }

    private JobEngine(JobSetup setup, JobStore store, RunDatabase runs, DataSource source) {
        this.setup = setup;
        this.store = store;
        this.runs = runs;
        runner = new JobRunner(setup, store, runs, signals, source);
    }

    /**
     * Begins to work at the jobs of a database, and at new ones.
     *
     * @param source gives the connections to an H2 or a PostgreSQL; it stays the caller's to close
     * @param setup what jobs are worked at with
     * @return the engine
     * @throws JobException of kind {@link JobException.Kind#DATABASE} if the database cannot be used
     */
    public static JobEngine start(DataSource source, JobSetup setup) {
        try {
            Transactions transactions = Transactions.in(source);
            JobStore store = JobStore.open(transactions, setup.limits().unfinished());
            transactions.make(JobRunner.SCHEMA);
            RunDatabase runs = RunDatabase.open(source, setup.silence());
            JobEngine engine = new JobEngine(setup, store, runs, source);
            engine.runner.start();
            return engine;
        } catch (SQLException | RunException e) {
            throw new JobException(
                    Kind.DATABASE, "the database of the jobs cannot be used; see that it is reachable", e);
        }
    }

    /**
     * What jobs are worked at with.
     *
     * @return the setup
     */
    public JobSetup setup() {
        return setup;
    }

    /**
     * Makes a job.
     *
     * @param owner whose it is
     * @param request what it is made with, as the service's clients write it
     * @param key makes it safe to ask again, or null
     * @return the job
     * @throws JobException if the request makes no sense, or is one too many
     */
    public Submitted submit(String owner, ObjectNode request, @Nullable String key) {
        runner.requireTaking();
        JobRequest checked = JobRequest.read(request, setup);
        String hash = key == null ? null : sha256(request.toString());
        String id = newId();
        Optional<Keyed> before = store.insert(
                id, owner, checked.kind(), checked.name(), key, hash, checked.json(), new JobProgress().json());
        if (before.isEmpty()) {
            runner.schedule(id);
            return new Submitted(find(owner, id), true);
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

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * A job.
     *
     * @param owner whose it is
     * @param id its id
     * @return the job with its request and result
     * @throws JobException of kind {@link JobException.Kind#NOT_FOUND} if the owner has no such job
     */
    public Job find(String owner, String id) {
        return store.find(owner, id).orElseThrow(JobEngine::notFound);
    }

    private static JobException notFound() {
        return new JobException(Kind.NOT_FOUND, "there is no such job");
    }

    /**
     * The newest jobs.
     *
     * @param owner whose they are
     * @param before the {@link Job#number()} that they are before
     * @param limit how many at the most
     * @return the newest first, without request and result
     */
    public List<Job> page(String owner, long before, int limit) {
        return store.page(owner, before, limit);
    }

    /**
     * Tells a job to stop. What was paid for is kept. Nothing happens to one that was told so already.
     *
     * @param owner whose it is
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
     * Goes on with a job that has ended.
     *
     * @param owner whose it is
     * @param id its id
     * @param changes rounds, budget or time that it has from now on, as the service's clients write them
     * @return the job, queued
     * @throws JobException if there is no such job, it has not ended, the changes make no sense, or it is one too many
     */
    public Job resume(String owner, String id, ObjectNode changes) {
        runner.requireTaking();
        Job job = find(owner, id);
        ObjectNode request = job.requireRequest().deepCopy();
        request.remove(DECISION);
        RequestFields fields = RequestFields.of(changes);
        for (String name : List.of(OptimizeRequest.MAX_ROUNDS, Spending.BUDGET, Spending.MAX_TIME)) {
            fields.take(name, request);
        }
        if (job.kind() != JobKind.OPTIMIZE && changes.has(OptimizeRequest.MAX_ROUNDS)) {
            fields.wrong(OptimizeRequest.MAX_ROUNDS, "are for an optimization; leave it out");
        }
        fields.requireRight();
        return requeued(owner, id, JobRequest.read(request, setup).json());
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
     * Makes a prompt the best of an optimization that has ended, as its next round.
     *
     * @param owner whose it is
     * @param id its id
     * @param decision an earlier round or a prompt, as the service's clients write it
     * @return the job, queued
     * @throws JobException if there is no such job, it is no optimization that has ended, the prompt cannot be taken, or
     *     it is one too many
     */
    public Job decide(String owner, String id, ObjectNode decision) {
        runner.requireTaking();
        Job job = find(owner, id);
        RequestFields fields = RequestFields.of(decision);
        Integer number = fields.count("round", 1, Integer.MAX_VALUE);
        String prompt = fields.text("prompt");
        if ((number == null) == (prompt == null)) {
            fields.wrong("prompt", "or a round must be there, one of the two");
        }
        fields.requireRight();
        List<Round> rounds = finishedRounds(job);
        if (number != null) {
            prompt = rounds.stream()
                    .filter(round -> round.number() == number && !round.prompt().isBlank())
                    .map(Round::prompt)
                    .findFirst()
                    .orElseThrow(() -> new JobException(Kind.NOT_FOUND, "there is no such round with a prompt"));
        }
        ObjectNode request = job.requireRequest().deepCopy();
        request.remove(DECISION);
        String wanted = requireNonNull(prompt);
        OptimizeRequest.read(request, setup)
                .refusal(wanted, Round.best(rounds).map(Round::prompt).orElse(""))
                .ifPresent(reason -> {
                    fields.wrong("prompt", "cannot be taken: " + reason);
                    fields.requireRight();
                });
        return requeued(owner, id, request.put(DECISION, wanted));
    }

    /**
     * The finished rounds of an optimization, also while it runs.
     *
     * @param job the job
     * @return from round 1 on, at least one
     * @throws JobException if it is no optimization, or no round is finished
     */
    public List<Round> finishedRounds(Job job) {
        List<Round> rounds = recordedRun(job).rounds();
        if (rounds.isEmpty()) {
            throw noRound();
        }
        return rounds;
    }

    /**
     * The run of an optimization as it is now.
     *
     * @param job the job
     * @return the run
     * @throws JobException if it is no optimization, or was not begun
     */
    public RecordedRun recordedRun(Job job) {
        if (job.kind() != JobKind.OPTIMIZE) {
            throw new JobException(Kind.CONFLICT, "the job is no optimization; it has no rounds");
        }
        RunStorage files = runs.run(job.id());
        try {
            if (files.list("").isEmpty()) {
                throw noRound();
            }
            return RecordedRun.read(files);
        } catch (RunException e) {
            throw e.kind() == RunException.Kind.DISK
                    ? new JobException(Kind.DATABASE, "the database of the runs failed; try again later", e)
                    : new JobException(Kind.CONFLICT, "the files of the job's run cannot be read", e);
        }
    }

    /**
     * What the questions of an optimization expect.
     *
     * @param job the job, read alone
     * @return the answers by question; none of a question that expects nothing
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
     * @param owner whose it is
     * @param id its id
     * @throws JobException if there is no such job, or it has not ended
     */
    public void delete(String owner, String id) {
        Job job = find(owner, id);
        if (!job.state().hasEnded()) {
            throw new JobException(Kind.CONFLICT, "the job has not ended; cancel it first");
        }
        if (!store.delete(owner, id)) {
            throw new JobException(Kind.CONFLICT, "the job has not ended; cancel it first");
        }
        try {
            runs.delete(id); // after the job, which could have been queued again in the meantime and need them
        } catch (RunException e) {
            LOGGER.log(Level.WARNING, "the files of a removed job are left in the database", e);
        }
        signals.changed(id);
    }

    /**
     * The files of a job's run.
     *
     * @param job the job
     * @return to be read
     */
    public RunStorage files(Job job) {
        return runs.run(job.id());
    }

    /**
     * What a job shows of what it was made with: articles by name and length alone.
     *
     * @param job a job that was read alone
     * @return the request
     */
    public ObjectNode shownRequest(Job job) {
        ObjectNode shown = StyleRequest.shown(job.requireRequest().deepCopy());
        shown.remove(DECISION);
        return shown;
    }

    /**
     * An optimizer as a job would have it, which writes nothing.
     *
     * @param request what the job would be made with
     * @return the optimizer
     * @throws JobException if the request makes no sense
     */
    public PromptOptimizer optimizer(ObjectNode request) {
        return OptimizeRequest.read(request, setup).optimizer().build();
    }

    /**
     * Waits for something to happen to a job.
     *
     * @param id the job's id
     * @param after the last event that is known, or 0
     * @param atMost how long to wait
     * @return what happened since, the oldest first; empty if nothing did, or the job is gone
     * @throws InterruptedException if the wait is interrupted
     */
    public List<JobEvent> awaitEvents(String id, long after, Duration atMost) throws InterruptedException {
        int batch = 100;
        long until = System.nanoTime() + atMost.toNanos();
        try (JobSignals.Watcher watcher = signals.watch(id)) {
            while (true) {
                List<JobEvent> events = store.events(id, after, batch);
                long left = until - System.nanoTime();
                if (!events.isEmpty() || left <= 0 || !exists(id)) {
                    return events;
                }
                watcher.await(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
            }
        }
    }

    /**
     * Whether all that happened to a job is known, and nothing more will by itself.
     *
     * @param id the job's id
     * @param last the last event that is known
     * @return true if it has ended with this event or was removed
     */
    public boolean hasEndedBy(String id, long last) {
        return store.hasEndedBy(id, last);
    }

    private boolean exists(String id) {
        return store.state(id).isPresent();
    }

    /**
     * Waits for the end of a job.
     *
     * @param owner whose it is
     * @param id its id
     * @param atMost how long to wait
     * @return the job, which has ended unless the time is over
     * @throws JobException of kind {@link JobException.Kind#NOT_FOUND} if there is no such job, or none any more
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
     * How many jobs there are, on all machines, by how far they are.
     *
     * @return none where there is none
     * @throws JobException of kind {@link JobException.Kind#DATABASE} if the database cannot be reached
     */
    public Map<JobState, Long> counts() {
        return store.counts();
    }

    /**
     * Whether the database can be reached.
     *
     * @return false if it failed just now
     */
    public boolean isReachable() {
        try {
            boolean unused = store.state("").isPresent();
            return true;
        } catch (JobException e) {
            return false;
        }
    }

    /**
     * How many jobs are worked at here.
     *
     * @return the number
     */
    public int running() {
        return runner.running();
    }

    /**
     * Whether new jobs are taken.
     *
     * @return false once the engine ends
     */
    public boolean isTaking() {
        return runner.isTaking();
    }

    /** Takes no more jobs, from clients or from the database. Those that are worked at here go on. */
    public void stopTaking() {
        runner.stopTaking();
    }

    /**
     * Ends: jobs that are not done within this time are handed over to other machines, or to the next start.
     *
     * @param patience how long jobs may go on
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
