package io.github.spo4j.template;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Creates a file that is there with its whole content or not at all, and never replaces another. */
final class NewFile {

    private NewFile() {}

    static void create(Path file, byte[] content) {
        String source = file.toString();
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(source);
            }
            // Not Files.createTempFile: its files are readable by their owner only.
            Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
            try {
                writeThrough(draft, content);
                publish(draft, file);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (FileAlreadyExistsException e) {
            String problem = "this file already exists and is not overwritten; choose another name or move it away";
            throw new TemplateException(source, null, null, problem, e);
        } catch (NoSuchFileException e) {
            throw new TemplateException(source, null, null, "the folder does not exist; create it first", e);
        } catch (IOException e) {
            String problem = "this file cannot be written (" + e.getMessage() + "); check its folder and the disk";
            throw new TemplateException(source, null, null, problem, e);
        }
    }

    private static void writeThrough(Path draft, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
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
}
