package io.github.spo4j.storage;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.AtomicFile;
import io.github.spo4j.internal.Uninterrupted;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A run as a folder. */
final class DirectoryStorage implements RunStorage {

    private static final int LONGEST_NAME = 100;

    private final Path folder;

    DirectoryStorage(Path folder) {
        this.folder = folder;
    }

    static DirectoryStorage of(Path workspace, String name) {
        requireNonNull(workspace, "workspace");
        if (!isPlainName(requireNonNull(name, "name"))) {
            throw new IllegalArgumentException("'" + name + "' cannot be a run's name: it becomes a folder in the "
                    + "workspace, so use 1 to " + LONGEST_NAME
                    + " letters, digits, spaces, '-', '_' or '.', not starting with '.' or ending with '.' or a space");
        }
        return new DirectoryStorage(workspace.resolve(name));
    }

    private static boolean isPlainName(String name) {
        return !name.isBlank()
                && name.length() <= LONGEST_NAME
                && !name.startsWith(".")
                && !name.startsWith(" ")
                && !name.endsWith(".")
                && !name.endsWith(" ")
                && name.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || " -_.".indexOf(c) >= 0);
    }

    @Override
    public String describe(String path) {
        return folder.resolve(path).toString();
    }

    @Override
    public Optional<byte[]> read(String path) {
        try {
            return Optional.of(Uninterrupted.run(() -> Files.readAllBytes(folder.resolve(path))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", path, e);
        }
    }

    @Override
    public List<String> list(String path) {
        try (Stream<Path> entries = Files.list(folder.resolve(path))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (NotDirectoryException e) {
            throw new RunException(
                    RunException.Kind.DAMAGED, describe(path) + " should be a folder; move it away first", e);
        } catch (IOException e) {
            throw failed("list", path, e);
        }
    }

    @Override
    public Writer lock() {
        try {
            AtomicFile.makeFolder(folder);
            return new DirectoryWriter(this, DirectoryLock.take(folder));
        } catch (IOException e) {
            throw failed("lock", "", e);
        }
    }

    @Override
    public void moveAside(String suffix) {
        if (!Files.exists(folder)) {
            return;
        }
        Path aside = folder.resolveSibling(folder.getFileName() + "." + suffix);
        try (DirectoryLock held = DirectoryLock.take(folder)) {
            held.requireHeld();
            renameTo(folder, aside);
        } catch (IOException e) {
            throw failed("move aside", "", e);
        }
    }

    Path resolve(String path) {
        return folder.resolve(path);
    }

    /** A rename never replaces anything here; the check before it is for folders, which some systems do replace. */
    static void renameTo(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        Files.move(from, to);
    }

    RunException failed(String action, String path, IOException e) {
        return new RunException(
                RunException.Kind.DISK,
                "cannot " + action + " " + describe(path) + " (" + reason(e)
                        + "); see that the folder exists, may be written to and has room, then run the same again",
                e);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something with that name is already there";
        }
        if (e instanceof NoSuchFileException) {
            return "it is not there";
        }
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
