package io.github.spo4j.examples.server;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Limits requests for each owner: so many at once, and so many a second over time. Thread-safe. */
final class RateLimit {

    private static final double SECOND = 1e9;

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanos;
    private final Object lock = new Object();
    private final Map<String, Allowance> allowances = new HashMap<>();

    /** What an owner may still send, as of a time. There are few owners, one for each token. */
    private record Allowance(double requests, long time) {}

    RateLimit(int perSecond, int burst, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanos = nanos;
    }

    boolean admits(String owner) {
        synchronized (lock) {
            long now = nanos.getAsLong();
            Allowance before = allowances.getOrDefault(owner, new Allowance(burst, now));
            double requests = Math.min(burst, before.requests + (now - before.time) / SECOND * perSecond);
            boolean admitted = requests >= 1;
            allowances.put(owner, new Allowance(admitted ? requests - 1 : requests, now));
            return admitted;
        }
    }
}
