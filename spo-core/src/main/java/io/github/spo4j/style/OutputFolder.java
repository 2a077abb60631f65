package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.AtomicFile;
import io.github.spo4j.internal.FileProblem;
import io.github.spo4j.internal.FolderForce;
import io.github.spo4j.internal.InnerPath;
import io.github.spo4j.internal.PatientMove;
import io.github.spo4j.storage.RunStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A storage as a folder for people: profiles lie where they are seen, all else in {@code .extract}. What goes wrong
 * with a profile is a {@link StyleException}, so that it fails its article alone.
 */
final class OutputFolder implements RunStorage {

    private final Path folder;
    private final Path hidden;
    private final RunStorage inside;
    private final RunStorage outside;
    private final PatientMove moves = new PatientMove();

    OutputFolder(Path folder) {
        this.folder = folder;
        hidden = folder.resolve(".extract");
        inside = RunStorage.folder(hidden);
        outside = RunStorage.folder(folder);
    }

    private static boolean isSeen(String path) {
        return path.startsWith(StyleRun.SINGLES) || path.startsWith(StyleRun.MERGED);
    }

    Path resolve(String path) {
        return InnerPath.resolve(folder, path);
    }

    @Override
    public String describe(String path) {
        return (isSeen(path) ? outside : inside).describe(path);
    }

    @Override
    public Optional<byte[]> read(String path) {
        if (!isSeen(path)) {
            return inside.read(path);
        }
        try {
            return Optional.of(Files.readAllBytes(resolve(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw refuse(path, FileProblem.reading(e), e);
        }
    }

    private StyleException refuse(String path, String problem, IOException e) {
        return new StyleException(StyleException.Kind.OUTPUT, describe(path), problem, e);
    }

    @Override
    public List<String> list(String path) {
        return (isSeen(path) ? outside : inside).list(path);
    }

    @Override
    public Writer lock() {
        Writer writer = inside.lock();
        try {
            return new Locked(writer, FolderForce.at(folder));
        } catch (IOException e) {
            writer.close();
            throw refuse("", FileProblem.writing(e), e);
        }
    }

    @Override
    public void moveAside(String suffix) {
        if (!Files.exists(hidden)) {
            return;
        }
        inside.lock().close(); // refuses if it is in use; Windows moves no folder in which a file is open
        outside.moveAside(suffix);
    }

    /** Profiles are only ever replaced as a whole. */
    private final class Locked implements Writer {

        private final Writer writer;
        private final FolderForce folders;

        Locked(Writer writer, FolderForce folders) {
            this.writer = writer;
            this.folders = folders;
        }

        @Override
        public long token() {
            return writer.token();
        }

        @Override
        public void append(String path, byte[] content) {
            writer.append(path, content);
        }

        @Override
        public void replace(String path, byte[] content) {
            if (!isSeen(path)) {
                writer.replace(path, content);
                return;
            }
            Path file = resolve(path);
            Path parent = requireNonNull(file.getParent());
            try {
                folders.makeFolder(parent);
                // Among profiles there is never half of one, and a kill leaves one draft of a file at most.
                AtomicFile.replace(file, hidden.resolve(file.getFileName() + ".tmp"), content, moves);
                folders.force(parent);
            } catch (IOException e) {
                throw refuse(path, FileProblem.writing(e), e);
            }
        }

        @Override
        public void rename(String path, String newName) {
            writer.rename(path, newName);
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
