package io.github.spo4j.testing;

import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A run in a map, so that a test can put any files there and look at what became of them. Thread-safe. */
public final class MapStorage implements RunStorage {

    private final Object lock = new Object();
    private final TreeMap<String, byte[]> files;
    private boolean locked;

    /** A storage without files. */
    public MapStorage() {
        this(Map.of());
    }

    /**
     * A storage that begins with some files.
     *
     * @param files content by path
     */
    public MapStorage(Map<String, byte[]> files) {
        this.files = new TreeMap<>(files);
    }

    /**
     * The files as they are now.
     *
     * @return content by path, in the order of the paths; a copy
     */
    public Map<String, byte[]> files() {
        synchronized (lock) {
            return new TreeMap<>(files);
        }
    }

    @Override
    public String describe(String path) {
        return path.isEmpty() ? "the run" : path;
    }

    @Override
    public Optional<byte[]> read(String path) {
        synchronized (lock) {
            return Optional.ofNullable(files.get(path)).map(byte[]::clone);
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
                    .toList();
        }
    }

    @Override
    public Writer lock() {
        synchronized (lock) {
            if (locked) {
                throw new RunException(RunException.Kind.LOCKED, "the run is in use");
            }
            locked = true;
        }
        return new MapWriter();
    }

    @Override
    public void moveAside(String suffix) {
        throw new UnsupportedOperationException("nothing is moved aside here: " + suffix);
    }

    /** Never changes an array that is there, so that copies of the map stay what they are. */
    private final class MapWriter implements Writer {

        @Override
        public long token() {
            return 1;
        }

        @Override
        public void append(String path, byte[] content) {
            synchronized (lock) {
                ByteArrayOutputStream longer = new ByteArrayOutputStream();
                longer.writeBytes(files.getOrDefault(path, new byte[0]));
                longer.writeBytes(content);
                files.put(path, longer.toByteArray());
            }
        }

        @Override
        public void replace(String path, byte[] content) {
            synchronized (lock) {
                files.put(path, content.clone());
            }
        }

        @Override
        public void rename(String path, String newName) {
            throw new UnsupportedOperationException("nothing is renamed here: " + path + " to " + newName);
        }

        @Override
        public void close() {
            synchronized (lock) {
                locked = false;
            }
        }
    }
}
