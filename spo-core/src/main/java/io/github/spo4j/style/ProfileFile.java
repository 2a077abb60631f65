package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes profiles so that a file is there with its whole content or not at all. */
final class ProfileFile {

    private ProfileFile() {}

    /** A file that must not be there yet. */
    static void create(Path file, String json) {
        // Not Files.createTempFile: its files are readable by their owner only.
        write(file, json, file.resolveSibling("." + UUID.randomUUID() + ".tmp"), false);
    }

    /** A file that may be there and is then exchanged as a whole; the draft lies elsewhere on the same disk. */
    static void replace(Path file, String json, Path drafts) {
        // One draft a file: what a kill leaves there is written over the next time.
        write(file, json, drafts.resolve(file.getFileName() + ".tmp"), true);
    }

    /** The profiles in a folder, in the order of their names, or the one that a path names. */
    static List<Path> find(Path profiles) {
        if (!Files.isDirectory(profiles)) {
            return List.of(profiles);
        }
        try (Stream<Path> files = Files.list(profiles)) {
            List<Path> found = files.filter(file -> isProfile(file.getFileName().toString()))
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
            if (found.isEmpty()) {
                throw new StyleException(
                        StyleException.Kind.PROFILE,
                        profiles.toString(),
                        "no profile is in this folder; profiles end in .json");
            }
            return found;
        } catch (IOException e) {
            String problem = "this folder cannot be read (" + e.getMessage() + "); check its permissions";
            throw new StyleException(StyleException.Kind.PROFILE, profiles.toString(), problem, e);
        }
    }

    private static boolean isProfile(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".json") && !name.startsWith(".");
    }

    /** The SHA-256 of what a file holds. */
    static String sha256(Path file) {
        try {
            return Article.sha256(new String(Files.readAllBytes(file), UTF_8));
        } catch (IOException e) {
            String problem = "this file cannot be read (" + e.getMessage() + "); check its permissions and the disk";
            throw new StyleException(StyleException.Kind.OUTPUT, file.toString(), problem, e);
        }
    }

    private static void write(Path file, String json, Path draft, boolean replacing) {
        String source = file.toString();
        try {
            if (!replacing && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(source);
            }
            try {
                writeThrough(draft, json.getBytes(UTF_8));
                publish(draft, file, replacing);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (FileAlreadyExistsException e) {
            String problem = "this file already exists and is not overwritten; choose another name or move it away";
            throw new StyleException(StyleException.Kind.OUTPUT, source, problem, e);
        } catch (NoSuchFileException e) {
            throw new StyleException(
                    StyleException.Kind.OUTPUT, source, "the folder does not exist; create it first", e);
        } catch (AccessDeniedException e) {
            throw new StyleException(
                    StyleException.Kind.OUTPUT, source, "this file may not be written; check its permissions", e);
        } catch (IOException e) {
            String problem = "this file cannot be written (" + e.getMessage() + "); check its folder and the disk";
            throw new StyleException(StyleException.Kind.OUTPUT, source, problem, e);
        }
    }

    private static void writeThrough(Path draft, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /** A hard link appears at once and fails if the name is taken, which a rename does not. */
    private static void publish(Path draft, Path file, boolean replacing) throws IOException {
        if (replacing) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
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
