package io.github.spo4j.policy;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * So many units a minute: they come back evenly, and what is there can be taken at once. One call may take more than can ever
 * be there; others then wait until that has come back. Thread-safe.
 */
final class Rate {

    private static final double NANOS = (double) Duration.ofMinutes(1).toNanos();

    private final double perMinute;
    private final double most;
    private final Object lock = new Object();
    private double there;
    private @Nullable Instant asOf;

    /**
     * A rate of which all is there.
     *
     * @param perMinute how many come back in a minute
     * @param most how many can be there
     */
    Rate(double perMinute, double most) {
        this.perMinute = perMinute;
        this.most = most;
        there = most;
    }

    /** Takes units, and returns how long to wait until they are there. */
    Duration take(long units, Instant now) {
        synchronized (lock) {
            comeBack(now);
            double wanted = (double) units;
            double missing = Math.min(wanted, most) - there;
            there -= wanted;
            return missing <= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(missing / perMinute * NANOS));
        }
    }

    /** Puts units back that were not needed; takes more if negative. */
    void giveBack(long units) {
        synchronized (lock) {
            there = Math.min(most, there + (double) units);
        }
    }

    private void comeBack(Instant now) {
        if (asOf != null && now.isAfter(asOf)) {
            double minutes = (double) Duration.between(asOf, now).toNanos() / NANOS;
            there = Math.min(most, there + minutes * perMinute);
        }
        if (asOf == null || now.isAfter(asOf)) {
            asOf = now;
        }
    }
}
