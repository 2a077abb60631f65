package io.github.spo4j.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
     * Writes a file, or replaces it. Its name survives a power cut once its folder was {@linkplain FolderForce#force forced}.
     *
     * @param file the file, in a folder that exists
     * @param draft where it is written first: on the same disk, the same at each try, so that kills leave one at most
     * @param content all of it
     * @param moves renames the draft
     * @throws IOException if it cannot be written; the old file stays
     */
    public static void replace(Path file, Path draft, byte[] content, PatientMove moves) throws IOException {
        try {
            write(draft, content);
            moves.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
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
}
