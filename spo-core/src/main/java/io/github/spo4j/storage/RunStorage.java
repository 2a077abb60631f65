package io.github.spo4j.storage;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the files of one run are kept: a folder, memory, or a place of your own such as a database. Paths are relative,
 * with {@code /} between their parts. Thread-safe.
 *
 * <p>Whoever holds the run's {@link #lock() lock} may write; everybody may read. Every method throws a
 * {@link RunException} of kind {@link RunException.Kind#DISK} when the storage itself fails. A storage of your own passes
 * {@code RunStorageContract}, which comes in spo-core's test-jar.
 */
public interface RunStorage {

    /**
     * A run kept as a folder in a workspace. The folder is made when the run is locked.
     *
     * @param workspace the folder that holds the runs
     * @param name the run's name, which becomes its folder's name
     * @return the storage
     * @throws IllegalArgumentException if the name is not that of one plain folder, so that it could lead out of the
     *     workspace (REFERENCE B30)
     */
    static RunStorage directory(Path workspace, String name) {
        return DirectoryStorage.of(workspace, name);
    }

    /**
     * A run kept in a folder of its own, whatever its name. The folder is made when the run is locked.
     *
     * @param folder the run's own folder
     * @return the storage
     */
    static RunStorage folder(Path folder) {
        return new DirectoryStorage(requireNonNull(folder, "folder"));
    }

    /**
     * A run that is kept in memory and leaves nothing behind.
     *
     * @return a new, empty storage
     */
    static RunStorage memory() {
        return new MemoryStorage();
    }

    /**
     * Where a file is, for people to find it.
     *
     * @param path the file, or empty for the run itself
     * @return a name to put into a message
     */
    String describe(String path);

    /**
     * Reads a whole file.
     *
     * @param path the file
     * @return its content, or empty if there is no such file
     */
    Optional<byte[]> read(String path);

    /**
     * What lies directly in a folder.
     *
     * @param folder the folder, or empty for the run's own
     * @return the names of files and folders in it, sorted; empty if there is no such folder
     */
    List<String> list(String folder);

    /**
     * Takes the run for writing, for as long as the writer is open. The lock ends with the process, however it ends.
     *
     * @return the only writer
     * @throws RunException of kind {@link RunException.Kind#LOCKED} if somebody else has it; the message says who and
     *     since when
     */
    Writer lock();

    /**
     * Moves all that there is of the run to another name, so that the storage is empty. Nothing is lost or overwritten.
     *
     * @param suffix what is put behind the run's name, such as a date
     * @throws RunException of kind {@link RunException.Kind#LOCKED} if somebody is writing to it
     */
    void moveAside(String suffix);

    /**
     * Writes to the run whose lock it holds. Each write carries the {@link #token()} of that lock: a writer that lost its
     * lock to a later one writes nothing any more and throws a {@link RunException} of kind
     * {@link RunException.Kind#LOCKED}.
     */
    interface Writer extends AutoCloseable {

        /**
         * The fencing token: higher than that of every earlier holder of the same run's lock.
         *
         * @return the token
         */
        long token();

        /**
         * Adds to the end of a file. When this returns, the addition is safe; after a crash in the middle a part of it
         * may be there.
         *
         * @param path the file; it and folders on the way are made if need be
         * @param content what to add
         */
        void append(String path, byte[] content);

        /**
         * Writes a whole file so that a reader, also after a crash, finds either what was there before or all of the new
         * content. When this returns, the content is safe.
         *
         * @param path the file; folders on the way are made
         * @param content all of it
         */
        void replace(String path, byte[] content);

        /**
         * Gives a file or folder another name, so that nothing has to be overwritten.
         *
         * @param path what is in the way
         * @param newName its new name in the same folder, which must be free
         */
        void rename(String path, String newName);

        /** Gives the lock back. The run stays as it is. */
        @Override
        void close();
    }
}
