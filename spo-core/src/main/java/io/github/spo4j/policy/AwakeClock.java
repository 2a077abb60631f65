package io.github.spo4j.policy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The time without that in which the machine was asleep: {@link System#nanoTime()} stands still meanwhile on Linux and
 * macOS. It also does not jump when the clock is set.
 */
final class AwakeClock extends Clock {

    private final LongSupplier nanos;
    private final long start;
    private final Instant began;

    AwakeClock(Clock clock, LongSupplier nanos) {
        this.nanos = nanos;
        start = nanos.getAsLong();
        began = clock.instant();
    }

    @Override
    public Instant instant() {
        return began.plusNanos(nanos.getAsLong() - start);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("only instants are asked for");
    }
}
