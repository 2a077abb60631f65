package io.github.spo4j.storage;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the files of one run are kept: a folder, memory, or a custom place such as a database. Paths are relative, with
 * {@code /} between their parts. Thread-safe.
 *
 * <p>Only the holder of the run's {@link #lock() lock} may write; all may read. Every method throws a {@link RunException} of
 * kind {@link RunException.Kind#DISK} when the storage itself fails. Test a custom storage with {@code RunStorageContract},
 * which is in spo-core's test-jar.
 */
public interface RunStorage {

    /**
     * A run kept as a folder in a workspace. The folder is made when the run is locked.
     *
     * <p>Some network drives can do less, which is logged as a warning when the run is locked. Where folders cannot be forced
     * to disk, a power cut may take the newest files, and what they cost is paid again. Where files cannot be locked, runs of
     * this process are kept apart, but a second process takes the run over, and the first stops at its next write; what both
     * wrote in that moment may be damaged.
     *
     * @param workspace the folder that holds the runs
     * @param name the run's name, which becomes its folder's name
     * @throws IllegalArgumentException if the name is not that of one plain folder on every system: it could lead out of the
     *     workspace, or the run could not be moved to another machine. A run that is there under a longer name or one that
     *     Windows keeps for itself is opened still
     */
    static RunStorage directory(Path workspace, String name) {
        return DirectoryStorage.of(workspace, name);
    }

    /**
     * A run kept in the given folder, whatever its name. The folder is made when the run is locked. Some network drives can do
     * less, as {@link #directory} says.
     *
     * @param folder the run's folder
     */
    static RunStorage folder(Path folder) {
        return new DirectoryStorage(requireNonNull(folder, "folder"));
    }

    /** {@return a new, empty storage that keeps a run in memory and leaves nothing behind} */
    static RunStorage memory() {
        return new MemoryStorage();
    }

    /**
     * {@return the name of a file for messages, so that people find it}
     *
     * @param path the file, or empty for the run itself
     */
    String describe(String path);

    /**
     * {@return the content of a file, or empty if there is no such file}
     *
     * @param path the file
     */
    Optional<byte[]> read(String path);

    /**
     * {@return the names of the files and folders in a folder, sorted; empty if there is no such folder}
     *
     * @param folder the folder, or empty for that of the run
     */
    List<String> list(String folder);

    /**
     * Locks the run for writing, as long as the writer is open. The lock ends with the process, however that ends.
     *
     * @return the only writer
     * @throws RunException of kind {@link RunException.Kind#LOCKED} if another has it; the message says who and since
     *     when
     */
    Writer lock();

    /**
     * Moves all files of the run to another name, so that the storage is empty. Nothing is lost or overwritten.
     *
     * @param suffix put behind the run's name, such as a date
     * @throws RunException of kind {@link RunException.Kind#LOCKED} if it is in use
     */
    void moveAside(String suffix);

    /**
     * Writes to the run whose lock it holds. Each write carries the {@link #token()} of that lock: a writer that lost its
     * lock to a later one writes nothing any more and throws a {@link RunException} of kind
     * {@link RunException.Kind#LOCKED}.
     */
    interface Writer extends AutoCloseable {

        /** {@return the fencing token: higher than that of every earlier holder of the same run's lock} */
        long token();

        /**
         * Adds to the end of a file. When this returns, the addition is safe; after a crash in the middle, part of it may
         * be there.
         *
         * @param path the file; it and its folders are made if they are missing
         * @param content what to add
         */
        void append(String path, byte[] content);

        /**
         * Replaces a whole file. A reader, also after a crash, finds either the old content or all of the new. When this
         * returns, the new content is safe.
         *
         * @param path the file; its folders are made if they are missing
         * @param content all of it
         */
        void replace(String path, byte[] content);

        /**
         * Gives a file or folder another name, so that nothing is overwritten.
         *
         * @param path the file or folder
         * @param newName its new name in the same folder, which must be free
         */
        void rename(String path, String newName);

        /** Releases the lock. The run stays as it is. */
        @Override
        void close();
    }
}
