package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.DeadExecutionHandler.ReviveDeadExecution;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.github.spo4j.examples.server.job.JobException.Kind;
import io.github.spo4j.examples.server.job.JobStore.Claimed;
import io.github.spo4j.examples.server.job.JobStore.Standing;
import io.github.spo4j.examples.server.job.RunningJob.After;
import io.github.spo4j.examples.server.job.RunningJob.Outcome;
import io.github.spo4j.examples.server.job.RunningJob.Stop;
import io.github.spo4j.examples.server.storage.RunDatabase;
import io.github.spo4j.storage.RunException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Runs a limited number of jobs at a time. db-scheduler picks them: each on one machine, and on another if the first
 * has died. Thread-safe.
 */
final class JobRunner {

    private static final String TASKS = "spo_task"; // db-scheduler's table

    private static final Logger LOGGER = System.getLogger(JobRunner.class.getName());

    private static final String TASK = "job";
    private static final int HEARTBEATS = 4;
    private static final int MOST_FAILURES = 4;

    /** Jobs are looked for when so many are left of those found last, as a part of those that may run. */
    private static final double LEFT = 0.5;

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LOOK_FOR_FORGOTTEN = Duration.ofSeconds(5);
    private static final Duration LOOK_FOR_OLD = Duration.ofMinutes(1);

    private final JobSetup setup;
    private final JobStore store;
    private final RunDatabase runs;
    private final JobSignals signals;
    private final DatabaseClock clock;
    private final CustomTask<Void> task;
    private final Scheduler scheduler;
    private final HeapRoom room = new HeapRoom(Runtime.getRuntime().maxMemory());
    private final Map<String, RunningJob> running = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "spo-job-watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean taking = true;
    private volatile boolean handingOver;

    JobRunner(
            JobSetup setup,
            JobStore store,
            RunDatabase runs,
            JobSignals signals,
            DataSource source,
            DatabaseClock clock) {
        this.setup = setup;
        this.store = store;
        this.runs = runs;
        this.signals = signals;
        this.clock = clock;
        task = Tasks.custom(TASK, Void.class)
                .onFailure((complete, operations) -> operations.reschedule(complete, soon()))
                .onDeadExecution(new ReviveDeadExecution<>())
                .execute(this::execute);
        scheduler = Scheduler.create(source, task)
                .tableName(TASKS)
                .jdbcCustomization(new Turns(source))
                .pollUsingFetch(LEFT, 1) // more would run in the order of an earlier moment
                .clock(clock)
                .schedulerName(new SchedulerName.Fixed(UUID.randomUUID().toString()))
                .threads(setup.atOnce())
                .pollingInterval(LOOK)
                .enableImmediateExecution()
                .heartbeatInterval(setup.silence().dividedBy(HEARTBEATS))
                .missedHeartbeatsLimit(HEARTBEATS)
                .failureLogging(LogLevel.DEBUG, false)
                .shutdownMaxWait(setup.silence())
                .build();
    }

    void start() {
        scheduler.start();
        ScheduledFuture<?> unused = looking.scheduleWithFixedDelay(
                () -> carefully(this::look), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        ScheduledFuture<?> unusedToo = looking.scheduleWithFixedDelay(
                () -> carefully(this::scheduleForgotten), 0, LOOK_FOR_FORGOTTEN.toMillis(), TimeUnit.MILLISECONDS);
        Duration keep = setup.limits().keep();
        if (keep != null) {
            OldJobs old = new OldJobs(store, runs, keep);
            ScheduledFuture<?> unusedEither = looking.scheduleWithFixedDelay(
                    () -> carefully(old::remove), 0, LOOK_FOR_OLD.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** An exception from here would end the polling. */
    private static void carefully(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "the database could not be polled for jobs; trying again", e);
        }
    }

    private void look() {
        try {
            clock.adjust();
        } catch (SQLException e) {
            throw new JobException(Kind.DATABASE, "the database's clock cannot be read", e);
        }
        lookAtRunning();
    }

    private void lookAtRunning() {
        if (running.isEmpty()) {
            return;
        }
        running.values().forEach(RunningJob::lookAtTime);
        Map<String, Standing> standings = store.standings();
        running.forEach((id, job) -> {
            Standing standing = standings.get(id);
            if (standing == null) {
                return; // not started, or just ended
            }
            if (standing.claim() != job.claim().number()) {
                job.stop(Stop.LOST);
            } else if (standing.cancelling()) {
                job.stop(Stop.CANCEL);
            }
        });
    }

    private void scheduleForgotten() {
        if (taking) {
            store.forgotten(TASKS, TASK).forEach(this::schedule);
        }
    }

    void schedule(String id) {
        boolean unused = scheduler.scheduleIfNotExists(task.instance(id), clock.now());
    }

    /** Stops a job: at once if it runs here; another machine notices a little later. */
    void cancel(String id) {
        RunningJob job = running.get(id);
        if (job != null) {
            job.stop(Stop.CANCEL);
        }
    }

    int running() {
        return running.size();
    }

    boolean isTaking() {
        return taking;
    }

    void requireTaking() {
        if (!taking) {
            throw new JobException(
                    Kind.NOT_READY, "the service is ending and accepts no jobs; try again a little later");
        }
    }

    private CompletionHandler<Void> execute(TaskInstance<Void> instance, ExecutionContext context) {
        String id = instance.getId();
        int taken = room.take(store.requestParts(id));
        try {
            return handingOver
                    ? (complete, operations) -> operations.reschedule(complete, clock.now())
                    : execute(id, context);
        } finally {
            room.giveBack(taken);
        }
    }

    private CompletionHandler<Void> execute(String id, ExecutionContext context) {
        Optional<Claimed> claimed = store.claim(id);
        signals.changed(id);
        if (claimed.isEmpty()) {
            return removing(id);
        }
        RunningJob job = new RunningJob(claimed.get().claim(), store, runs.run(id), signals);
        running.put(id, job);
        try {
            if (handingOver) {
                job.stop(Stop.HAND_OVER);
            }
            Outcome outcome = run(job, claimed.get());
            return settled(job, outcome, context.getExecution().consecutiveFailures);
        } finally {
            running.remove(id);
            clearIfRemoved(id);
            signals.changed(id);
        }
    }

    /**
     * A job can be cancelled and removed after it was claimed: its run may then have been locked or created for
     * nothing.
     */
    private void clearIfRemoved(String id) {
        try {
            if (store.state(id).isEmpty()) {
                runs.delete(id);
            }
        } catch (JobException | RunException e) { // thrown here it would hide the job's result
            LOGGER.log(Level.WARNING, "the files of a removed job may remain in the database", e);
        }
    }

    private Outcome run(RunningJob job, Claimed claimed) {
        JobWork work;
        try {
            ObjectNode request = claimed.request().deepCopy();
            Decision decision = Decision.removeFrom(request);
            work = JobRequest.stored(request, setup).work(decision);
        } catch (JobException e) { // the service was restarted with other models or limits
            return new Outcome(After.FAILED, null, JobError.invalid(String.valueOf(e.getMessage())));
        }
        return job.run(work);
    }

    private CompletionHandler<Void> settled(RunningJob job, Outcome outcome, int failures) {
        Claim claim = job.claim();
        switch (outcome.after()) {
            case DONE -> store.end(claim, JobState.DONE, outcome.result(), null);
            case FAILED -> store.end(claim, JobState.FAILED, outcome.result(), outcome.error());
            case CANCELLED -> store.end(claim, JobState.CANCELLED, outcome.result(), null);
            case HAND_OVER -> {
                store.giveBack(claim);
                return (complete, operations) -> operations.reschedule(complete, clock.now());
            }
            case NOTHING -> {
                return (complete, operations) -> LOGGER.log(Level.DEBUG, "another machine has taken over a job");
            }
            case LATER -> {
                store.release(claim);
                if (outcome.error() == null) { // locked by a process that may have died
                    return (complete, operations) -> operations.reschedule(complete, soon());
                }
                if (failures < MOST_FAILURES) {
                    throw new JobException(Kind.DATABASE, "the files of a run are not available");
                }
                store.end(claim, JobState.FAILED, null, outcome.error());
            }
        }
        return removing(claim.job());
    }

    private Instant soon() {
        return clock.now().plus(setup.silence().dividedBy(HEARTBEATS));
    }

    /** Ends a job, unless it was queued again meanwhile. */
    private CompletionHandler<Void> removing(String id) {
        return (complete, operations) -> {
            if (store.state(id).map(JobState::hasEnded).orElse(true)) {
                operations.stop();
            } else {
                operations.reschedule(complete, clock.now());
            }
        };
    }

    void stopTaking() {
        taking = false;
        scheduler.pause();
    }

    void close(Duration patience) {
        stopTaking();
        long until = System.nanoTime() + patience.toNanos();
        try {
            for (RunningJob job : List.copyOf(running.values())) {
                boolean unused = job.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handingOver = true;
        room.end();
        running.values().forEach(job -> job.stop(Stop.HAND_OVER));
        looking.shutdownNow();
        scheduler.stop();
    }
}
