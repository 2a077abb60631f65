package io.github.spo4j.examples.server.job;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Wakes threads that wait for events of a job when one happens on this machine. Thread-safe. */
final class JobSignals {

    private final Object lock = new Object();
    private final Map<String, Watch> watched = new HashMap<>();

    /** A job with waiting threads. */
    private static final class Watch {
        private int watchers;
        private long changes;
    }

    /** A watch on a job; to be closed. */
    final class Watcher implements AutoCloseable {

        private final String job;
        private final Watch watch;
        private long seen;

        private Watcher(String job, Watch watch) {
            this.job = job;
            this.watch = watch;
        }

        /** Returns after an event since the last call, or after this time. */
        void await(Duration atMost) throws InterruptedException {
            long until = System.nanoTime() + atMost.toNanos();
            synchronized (watch) {
                while (watch.changes == seen) {
                    long left = until - System.nanoTime();
                    if (left <= 0) {
                        return;
                    }
                    watch.wait(left / 1_000_000, (int) (left % 1_000_000));
                }
                seen = watch.changes;
            }
        }

        @Override
        public void close() {
            synchronized (lock) {
                watch.watchers--;
                if (watch.watchers == 0) {
                    watched.remove(job);
                }
            }
        }
    }

    Watcher watch(String job) {
        synchronized (lock) {
            Watch watch = watched.computeIfAbsent(job, any -> new Watch());
            watch.watchers++;
            return new Watcher(job, watch);
        }
    }

    void changed(String job) {
        Watch watch;
        synchronized (lock) {
            watch = watched.get(job);
        }
        if (watch != null) {
            synchronized (watch) {
                watch.changes++;
                watch.notifyAll();
            }
        }
    }
}
