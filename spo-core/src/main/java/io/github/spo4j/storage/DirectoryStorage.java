package io.github.spo4j.storage;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.FolderForce;
import io.github.spo4j.internal.InnerPath;
import io.github.spo4j.internal.PatientMove;
import io.github.spo4j.internal.Uninterrupted;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

    private static final Logger LOGGER = System.getLogger(DirectoryStorage.class.getName());

    private final Path folder;
    private final PatientMove moves;

    DirectoryStorage(Path folder) {
        this(folder, new PatientMove());
    }

    DirectoryStorage(Path folder, PatientMove moves) {
        this.folder = folder;
        this.moves = moves;
    }

    static DirectoryStorage of(Path workspace, String name) {
        requireNonNull(workspace, "workspace");
        if (!RunName.isNew(requireNonNull(name, "name")) && !isOfBefore(workspace, name)) {
            throw new IllegalArgumentException("'" + name + "' cannot be a run's name: it becomes a folder in the "
                    + "workspace, so use " + RunName.RULES);
        }
        return new DirectoryStorage(workspace.resolve(name));
    }

    /** Whether there is a run under a name that was once allowed. */
    private static boolean isOfBefore(Path workspace, String name) {
        return RunName.isPlain(name) && Files.isDirectory(workspace.resolve(name));
    }

    @Override
    public String describe(String path) {
        return resolve(path).toString();
    }

    @Override
    public Optional<byte[]> read(String path) {
        try {
            return Optional.of(Uninterrupted.run(() -> Files.readAllBytes(resolve(path))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", path, e);
        }
    }

    @Override
    public List<String> list(String path) {
        try (Stream<Path> entries = Files.list(resolve(path))) {
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
            FolderForce folders = FolderForce.at(folder);
            folders.makeFolder(folder);
            DirectoryLock held = DirectoryLock.take(folder);
            folders.refusal().ifPresent(this::warn);
            return new DirectoryWriter(this, held, folders);
        } catch (IOException e) {
            throw failed("lock", "", e);
        }
    }

    private void warn(String refusal) {
        LOGGER.log(
                Level.WARNING,
                "{0} is on a file system that cannot force folders to disk ({1}); after a power cut the newest files may"
                        + " be missing, and their calls are paid again",
                folder,
                refusal);
    }

    @Override
    public void moveAside(String suffix) {
        if (!Files.exists(folder)) {
            return;
        }
        Path aside = folder.resolveSibling(folder.getFileName() + "." + suffix);
        try (DirectoryLock held = DirectoryLock.take(folder)) {
            held.requireHeld();
            moveHeld(aside, held);
        } catch (IOException e) {
            throw failed("move aside", "", e);
        }
    }

    /** Windows moves no folder in which a file is open, such as that of the lock, and needs no lock for it then. */
    private void moveHeld(Path aside, DirectoryLock held) throws IOException {
        requireFree(aside);
        try {
            Files.move(folder, aside);
        } catch (FileSystemException e) {
            if (!PatientMove.isInUse(e)) {
                throw e;
            }
            held.close();
            renameTo(folder, aside);
        }
    }

    Path resolve(String path) {
        return InnerPath.resolve(folder, path);
    }

    PatientMove moves() {
        return moves;
    }

    /** A rename never replaces anything here; the check before it is for folders, which some systems do replace. */
    void renameTo(Path from, Path to) throws IOException {
        requireFree(to);
        moves.move(from, to);
    }

    private static void requireFree(Path to) throws IOException {
        if (Files.exists(to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
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
