package io.github.spo4j.policy;

import java.time.Duration;

/** Waits. Tests put one in place that only notes how long it was asked to. */
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
