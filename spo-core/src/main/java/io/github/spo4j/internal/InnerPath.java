package io.github.spo4j.internal;

import java.nio.file.Path;

/** Paths that lead into a folder and not out of it, whatever is in their names. */
public final class InnerPath {

    private InnerPath() {}

    /**
     * A file in a folder.
     *
     * @param folder the folder
     * @param path of the file in it; empty for the folder itself
     * @return the file
     * @throws IllegalArgumentException if the path leads out of the folder
     */
    public static Path resolve(Path folder, String path) {
        Path file = folder.resolve(path);
        if (!normal(file).startsWith(normal(folder))) {
            throw new IllegalArgumentException("'" + path + "' leads out of " + folder);
        }
        return file;
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
