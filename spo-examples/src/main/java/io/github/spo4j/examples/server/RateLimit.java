package io.github.spo4j.examples.server;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** So many requests at once for each owner, and so many a second over some time. Thread-safe. */
final class RateLimit {

    private static final double SECOND = 1e9;

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanos;
    private final Object lock = new Object();
    private final Map<String, Allowance> allowances = new HashMap<>();

    /** What an owner may still send, as of a time. Owners are few: there is one for each token. */
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
