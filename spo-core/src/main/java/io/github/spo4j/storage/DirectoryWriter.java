package io.github.spo4j.storage;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.AtomicFile;
import io.github.spo4j.internal.FolderForce;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a run's folder. A file is replaced by writing a temporary one beside it, forcing it to disk and renaming it.
 * Additions go through streams, because an interrupt would close a channel in the middle of a write.
 */
final class DirectoryWriter implements RunStorage.Writer {

    private final DirectoryStorage storage;
    private final DirectoryLock held;
    private final FolderForce folders;
    private final Object lock = new Object();
    private final Map<String, Appended> appended = new HashMap<>();
    private boolean closed;

    /** A file that is open for appending, and its key. */
    private record Appended(FileOutputStream out, @Nullable Object key) {}

    DirectoryWriter(DirectoryStorage storage, DirectoryLock held, FolderForce folders) {
        this.storage = storage;
        this.held = held;
        this.folders = folders;
    }

    @Override
    public long token() {
        return held.token();
    }

    @Override
    public void append(String path, byte[] content) {
        synchronized (lock) {
            try {
                held.requireHeld();
                Path file = storage.resolve(path);
                Appended open = appended.get(path);
                if (open == null) {
                    open = open(file);
                    appended.put(path, open);
                }
                open.out().write(content);
                open.out().getFD().sync();
                requireSame(file, open.key());
            } catch (IOException e) {
                throw storage.failed("write", path, e);
            }
        }
    }

    private Appended open(Path file) throws IOException {
        Path parent = requireNonNull(file.getParent());
        folders.makeFolder(parent);
        boolean isNew = !Files.exists(file);
        FileOutputStream out = new FileOutputStream(file.toFile(), true);
        if (isNew) {
            folders.force(parent);
        }
        return new Appended(out, key(file));
    }

    /** What is appended to a deleted file would be lost silently. */
    private static void requireSame(Path file, @Nullable Object key) throws IOException {
        if (!Objects.equals(key(file), key)) {
            throw new NoSuchFileException(file.toString());
        }
    }

    /** Which file this is, where the system can tell; else only whether it is there. */
    static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void replace(String path, byte[] content) {
        synchronized (lock) {
            Path file = storage.resolve(path);
            Path parent = requireNonNull(file.getParent());
            Path temporary = parent.resolve("." + file.getFileName() + ".tmp");
            try {
                held.requireHeld();
                closeAppended(path);
                folders.makeFolder(parent);
                AtomicFile.replace(file, temporary, content, storage.moves());
                folders.force(parent);
            } catch (IOException e) {
                throw storage.failed("write", path, e);
            }
        }
    }

    @Override
    public void rename(String path, String newName) {
        synchronized (lock) {
            Path from = storage.resolve(path);
            try {
                held.requireHeld();
                closeAppended(path);
                storage.renameTo(from, from.resolveSibling(newName));
                folders.force(requireNonNull(from.getParent()));
            } catch (IOException e) {
                throw storage.failed("rename", path, e);
            }
        }
    }

    /** Before a file, or the folder that holds it, gets another name. */
    private void closeAppended(String path) throws IOException {
        for (String file : List.copyOf(appended.keySet())) {
            if (file.equals(path) || file.startsWith(path + "/")) {
                requireNonNull(appended.remove(file)).out().close();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return; // another writer may hold the run by now
            }
            closed = true;
            try (held) {
                for (Appended open : appended.values()) {
                    open.out().close();
                }
                appended.clear();
            } catch (IOException e) {
                throw storage.failed("close", "", e);
            }
        }
    }
}
