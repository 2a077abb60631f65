package io.github.spo4j.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.spo4j.internal.Uninterrupted;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lock on a run's folder: a file lock on {@code run.lock}, which the system releases when the process ends.
 *
 * <p>Some network drives have no file locks. There the lock keeps out this process alone, and a second process takes the run
 * over: the first one finds another {@link LockNote} in the file at its next write, and writes nothing any more.
 */
final class DirectoryLock implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(DirectoryLock.class.getName());
    private static final String FILE = "run.lock";

    /** Far behind the note, so that it can be read on systems where a lock keeps readers out. */
    private static final long LOCKED_AT = Long.MAX_VALUE - 1;

    private final Path folder;
    private final @Nullable FileLock lock;
    private final @Nullable Object key;
    private final LockNote note;

    private DirectoryLock(Path folder, @Nullable FileLock lock, @Nullable Object key, LockNote note) {
        this.folder = folder;
        this.lock = lock;
        this.key = key;
        this.note = note;
    }

    static DirectoryLock take(Path given) throws IOException {
        Path folder = given.toRealPath();
        Optional<LockNote> holder = HeldHere.enter(folder, LockNote.ofNow(0));
        if (holder.isPresent()) {
            throw locked(folder, holder.get());
        }
        try {
            return Uninterrupted.run(() -> lock(folder));
        } catch (IOException | RuntimeException | Error e) {
            HeldHere.leave(folder);
            throw e;
        }
    }

    private static DirectoryLock lock(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return lock(folder, channel);
        } catch (OverlappingFileLockException e) {
            HeldHere.keepOpen(channel);
            throw locked(folder, LockNote.read(channel));
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static DirectoryLock lock(Path folder, FileChannel channel) throws IOException {
        FileLock lock = fileLock(folder, channel);
        LockNote note = LockNote.ofNow(LockNote.read(channel).token() + 1);
        note.write(channel);
        if (lock == null) {
            channel.close();
        }
        return new DirectoryLock(folder, lock, DirectoryWriter.key(folder.resolve(FILE)), note);
    }

    /** The file lock, or null on a file system that has none. */
    private static @Nullable FileLock fileLock(Path folder, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock(LOCKED_AT, 1, false);
        } catch (ClosedChannelException e) {
            throw e; // by an interrupt
        } catch (IOException | UnsupportedOperationException e) {
            LOGGER.log(
                    Level.WARNING,
                    "{0} is on a file system without file locks ({1}); no other process is kept out, so start none"
                            + " that uses the same folder",
                    folder,
                    e.getMessage());
            return null;
        }
        if (lock == null) {
            throw locked(folder, LockNote.read(channel));
        }
        return lock;
    }

    private static RunException locked(Path folder, LockNote note) {
        return new RunException(
                RunException.Kind.LOCKED,
                folder + " is in use by another run (" + note.holder()
                        + "); wait for it or stop it, or use another name");
    }

    long token() {
        return note.token();
    }

    /** A writer that has lost the lock writes nothing any more. */
    void requireHeld() throws IOException {
        if (!isInPlace() || !(lock == null ? isNoteOurs() : lock.isValid())) {
            throw new RunException(
                    RunException.Kind.LOCKED, "the lock on " + folder + " is gone; run the same again to resume");
        }
    }

    /** A lock on a deleted file keeps no other process out. A deleted folder must not be made again in part. */
    private boolean isInPlace() throws IOException {
        Path file = folder.resolve(FILE);
        boolean fileAlone = !Files.exists(file) && Files.exists(folder);
        return !fileAlone && Objects.equals(DirectoryWriter.key(file), key);
    }

    private boolean isNoteOurs() throws IOException {
        byte[] there = Uninterrupted.run(() -> Files.readAllBytes(folder.resolve(FILE)));
        return note.text().equals(new String(there, UTF_8));
    }

    @Override
    public void close() throws IOException {
        try {
            if (lock != null) {
                lock.acquiredBy().close(); // releases the lock
            }
        } finally {
            HeldHere.leave(folder);
        }
    }

    @Override
    public String toString() {
        return "DirectoryLock[" + folder + ", token " + token() + "]";
    }
}
