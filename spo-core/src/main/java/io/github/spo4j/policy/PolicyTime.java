package io.github.spo4j.policy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What a policy measures time with.
 *
 * @param clock what deadlines are told by
 * @param awake the same time, without that in which the machine was asleep: what waits are measured by
 * @param sleeper how a call waits for a time
 * @param events how a call waits for an event
 */
record PolicyTime(Clock clock, Clock awake, Sleeper sleeper, EventWait events) {

    /** A hundred years: the nanoseconds of much longer times do not fit a long. */
    static final Duration LONGEST = Duration.ofDays(36_500);

    /** When a deadline comes, in awake time. */
    Instant awake(Instant deadline) {
        return translated(deadline, clock, awake);
    }

    /** When a moment of awake time comes, by the clock, if the machine does not sleep. */
    Instant told(Instant moment) {
        return translated(moment, awake, clock);
    }

    private static Instant translated(Instant moment, Clock from, Clock to) {
        if (from.equals(to)) {
            return moment;
        }
        Duration left = Duration.between(from.instant(), moment);
        return to.instant().plus(left.compareTo(LONGEST) < 0 ? left : LONGEST);
    }
}
