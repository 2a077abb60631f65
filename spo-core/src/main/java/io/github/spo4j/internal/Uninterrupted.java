package io.github.spo4j.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Uses a channel in spite of interrupts. An interrupt closes a channel in the middle of its work, so it is delayed until the
 * work is done: a reply that was paid for is written even if its thread is interrupted.
 */
public final class Uninterrupted {

    private Uninterrupted() {}

    /**
     * Work with a channel that it opens at each try.
     *
     * @param <T> what it returns
     */
    public interface Work<T> {

        /**
         * {@return the result}
         *
         * @throws IOException if it fails
         */
        T run() throws IOException;
    }

    /**
     * Does the work, and repeats it if an interrupt closed its channel.
     *
     * @param <T> what it returns
     * @param work the work
     * @return its result; the interrupt is set again
     * @throws IOException what the work threw
     */
    public static <T> T run(Work<T> work) throws IOException {
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
