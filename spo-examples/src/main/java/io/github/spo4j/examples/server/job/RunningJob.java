package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A job that runs on this machine, on its own thread: an interrupt reaches only the work, never the thread that waits
 * for it, which may be in the middle of a database call. Thread-safe.
 */
final class RunningJob {

    private static final Logger LOGGER = System.getLogger(RunningJob.class.getName());
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Claim claim;
    private final JobStore store;
    private final RunStorage files;
    private final JobSignals signals;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Object lock = new Object();
    private @Nullable Thread thread;
    private @Nullable Stop stop;
    private long lastTold;
    private boolean told;
    private long stopAt = Long.MAX_VALUE;
    private Outcome outcome = new Outcome(After.LATER, null, null);

    /** Why the work must stop before it is done. */
    enum Stop {
        /** Its owner asked for it. */
        CANCEL,
        /** Its time is over. */
        TIME,
        /** The service is ending; another machine resumes it. */
        HAND_OVER,
        /** Another machine has taken it over. */
        LOST
    }

    /** What to do after the work has stopped. */
    enum After {
        /** Record that it is done. */
        DONE,
        /** Record that it failed. */
        FAILED,
        /** Record that it was cancelled. */
        CANCELLED,
        /** Queue it for other machines. */
        HAND_OVER,
        /** Nothing: another machine has it. */
        NOTHING,
        /** Try again a little later. */
        LATER
    }

    /** The result of the work; of a failed or cancelled job, what there is of it. */
    record Outcome(
            After after,
            @Nullable ObjectNode result,
            @Nullable JobError error) {}

    RunningJob(Claim claim, JobStore store, RunStorage files, JobSignals signals) {
        this.claim = claim;
        this.store = store;
        this.files = files;
        this.signals = signals;
    }

    Claim claim() {
        return claim;
    }

    RunStorage files() {
        return files;
    }

    /** The run's files are locked by this job: it now counts as running. */
    void begin() {
        changed(store.begin(claim));
    }

    void tell(String type, ObjectNode data, JobProgress progress) {
        synchronized (lock) {
            told = true;
            lastTold = System.nanoTime();
        }
        changed(store.tell(claim, type, data, progress.json()));
    }

    /** For frequent events; the next one repeats the information. */
    void tellOnceASecond(String type, ObjectNode data, JobProgress progress) {
        synchronized (lock) {
            if (told && System.nanoTime() - lastTold < SECOND) {
                return;
            }
        }
        tell(type, data, progress);
    }

    private void changed(boolean ours) {
        if (ours) {
            signals.changed(claim.job());
        } else {
            stop(Stop.LOST);
        }
    }

    void stopAfter(Duration time) {
        synchronized (lock) {
            stopAt = System.nanoTime() + time.toNanos();
        }
    }

    /** Stops it if its time is over. */
    void lookAtTime() {
        boolean over;
        synchronized (lock) {
            over = stopAt != Long.MAX_VALUE && System.nanoTime() - stopAt >= 0;
        }
        if (over) {
            stop(Stop.TIME);
        }
    }

    /** Interrupts the work; the first reason counts, except that losing the job always does. */
    void stop(Stop why) {
        synchronized (lock) {
            if (stop == null || why == Stop.LOST) {
                stop = why;
            }
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Runs the work and returns after it has stopped, even if this thread is interrupted. */
    Outcome run(JobWork work) {
        Thread worker = new Thread(() -> work(work), "spo-job");
        synchronized (lock) {
            thread = worker;
            if (stop != null) {
                worker.interrupt(); // since Java 17 a thread remembers this before it starts
            }
        }
        worker.start();
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                stop(Stop.HAND_OVER);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (lock) {
            return outcome;
        }
    }

    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void work(JobWork work) {
        Outcome came = new Outcome(After.LATER, null, null);
        try {
            came = withWhatThereIs(outcomeOf(work), work);
        } finally {
            synchronized (lock) {
                thread = null;
                outcome = came;
            }
            ended.countDown();
        }
    }

    private static Outcome withWhatThereIs(Outcome outcome, JobWork work) {
        return switch (outcome.after) {
            case FAILED, CANCELLED -> new Outcome(outcome.after, work.unfinished(), outcome.error);
            case DONE, HAND_OVER, NOTHING, LATER -> outcome;
        };
    }

    private Outcome outcomeOf(JobWork work) {
        try {
            return new Outcome(After.DONE, work.run(this), null);
        } catch (InterruptedException e) {
            return stopped();
        } catch (JobWork.JobFailure e) {
            return new Outcome(After.FAILED, null, e.error());
        } catch (ModelException e) {
            LOGGER.log(isOfModel(e) ? Level.WARNING : Level.DEBUG, "a job ends with a failed call", e);
            return new Outcome(After.FAILED, null, JobError.of(e));
        } catch (RunException e) {
            return failed(e);
        } catch (JobException e) {
            LOGGER.log(Level.WARNING, "the database failed during a job; trying again", e);
            return new Outcome(After.LATER, null, JobError.internal());
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "a job failed that should not have", e);
            return new Outcome(After.FAILED, null, JobError.internal());
        }
    }

    /** Whether whoever runs the service may have to do something, unlike after a limit of the job. */
    private static boolean isOfModel(ModelException e) {
        return switch (e.kind()) {
            case BUDGET_SPENT, DEADLINE, INTERRUPTED -> false;
            default -> true;
        };
    }

    private Outcome failed(RunException e) {
        synchronized (lock) {
            if (stop == Stop.LOST) {
                return new Outcome(After.NOTHING, null, null);
            }
        }
        return switch (e.kind()) {
            case LOCKED -> new Outcome(After.LATER, null, null);
            case DISK -> {
                LOGGER.log(Level.WARNING, "the files of a run are not available; trying the job again", e);
                yield new Outcome(After.LATER, null, JobError.of(e));
            }
            case DAMAGED, CHANGED, NEWER_FORMAT -> {
                LOGGER.log(Level.WARNING, "the files of a job's run cannot be used", e);
                yield new Outcome(After.FAILED, null, JobError.of(e));
            }
        };
    }

    private Outcome stopped() {
        Stop why;
        synchronized (lock) {
            why = stop;
        }
        if (why == null) {
            return new Outcome(After.HAND_OVER, null, null);
        }
        return switch (why) {
            case CANCEL -> new Outcome(After.CANCELLED, null, null);
            case TIME -> new Outcome(After.FAILED, null, JobError.of(StopReason.DEADLINE));
            case HAND_OVER -> new Outcome(After.HAND_OVER, null, null);
            case LOST -> new Outcome(After.NOTHING, null, null);
        };
    }
}
