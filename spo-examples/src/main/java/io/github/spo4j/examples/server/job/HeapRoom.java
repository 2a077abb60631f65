package io.github.spo4j.examples.server.job;

import java.util.concurrent.Semaphore;

/**
 * Room in memory for jobs that run at the same time, by the size of their requests; one that needs more than there is
 * runs alone. Who waits longer comes first, however much it needs. Thread-safe.
 */
final class HeapRoom {

    /**
     * Of each stored part of a request, which is compressed: it is in memory as articles, prompts, replies and files
     * that are being written, of all calls in flight.
     */
    private static final long BYTES_PER_PART = 10L << 20;

    private final int all;
    private final Semaphore free;

    HeapRoom(long bytes) {
        all = (int) Math.max(1, Math.min(bytes / BYTES_PER_PART, Short.MAX_VALUE));
        free = new Semaphore(all, true);
    }

    /** Waits for room. Returns how much was taken, to be given back. */
    int take(int parts) {
        int taken = Math.max(1, Math.min(parts, all));
        free.acquireUninterruptibly(taken);
        return taken;
    }

    void giveBack(int taken) {
        free.release(taken);
    }

    /** Lets all go on that wait, since none of them will run. */
    void end() {
        free.release(1 << 20);
    }
}
