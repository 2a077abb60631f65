package io.github.spo4j.policy;

import io.github.spo4j.model.ModelRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where ports run, and nowhere else. An executor that is busy, or takes no more for now, delays calls and fails none. One that
 * is stopped fails them, and so does one whose threads are all taken by something that may be waiting for these calls.
 */
final class PortThreads {

    private static final Duration LOOK = Duration.ofMillis(100);

    /** Nobody can see whether a thread of an executor is the one that waits for the calls. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Executor executor;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger begins = new AtomicInteger();

    PortThreads(Executor executor) {
        this.executor = executor;
    }

    /**
     * Returns when the attempt is on its thread.
     *
     * @throws io.github.spo4j.model.ModelException if the deadline comes before, or the request is not wanted any more
     * @throws IllegalStateException if the executor is stopped, or none of its threads was free for five minutes
     */
    void begin(Attempt attempt, ModelRequest request, DeadlineWait waiting) throws InterruptedException {
        boolean taken = isTaken(attempt);
        Instant since = waiting.now();
        int before = begins.get();
        while (taken
                ? !waiting.await(attempt.begun(), look(request, waiting))
                : !attempt.begun().isDone()) {
            if (waiting.isOver(request)) {
                requireBegun(attempt, DeadlineWait.tooLate("no thread was free before the deadline", request));
                return;
            }
            if (waiting.isHalted(request) && attempt.withdraw()) {
                waiting.requireWanted(request);
            }
            if (running.get() > 0 || begins.get() != before) {
                since = waiting.now();
                before = begins.get();
            }
            if (Duration.between(since, waiting.now()).compareTo(PATIENCE) >= 0) {
                requireBegun(attempt, stuck());
                return;
            }
            if (taken && isTerminated()) {
                requireBegun(attempt, stopped(null));
                return;
            }
            if (!taken) {
                waiting.sleep(look(request, waiting), request);
                taken = isTaken(attempt);
            }
        }
    }

    private static void requireBegun(Attempt attempt, RuntimeException otherwise) {
        if (attempt.withdraw()) {
            throw otherwise;
        }
    }

    private static Duration look(ModelRequest request, DeadlineWait waiting) {
        return waiting.left(request)
                .filter(left -> left.compareTo(LOOK) < 0)
                .map(left -> left.isNegative() ? Duration.ZERO : left)
                .orElse(LOOK);
    }

    private boolean isTaken(Attempt attempt) {
        try {
            executor.execute(() -> run(attempt));
            return true;
        } catch (RejectedExecutionException e) {
            if (executor instanceof ExecutorService service && service.isShutdown()) {
                throw stopped(e);
            }
            return false;
        }
    }

    private void run(Attempt attempt) {
        begins.incrementAndGet();
        running.incrementAndGet();
        try {
            attempt.run();
        } finally {
            running.decrementAndGet();
        }
    }

    /** Then it has dropped what it had taken. */
    private boolean isTerminated() {
        return executor instanceof ExecutorService service && service.isTerminated();
    }

    private static IllegalStateException stopped(@Nullable RejectedExecutionException e) {
        return new IllegalStateException(
                "the executor given as threads(...) is stopped: keep it open until the work has ended", e);
    }

    private static IllegalStateException stuck() {
        return new IllegalStateException(
                "no thread of the executor given as threads(...) was free for " + PATIENCE.toMinutes()
                        + " minutes: give it more threads, and do not wait for the work on its only one");
    }
}
