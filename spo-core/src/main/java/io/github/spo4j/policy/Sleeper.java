package io.github.spo4j.policy;

import java.time.Duration;

/**
 * Waits between attempts, for rate limits, and before a model is asked once more. Tests use one that only notes how long it
 * should wait.
 */
@FunctionalInterface
public interface Sleeper {

    /**
     * Waits.
     *
     * @param time how long, not negative
     * @throws InterruptedException if the waiting thread is interrupted
     */
    void sleep(Duration time) throws InterruptedException;
}
