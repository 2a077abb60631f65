package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.spo4j.internal.AtomicFile;
import io.github.spo4j.internal.Sha256;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Writes profiles so that a file is there with its whole content or not at all. */
final class ProfileFile {

    private ProfileFile() {}

    /** A file that must not be there yet. */
    static void create(Path file, String json) {
        write(file, () -> AtomicFile.create(file, json.getBytes(UTF_8)));
    }

    /** A file that may be there and is then exchanged as a whole; the draft lies elsewhere on the same disk. */
    static void replace(Path file, String json, Path drafts) {
        // One draft a file: what a kill leaves there is written over the next time.
        write(file, () -> AtomicFile.replace(file, drafts.resolve(file.getFileName() + ".tmp"), json.getBytes(UTF_8)));
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
            return Sha256.hex(Files.readAllBytes(file));
        } catch (IOException e) {
            String problem = "this file cannot be read (" + e.getMessage() + "); check its permissions and the disk";
            throw new StyleException(StyleException.Kind.OUTPUT, file.toString(), problem, e);
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Path file, Writing writing) {
        String source = file.toString();
        try {
            writing.run();
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
}
