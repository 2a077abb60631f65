package io.github.spo4j.policy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Time that stands still unless a call sleeps or a test turns it. */
final class TurnedTime extends Clock implements Sleeper, EventWait {

    private final Object lock = new Object();
    private final List<Duration> sleeps = new ArrayList<>();
    private final List<Duration> awaiting = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    /** What a policy measures by. */
    PolicyTime forPolicy() {
        return new PolicyTime(this, this, this, this);
    }

    /** Turns the time. */
    void pass(Duration time) {
        synchronized (lock) {
            now = now.plus(time);
            lock.notifyAll();
        }
    }

    /** Waits until somebody waits for an event for just this long, and then turns the time so far. */
    void runOut(Duration limit) throws InterruptedException {
        synchronized (lock) {
            untilAwaited(limit);
            pass(limit);
        }
    }

    /** Waits until somebody waits for an event for just this long. */
    void untilAwaited(Duration limit) throws InterruptedException {
        synchronized (lock) {
            while (!awaiting.contains(limit)) {
                lock.wait();
            }
        }
    }

    @Override
    public void sleep(Duration time) {
        synchronized (lock) {
            sleeps.add(time);
            pass(time);
        }
    }

    @Override
    public boolean await(CompletableFuture<?> event, Duration atMost) throws InterruptedException {
        CompletableFuture<Void> unused = event.handle((value, failure) -> {
            pass(Duration.ZERO);
            return null;
        });
        synchronized (lock) {
            Instant end = now.plus(atMost.compareTo(PolicyTime.LONGEST) < 0 ? atMost : PolicyTime.LONGEST);
            awaiting.add(atMost);
            lock.notifyAll();
            try {
                while (!event.isDone() && now.isBefore(end)) {
                    lock.wait();
                }
                return event.isDone();
            } finally {
                awaiting.remove(atMost);
            }
        }
    }

    /** The times for which calls slept. */
    List<Duration> waits() {
        synchronized (lock) {
            return List.copyOf(sleeps);
        }
    }

    @Override
    public Instant instant() {
        synchronized (lock) {
            return now;
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
