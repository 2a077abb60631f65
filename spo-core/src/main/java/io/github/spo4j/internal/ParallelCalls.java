package io.github.spo4j.internal;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls together on given threads and joins them in the order they were given, whichever ends first. Thread-safe.
 */
public final class ParallelCalls {

    private static final Logger LOGGER = System.getLogger(ParallelCalls.class.getName());
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Executor threads;
    private final Runnable onEnd;

    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private volatile Semaphore awaited = new Semaphore(0);
    private volatile Predicate<ModelRequest> halted = none -> false;

    /**
     * Calls on the given threads.
     *
     * @param threads where the calls run; it stays the caller's to close
     * @param onEnd runs as soon as a task has ended, once for each, on the thread that waits for them
     */
    public ParallelCalls(Executor threads, Runnable onEnd) {
        this.threads = requireNonNull(threads, "threads");
        this.onEnd = requireNonNull(onEnd, "onEnd");
    }

    /**
     * Runs one task.
     *
     * @param <T> what it returns
     * @param task what to do
     * @return its value
     * @throws ModelException what the task threw, or {@link ModelException.Kind#INTERRUPTED}
     */
    public <T> T alone(Supplier<T> task) {
        return together(List.of(task)).get(0).orThrow();
    }

    /**
     * Runs tasks together and waits for all of them, even if one of them or {@code onEnd} fails, so that no call that was
     * paid for is lost. On a thread that is already interrupted none is begun.
     *
     * @param <T> what a task returns
     * @param tasks what to do
     * @return one outcome a task, in the order of the tasks
     * @throws ModelException of kind {@link ModelException.Kind#INTERRUPTED} if the waiting thread is interrupted: the
     *     tasks are interrupted, given half a second to record what has arrived, and abandoned; the flag stays set
     */
    public <T> List<Outcome<T>> together(List<? extends Supplier<T>> tasks) {
        if (Thread.currentThread().isInterrupted()) {
            throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted before a model was asked");
        }
        halted = none -> false;
        List<FutureTask<T>> running = new ArrayList<>(tasks.size());
        Semaphore ended = new Semaphore(0);
        events.clear();
        awaited = ended;
        int seen = 0;
        Throwable failureOfOnEnd = null;
        try {
            for (Supplier<T> task : tasks) {
                FutureTask<T> future = new FutureTask<>(task::get);
                running.add(future);
                threads.execute(() -> {
                    try {
                        future.run();
                    } finally {
                        ended.release();
                    }
                });
            }
            while (seen < running.size()) {
                ended.acquire();
                Runnable event = events.poll();
                if (event != null) {
                    event.run();
                    continue;
                }
                seen++;
                failureOfOnEnd = failureOfOnEnd == null ? notifyEnd() : failureOfOnEnd;
            }
            List<Outcome<T>> outcomes = join(running);
            rethrow(failureOfOnEnd);
            return outcomes;
        } catch (InterruptedException e) {
            running.forEach(future -> future.cancel(true));
            awaitBriefly(ended, running.size() - seen + events.size());
            Thread.currentThread().interrupt();
            rethrow(failureOfOnEnd);
            throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted while waiting for a model", e);
        } finally {
            running.forEach(future -> future.cancel(true)); // those still running when a task could not be started
        }
    }

    /**
     * Runs something soon on the thread that waits for tasks; never if none waits.
     *
     * @param event what to do; it must not throw
     */
    public void tell(Runnable event) {
        events.add(event);
        awaited.release();
    }

    /**
     * Sends no further call of those that run together now. Calls in flight are awaited; the others fail, and recorded
     * replies are still used.
     *
     * @param unwanted which calls are not wanted any more; added to earlier ones
     */
    public synchronized void halt(Predicate<ModelRequest> unwanted) {
        halted = halted.or(unwanted);
    }

    /**
     * {@return whether a call is not wanted any more, see {@link #halt}}
     *
     * @param request the call
     */
    public boolean isHalted(ModelRequest request) {
        return halted.test(request);
    }

    /**
     * {@return whether a failure lasts: the run stops for it or its round is void. Calls that ended for a limit, or gave no
     * usable reply, are decided elsewhere}
     *
     * @param e the failure
     */
    public static boolean isForGood(ModelException e) {
        return switch (e.kind()) {
            case DEADLINE, BUDGET_SPENT, INTERRUPTED -> false;
            default -> !e.isNoUsableReply();
        };
    }

    /**
     * Throws the failure that is the reason to stop, if there is one: the first, but rather than that of a call which was not
     * sent, or not retried any more, for another's sake, the one of the other. A spent budget is told last: more of it would
     * not help where a call fails for good.
     *
     * @param <T> what a task returns
     * @param outcomes of tasks
     */
    public static <T> void throwReason(List<Outcome<T>> outcomes) {
        ModelException reason = null;
        ModelException spent = null;
        for (Outcome<T> outcome : outcomes) {
            ModelException failure = outcome.failure();
            if (failure != null && isForGood(failure) && isRather(failure, reason)) {
                reason = failure;
            }
            if (failure != null && !isForGood(failure) && reason == null && spent == null) {
                spent = requireSpentBudget(failure);
            }
        }
        if (reason != null) {
            throw reason;
        }
        if (spent != null) {
            throw spent;
        }
    }

    private static ModelException requireSpentBudget(ModelException failure) {
        if (failure.kind() != ModelException.Kind.BUDGET_SPENT) {
            throw failure;
        }
        return failure;
    }

    private static boolean isRather(ModelException failure, @Nullable ModelException reason) {
        if (reason == null || isForAnother(reason) || isForAnother(failure)) {
            return reason == null || !isForAnother(failure);
        }
        return failure.isRetryable() == reason.isRetryable() ? failure.tries() > reason.tries() : reason.isRetryable();
    }

    /**
     * {@return whether a call was not sent for another's sake}
     *
     * @param failure how the call ended
     */
    public static boolean isForAnother(ModelException failure) {
        return failure.attempts() == 0 && failure.kind() == ModelException.Kind.UNEXPECTED;
    }

    /** What {@code onEnd} threw, to be rethrown when the calls in flight are joined. */
    private @Nullable Throwable notifyEnd() {
        try {
            onEnd.run();
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    /** Replies that have arrived get time to be recorded; a model that hangs is not waited for. */
    private static void awaitBriefly(Semaphore ended, int awaited) {
        try {
            if (!ended.tryAcquire(awaited, GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.log(Level.DEBUG, "a call did not end when it was interrupted and is abandoned");
            }
        } catch (InterruptedException e) {
            LOGGER.log(Level.DEBUG, "interrupted again, so calls are abandoned at once");
        }
    }

    private static <T> List<Outcome<T>> join(List<FutureTask<T>> running) throws InterruptedException {
        List<Outcome<T>> outcomes = new ArrayList<>(running.size());
        Throwable unexpected = null;
        for (FutureTask<T> future : running) {
            try {
                outcomes.add(new Outcome<>(future.get(), null));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ModelException failure) {
                    outcomes.add(new Outcome<>(null, failure));
                } else if (unexpected == null) {
                    unexpected = e.getCause();
                }
            }
        }
        rethrow(unexpected);
        return List.copyOf(outcomes);
    }

    /** An unexpected failure ends the run, but only when the calls in flight have ended. */
    private static void rethrow(@Nullable Throwable unexpected) {
        if (unexpected instanceof Error error) {
            throw error;
        }
        if (unexpected instanceof RuntimeException failure) {
            throw failure;
        }
    }

    /**
     * How one task ended: with a value or with a failure.
     *
     * @param <T> what the task returns
     * @param value the value, or null after a failure
     * @param failure the failure, or null with a value
     */
    public record Outcome<T>(@Nullable T value, @Nullable ModelException failure) {

        /**
         * {@return the value}
         *
         * @throws ModelException the failure, if there is one
         */
        public T orThrow() {
            if (failure != null) {
                throw failure;
            }
            return requireNonNull(value, "value");
        }
    }
}
