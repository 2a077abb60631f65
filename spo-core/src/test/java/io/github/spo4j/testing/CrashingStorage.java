package io.github.spo4j.testing;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A run on a disk that can lose its power, in memory. A write reaches the disk in the single steps in which a folder does
 * it: a name, a write, a force, a rename. After a given number of steps the process is dead: that step throws a
 * {@link Crash}, and so does all that comes after it. Thread-safe.
 */
public final class CrashingStorage implements RunStorage {

    private final Object lock = new Object();

    /** What the process sees. */
    private final TreeMap<String, byte[]> seen = new TreeMap<>();

    /** What no crash takes away. */
    private final TreeMap<String, byte[]> safe = new TreeMap<>();

    /** Files whose content was not forced since it was written. */
    private final Set<String> unforced = new HashSet<>();

    private final Map<String, Map<String, byte[]>> aside = new TreeMap<>();
    private long lastToken;
    private boolean locked;
    private int steps;
    private int lastStep = Integer.MAX_VALUE;

    /** The process is dead; nothing can catch that. */
    public static final class Crash extends Error {

        @Serial
        private static final long serialVersionUID = 1L;

        Crash(int step) {
            super("dead after step " + step);
        }
    }

    /** What a crash leaves of that which was not forced to disk. */
    public enum Leaving {
        /** Nothing: neither content nor names. */
        NOTHING,
        /** Everything, as if the disk had been in time. */
        EVERYTHING,
        /** Names, and a part of the content. */
        A_PART
    }

    /**
     * Lets the process die later on.
     *
     * @param after how many steps from now
     */
    public void dieAfter(int after) {
        synchronized (lock) {
            lastStep = steps + after;
        }
    }

    /**
     * How many steps were taken so far.
     *
     * @return the number
     */
    public int steps() {
        synchronized (lock) {
            return steps;
        }
    }

    /** Stops every thread of a dead process. */
    public void requireAlive() {
        synchronized (lock) {
            if (steps >= lastStep) {
                throw new Crash(lastStep);
            }
        }
    }

    /**
     * What the next process finds.
     *
     * @param leaving what is left of that which was not forced
     * @param random where a part ends
     * @return a storage of its own, unlocked, that does not die
     */
    public CrashingStorage afterCrash(Leaving leaving, Random random) {
        CrashingStorage next = new CrashingStorage();
        synchronized (lock) {
            Map<String, byte[]> left = leaving == Leaving.NOTHING ? safe : seen;
            for (Map.Entry<String, byte[]> file : left.entrySet()) {
                byte[] content = file.getValue();
                if (leaving == Leaving.A_PART && unforced.contains(file.getKey())) {
                    int forced = safe.getOrDefault(file.getKey(), new byte[0]).length;
                    content = Arrays.copyOf(content, forced + random.nextInt(content.length - forced + 1));
                }
                next.seen.put(file.getKey(), content);
            }
            next.safe.putAll(next.seen);
            next.lastToken = lastToken;
        }
        return next;
    }

    /**
     * All files.
     *
     * @return by path, as the process sees them
     */
    public Map<String, byte[]> files() {
        synchronized (lock) {
            return Collections.unmodifiableMap(new TreeMap<>(seen));
        }
    }

    private void step() {
        requireAlive();
        steps++;
        requireAlive();
    }

    @Override
    public String describe(String path) {
        return path.isEmpty() ? "the run" : path;
    }

    @Override
    public Optional<byte[]> read(String path) {
        synchronized (lock) {
            requireAlive();
            return Optional.ofNullable(seen.get(path)).map(byte[]::clone);
        }
    }

    @Override
    public List<String> list(String folder) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        synchronized (lock) {
            requireAlive();
            return seen.keySet().stream()
                    .filter(path -> path.startsWith(prefix))
                    .map(path -> path.substring(prefix.length()).split("/", 2)[0])
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Writer lock() {
        synchronized (lock) {
            requireFree();
            locked = true;
            return new CrashingWriter(++lastToken);
        }
    }

    @Override
    public void moveAside(String suffix) {
        synchronized (lock) {
            requireFree();
            if (seen.isEmpty()) {
                return;
            }
            if (aside.putIfAbsent(suffix, new TreeMap<>(seen)) != null) {
                throw new RunException(RunException.Kind.DISK, suffix + " is taken");
            }
            seen.clear();
            safe.clear();
        }
    }

    private void requireFree() {
        requireAlive();
        if (locked) {
            throw new RunException(RunException.Kind.LOCKED, "somebody has the run");
        }
    }

    private final class CrashingWriter implements Writer {

        private final long token;

        CrashingWriter(long token) {
            this.token = token;
        }

        @Override
        public long token() {
            return token;
        }

        @Override
        public void append(String path, byte[] content) {
            synchronized (lock) {
                requireHeld();
                if (!seen.containsKey(path)) {
                    seen.put(path, new byte[0]);
                    step(); // the new file
                    safe.put(path, new byte[0]);
                    step(); // its folder, forced
                }
                byte[] before = requireNonNull(seen.get(path));
                byte[] after = Arrays.copyOf(before, before.length + content.length);
                System.arraycopy(content, 0, after, before.length, content.length);
                seen.put(path, after);
                unforced.add(path);
                step(); // the write
                safe.put(path, after);
                unforced.remove(path);
                step(); // forced
            }
        }

        @Override
        public void replace(String path, byte[] content) {
            String temporary = inFolderOf(path, "." + path.substring(path.lastIndexOf('/') + 1) + ".tmp");
            synchronized (lock) {
                requireHeld();
                seen.put(temporary, content.clone());
                unforced.add(temporary);
                step(); // the write
                unforced.remove(temporary);
                step(); // forced, though its name is not
                seen.put(path, requireNonNull(seen.remove(temporary)));
                step(); // the rename
                safe.remove(temporary);
                safe.put(path, content.clone());
                step(); // its folder, forced
            }
        }

        @Override
        public void rename(String path, String newName) {
            String target = inFolderOf(path, newName);
            synchronized (lock) {
                requireHeld();
                if (!within(seen, target).isEmpty() || within(seen, path).isEmpty()) {
                    throw new RunException(RunException.Kind.DISK, "cannot rename " + path + " to " + target);
                }
                move(seen, path, target);
                step(); // the rename
                move(safe, path, target);
                step(); // its folder, forced
            }
        }

        @Override
        public void close() {
            synchronized (lock) {
                requireAlive();
                if (token == lastToken) {
                    locked = false;
                }
            }
        }

        private void requireHeld() {
            requireAlive();
            if (!locked || token != lastToken) {
                throw new RunException(RunException.Kind.LOCKED, "the run was given back");
            }
        }

        private static String inFolderOf(String path, String name) {
            return path.substring(0, path.lastIndexOf('/') + 1) + name;
        }

        private static List<String> within(Map<String, byte[]> files, String place) {
            return files.keySet().stream()
                    .filter(file -> file.equals(place) || file.startsWith(place + "/"))
                    .toList();
        }

        private static void move(Map<String, byte[]> files, String path, String target) {
            for (String file : new ArrayList<>(within(files, path))) {
                files.put(target + file.substring(path.length()), requireNonNull(files.remove(file)));
            }
        }
    }
}
