package io.github.spo4j.internal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.CopyOption;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Renames files, and waits a moment for whoever has one open: Windows renames none of these, and virus scanners, editors and
 * readers are soon done. Immutable.
 */
public final class PatientMove {

    private static final int TRIES = 10;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Pause pause;

    /** Waits between two tries. */
    public interface Pause {

        /**
         * Waits.
         *
         * @param time how long
         * @throws InterruptedException if the thread is interrupted meanwhile
         */
        void sleep(Duration time) throws InterruptedException;
    }

    /** One that lets the thread sleep. */
    public PatientMove() {
        this(time -> Thread.sleep(time.toMillis()));
    }

    /**
     * One that waits in another way.
     *
     * @param pause how it waits
     */
    public PatientMove(Pause pause) {
        this.pause = requireNonNull(pause, "pause");
    }

    /**
     * Renames a file or folder. An interrupt is delayed until it is done.
     *
     * @param from the file
     * @param to its new name
     * @param options as of {@link Files#move}
     * @throws IOException if it cannot be renamed, also after about a second
     */
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        boolean interrupted = false;
        try {
            for (int left = TRIES - 1; !tryOnce(from, to, left, options); left--) {
                interrupted |= isInterruptedIn(PAUSE);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean tryOnce(Path from, Path to, int left, CopyOption... options) throws IOException {
        try {
            Files.move(from, to, options);
            return true;
        } catch (FileSystemException e) {
            if (left == 0 || !isInUse(e)) {
                throw e;
            }
            return false;
        }
    }

    private boolean isInterruptedIn(Duration time) {
        try {
            pause.sleep(time);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /**
     * Whether a file may be in use: Windows says so without a class of its own for it, or denies access.
     *
     * @param e why it was not renamed
     * @return whether a later try can help
     */
    public static boolean isInUse(FileSystemException e) {
        return e instanceof AccessDeniedException || e.getClass() == FileSystemException.class;
    }
}
