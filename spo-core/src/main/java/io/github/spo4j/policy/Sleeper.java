package io.github.spo4j.policy;

import java.time.Duration;

/** Waits between attempts and for rate limits. Tests use one that only notes how long it should wait. */
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
