package io.github.spo4j.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the files of one run are kept. Paths are relative, with {@code /} between their parts. Implementations may be
 * used from several threads, but one run writes from one thread at a time.
 *
 * <p>Every method throws a {@link RunException} of kind {@link RunException.Kind#DISK} when the storage itself fails.
 */
public interface RunStorage {

    /**
     * A run kept as a folder in a workspace. The folder is made with the first file.
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
     * @param path the file
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
     * Writes a whole file so that a reader, also after a crash, finds either what was there before or all of the new
     * content. When this returns, the content is safe.
     *
     * @param path the file; folders on the way are made
     * @param content all of it
     */
    void replace(String path, byte[] content);

    /**
     * What lies directly in a folder.
     *
     * @param folder the folder
     * @return the names of files and folders in it, sorted; empty if there is no such folder
     */
    List<String> list(String folder);

    /**
     * Gives a file or folder another name, so that nothing has to be overwritten.
     *
     * @param path what is in the way
     * @param newName its new name in the same folder, which must be free
     */
    void moveAside(String path, String newName);
}
