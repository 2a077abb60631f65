package io.github.spo4j.journal;

import static java.util.Objects.requireNonNull;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A run as a folder. A file is replaced by writing a temporary one beside it, forcing it to disk and renaming it. */
final class DirectoryStorage implements RunStorage {

    private static final int LONGEST_NAME = 100;

    private final Path folder;

    private DirectoryStorage(Path folder) {
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
            return Optional.of(Files.readAllBytes(folder.resolve(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", path, e);
        }
    }

    @Override
    public void replace(String path, byte[] content) {
        Path file = folder.resolve(path);
        Path parent = requireNonNull(file.getParent());
        Path temporary = parent.resolve("." + file.getFileName() + ".tmp");
        try {
            Files.createDirectories(parent);
            write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(parent);
        } catch (IOException e) {
            throw failed("write", path, e);
        }
    }

    /** Through a stream, because an interrupt would close a channel in the middle. */
    private static void write(Path file, byte[] content) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(content);
            out.getFD().sync();
        }
    }

    /** Makes a rename survive a power cut. Only a channel can do it, so an interrupt is put off until it is done. */
    private static void forceFolder(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (!forced(folder)) {
                interrupted |= Thread.interrupted();
            }
        } catch (AccessDeniedException e) {
            // Windows opens no folder as a file, and needs no force after a rename.
            if (!System.getProperty("os.name", "").startsWith("Windows")) {
                throw e;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean forced(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
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
    public void moveAside(String path, String newName) {
        Path from = folder.resolve(path);
        Path to = from.resolveSibling(newName);
        try {
            if (Files.exists(to)) {
                throw new FileAlreadyExistsException(to.toString());
            }
            Files.move(from, to);
        } catch (IOException e) {
            throw failed("rename", path, e);
        }
    }

    private RunException failed(String action, String path, IOException e) {
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
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
