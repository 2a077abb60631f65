package io.github.spo4j.policy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for an event, no longer than a time. Tests use one whose time they turn. */
@FunctionalInterface
interface EventWait {

    /** Waits by the time that really passes. */
    EventWait REAL = (event, atMost) -> {
        try {
            event.get(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("an event does not fail", e);
        }
    };

    /**
     * Waits.
     *
     * @param event ends the wait when it is complete; it does not fail
     * @param atMost how long
     * @return whether the event came
     * @throws InterruptedException if the waiting thread is interrupted
     */
    boolean await(CompletableFuture<?> event, Duration atMost) throws InterruptedException;
}
