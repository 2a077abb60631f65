package io.github.spo4j.storage;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A run in memory. What is moved aside stays in memory, out of reach. */
final class MemoryStorage implements RunStorage {

    private final Object lock = new Object();
    private TreeMap<String, ByteArrayOutputStream> files = new TreeMap<>();
    private final Map<String, TreeMap<String, ByteArrayOutputStream>> aside = new TreeMap<>();
    private long lastToken;
    private boolean locked;

    @Override
    public String describe(String path) {
        return path.isEmpty() ? "the run in memory" : path + " (in memory)";
    }

    @Override
    public Optional<byte[]> read(String path) {
        synchronized (lock) {
            return Optional.ofNullable(files.get(path)).map(ByteArrayOutputStream::toByteArray);
        }
    }

    @Override
    public List<String> list(String folder) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        synchronized (lock) {
            return files.keySet().stream()
                    .filter(path -> path.startsWith(prefix))
                    .map(path -> path.substring(prefix.length()).split("/", 2)[0])
                    .distinct()
                    .sorted() // "b.txt" comes before "b/file" among paths, and after "b" among names
                    .toList();
        }
    }

    @Override
    public Writer lock() {
        synchronized (lock) {
            requireFree();
            locked = true;
            return new MemoryWriter(++lastToken);
        }
    }

    @Override
    public void moveAside(String suffix) {
        synchronized (lock) {
            requireFree();
            if (files.isEmpty()) {
                return;
            }
            if (aside.putIfAbsent(suffix, files) != null) {
                throw new RunException(RunException.Kind.DISK, "there is already a run moved aside as " + suffix);
            }
            files = new TreeMap<>();
        }
    }

    private void requireFree() {
        if (locked) {
            throw new RunException(
                    RunException.Kind.LOCKED, "the run in memory is in use by another optimizer of this program");
        }
    }

    private final class MemoryWriter implements Writer {

        private final long token;
        private boolean open = true;

        MemoryWriter(long token) {
            this.token = token;
        }

        @Override
        public long token() {
            return token;
        }

        @Override
        public void append(String path, byte[] content) {
            synchronized (lock) {
                requireOpen();
                files.computeIfAbsent(path, any -> new ByteArrayOutputStream()).writeBytes(content);
            }
        }

        @Override
        public void replace(String path, byte[] content) {
            synchronized (lock) {
                requireOpen();
                ByteArrayOutputStream file = new ByteArrayOutputStream(content.length);
                file.writeBytes(content);
                files.put(path, file);
            }
        }

        @Override
        public void rename(String path, String newName) {
            String target = path.substring(0, path.lastIndexOf('/') + 1) + newName;
            synchronized (lock) {
                requireOpen();
                if (files.keySet().stream().anyMatch(file -> isIn(file, target))) {
                    throw new RunException(RunException.Kind.DISK, "cannot rename " + path + ": there is a " + target);
                }
                List<String> moving =
                        files.keySet().stream().filter(file -> isIn(file, path)).toList();
                if (moving.isEmpty()) {
                    throw new RunException(RunException.Kind.DISK, "cannot rename " + path + ": it is not there");
                }
                for (String file : moving) {
                    files.put(target + file.substring(path.length()), requireNonNull(files.remove(file)));
                }
            }
        }

        @Override
        public void close() {
            synchronized (lock) {
                if (open) {
                    open = false;
                    locked = false;
                }
            }
        }

        private void requireOpen() {
            if (!open) {
                throw new RunException(RunException.Kind.LOCKED, "the writer of the run in memory is closed");
            }
        }

        private static boolean isIn(String file, String place) {
            return file.equals(place) || file.startsWith(place + "/");
        }
    }
}
