package io.github.spo4j.policy;

import io.github.spo4j.model.ModelRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many calls are sent to an endpoint at a time. A server that answers few at a time lets the others wait, until they time
 * out: after a time-out half as many are sent, and one more after as many successes as there are places. Thread-safe.
 */
final class Pace {

    private final int most;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private int places;
    private int inFlight;
    private int successes;
    private long reductions;

    Pace(int most) {
        this.most = most;
        places = most;
    }

    /** Waits for a place, and returns how often places were reduced so far. */
    long enter(ModelRequest request, DeadlineWait waiting) {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw DeadlineWait.interrupted(e, request);
        }
        try {
            while (inFlight >= places) {
                Duration left = waiting.left(request).orElse(null);
                if (left == null) {
                    changed.await();
                } else if (waiting.isOver(request) || changed.awaitNanos(TimeUnit.NANOSECONDS.convert(left)) <= 0) {
                    throw DeadlineWait.tooLate("its turn would come after the deadline", request);
                }
            }
            inFlight++;
            return reductions;
        } catch (InterruptedException e) {
            throw DeadlineWait.interrupted(e, request);
        } finally {
            lock.unlock();
        }
    }

    /** Frees the place of a call. */
    void leave() {
        lock.lock();
        try {
            inFlight--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A call that still has its place has got its reply. */
    void succeeded() {
        lock.lock();
        try {
            successes++;
            if (successes >= places && places < most) {
                places++;
                successes = 0;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A call that still has its place got no reply in time. Calls that were sent together time out together, and reduce places
     * once; a call that was alone did not wait for others.
     *
     * @param before what {@link #enter} returned
     * @return how many places there are now; 0 if that has not changed
     */
    int timedOut(long before) {
        lock.lock();
        try {
            if (before != reductions || inFlight < 2 || places < 2) {
                return 0;
            }
            places = Math.min(places, inFlight) / 2;
            successes = 0;
            reductions++;
            return places;
        } finally {
            lock.unlock();
        }
    }
}
