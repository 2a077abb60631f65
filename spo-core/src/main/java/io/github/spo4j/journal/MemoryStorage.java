package io.github.spo4j.journal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A run that lives in memory. */
final class MemoryStorage implements RunStorage {

    private final Object lock = new Object();
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    @Override
    public String describe(String path) {
        return path + " (in memory)";
    }

    @Override
    public Optional<byte[]> read(String path) {
        synchronized (lock) {
            return Optional.ofNullable(files.get(path)).map(byte[]::clone);
        }
    }

    @Override
    public void replace(String path, byte[] content) {
        synchronized (lock) {
            files.put(path, content.clone());
        }
    }

    @Override
    public List<String> list(String folder) {
        String prefix = folder + "/";
        synchronized (lock) {
            return files.keySet().stream()
                    .filter(path -> path.startsWith(prefix))
                    .map(path -> path.substring(prefix.length()).split("/", 2)[0])
                    .distinct()
                    .toList();
        }
    }

    @Override
    public void moveAside(String path, String newName) {
        String target = path.substring(0, path.lastIndexOf('/') + 1) + newName;
        synchronized (lock) {
            if (files.keySet().stream().anyMatch(file -> isIn(file, target))) {
                throw new RunException(RunException.Kind.DISK, "cannot rename " + path + ": there is a " + target);
            }
            Map<String, byte[]> moved = new TreeMap<>();
            files.forEach((file, content) -> {
                if (isIn(file, path)) {
                    moved.put(file, content);
                }
            });
            moved.forEach((file, content) -> {
                files.remove(file);
                files.put(target + file.substring(path.length()), content);
            });
        }
    }

    private static boolean isIn(String file, String place) {
        return file.equals(place) || file.startsWith(place + "/");
    }
}
