package io.github.spo4j.journal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Does what only a channel can do, in spite of interrupts: an interrupt closes a channel in the middle of its work, so it
 * is put off until the work is done. A reply that was paid for is written even when its thread is told to stop.
 */
final class Uninterrupted {

    private Uninterrupted() {}

    /** Work with a channel that is opened anew at each try. */
    interface Work<T> {
        T run() throws IOException;
    }

    static <T> T run(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
