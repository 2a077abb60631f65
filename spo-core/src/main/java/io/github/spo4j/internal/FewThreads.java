package io.github.spo4j.internal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs no more than so many tasks at a time; the others wait, first come, first served. Thread-safe. */
final class FewThreads implements Executor {

    private final int most;
    private final Executor threads;
    private final Object lock = new Object();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    FewThreads(int most, Executor threads) {
        this.most = most;
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (lock) {
            if (running == most) {
                waiting.add(task);
                return;
            }
            running++;
        }
        threads.execute(() -> runAll(task));
    }

    /** A thread that has ended its task takes the next, without the interrupt that may have been meant for the last. */
    @SuppressWarnings("ThreadInterrupted")
    private void runAll(Runnable first) {
        Runnable task = first;
        while (task != null) {
            try {
                task.run();
            } finally {
                boolean unused = Thread.interrupted();
                task = next();
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (lock) {
            Runnable next = waiting.poll();
            if (next == null) {
                running--;
            }
            return next;
        }
    }
}
