package io.github.spo4j.internal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes files so that each exists with its whole content or not at all, also after a power cut or an interrupt.
 */
public final class AtomicFile {

    private AtomicFile() {}

    /**
     * Writes a file that must not exist yet.
     *
     * @param file the file, in a folder that exists
     * @param content all of it
     * @throws FileAlreadyExistsException if it exists
     * @throws IOException if it cannot be written
     */
    public static void create(Path file, byte[] content) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        // Not Files.createTempFile: its files are readable by their owner only.
        Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            write(draft, content);
            publish(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** A hard link appears at once and fails if the name is taken, which a rename does not. */
    private static void publish(Path draft, Path file) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // This file system has no hard links.
            Files.copy(draft, file);
        }
    }

    /**
     * Writes a file, or replaces it.
     *
     * @param file the file, in a folder that exists
     * @param draft where it is written first: on the same disk, the same at each try, so that kills leave one at most
     * @param content all of it
     * @throws IOException if it cannot be written; the old file stays
     */
    public static void replace(Path file, Path draft, byte[] content) throws IOException {
        try {
            write(draft, content);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
        forceFolder(requireNonNull(file.toAbsolutePath().getParent()));
    }

    private static void write(Path file, byte[] content) throws IOException {
        Uninterrupted.run(() -> {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
                return file;
            }
        });
    }

    /**
     * Makes a folder and its parents, so that they survive a power cut as the files in them do.
     *
     * @param folder the folder, which may exist
     * @throws IOException if it cannot be made
     */
    public static void makeFolder(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(folder)) {
            makeFolder(parent);
            Files.createDirectories(folder);
            forceFolder(parent);
        }
    }

    /**
     * Makes the names in a folder survive a power cut. Only a channel can do that.
     *
     * @param folder the folder
     * @throws IOException if it cannot be forced
     */
    public static void forceFolder(Path folder) throws IOException {
        try {
            Uninterrupted.run(() -> {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return folder;
                }
            });
        } catch (AccessDeniedException e) {
            // Windows opens no folder as a file, and needs no force after a rename.
            if (!System.getProperty("os.name", "").startsWith("Windows")) {
                throw e;
            }
        }
    }
}
