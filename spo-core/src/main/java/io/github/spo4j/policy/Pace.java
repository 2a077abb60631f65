package io.github.spo4j.policy;

import io.github.spo4j.model.ModelRequest;

/**
 * How many calls are sent to an endpoint at a time. A server that answers few at a time lets the others wait, until they time
 * out: after a time-out half as many are sent, and one more after as many successes as there are places. Thread-safe.
 */
final class Pace {

    private final int most;
    private final Places places;
    private final Object lock = new Object();
    private int size;
    private int successes;
    private long reductions;

    Pace(int most) {
        this.most = most;
        size = most;
        places = new Places(most);
    }

    /** Waits for a place, and returns how often places were reduced so far. */
    long enter(ModelRequest request, DeadlineWait waiting) {
        places.take(request, waiting);
        synchronized (lock) {
            return reductions;
        }
    }

    /** Frees the place of a call. */
    void leave() {
        places.free();
    }

    /** A call that still has its place has got its reply. */
    void succeeded() {
        synchronized (lock) {
            successes++;
            if (successes >= size && size < most) {
                resize(size + 1);
            }
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
        synchronized (lock) {
            int inFlight = places.taken();
            if (before != reductions || inFlight < 2 || size < 2) {
                return 0;
            }
            resize(Math.min(size, inFlight) / 2);
            reductions++;
            return size;
        }
    }

    private void resize(int now) {
        size = now;
        successes = 0;
        places.resize(now);
    }
}
