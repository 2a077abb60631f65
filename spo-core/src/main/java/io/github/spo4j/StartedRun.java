package io.github.spo4j;

import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.RunStatus;
import io.github.spo4j.run.StopReason;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A run that works on a thread of its own, see {@link PromptOptimizer#start()}. Thread-safe.
 *
 * <pre>{@code
 * StartedRun run = optimizer.start();
 * run.status().best().ifPresent(best -> show(best.prompt(), run.status().usage()));
 * run.stop();
 * OptimizationResult result = run.result().join();
 * }</pre>
 */
public final class StartedRun {

    private final CompletableFuture<OptimizationResult> result = new CompletableFuture<>();
    private final Object lock = new Object();
    private final Thread thread;
    private volatile RunStatus status = RunStatus.NOT_OPEN;
    private boolean stopped;
    private boolean ended;

    private StartedRun(Function<Consumer<RunStatus>, OptimizationResult> work) {
        thread = new Thread(() -> end(work.apply(this::follow)), "spo-run");
        thread.setUncaughtExceptionHandler((any, failure) -> {
            end();
            result.completeExceptionally(failure);
        });
    }

    /**
     * Starts a run.
     *
     * @param work does all of it, and says how far it is
     * @return the run
     */
    static StartedRun of(Function<Consumer<RunStatus>, OptimizationResult> work) {
        StartedRun run = new StartedRun(work);
        run.thread.start();
        return run;
    }

    /** {@return how far the run is: as of the last call that has ended or phase that has begun, and after the run as it ended} */
    public RunStatus status() {
        return status;
    }

    /**
     * Asks the run to stop, and returns at once. It stops as {@code optimize()} does when its thread is interrupted: calls in
     * flight are interrupted, get half a second in which their replies are kept, and are abandoned; no further one is sent. The
     * {@linkplain #result() result} then says {@link StopReason#INTERRUPTED}, and with a workspace or a storage the run can be
     * resumed.
     *
     * <p>Of all threads only the run's own is interrupted: {@linkplain OptimizationListener listeners} see its flag, the caller
     * does not. A second call, and one after the run has ended, does nothing.
     */
    public void stop() {
        synchronized (lock) {
            if (!stopped && !ended) {
                stopped = true;
                thread.interrupt();
            }
        }
    }

    /**
     * The outcome, when the run has ended and released its lock. What {@code optimize()} would throw comes as the cause of an
     * {@link java.util.concurrent.ExecutionException}, or of a {@link java.util.concurrent.CompletionException} from {@code
     * join()}. To cancel the future does not stop the run: {@link #stop()} does. What depends on the future and names no
     * executor runs on the run's thread, whose interrupt flag is clear by then.
     *
     * @return the same future each time
     */
    public CompletableFuture<OptimizationResult> result() {
        return result;
    }

    /** On the run's thread. */
    private void follow(RunStatus now) {
        status = now;
        synchronized (lock) {
            if (stopped) {
                thread.interrupt(); // a listener may have swallowed the first
            }
        }
    }

    private void end(OptimizationResult outcome) {
        end();
        status = new RunStatus(
                status.round(),
                status.phase(),
                outcome.run().usage(),
                outcome.run().bestRound());
        result.complete(outcome);
    }

    /** From now on the thread does the work of others. */
    private void end() {
        synchronized (lock) {
            ended = true;
        }
        Thread.interrupted();
    }

    @Override
    public String toString() {
        return "StartedRun[round " + status.round()
                + status.phase().map(phase -> ", " + phase).orElse("")
                + (result.isDone() ? ", ended" : "") + "]";
    }
}
