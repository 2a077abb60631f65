package io.github.spo4j.engine.session;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place of a run that shall begin anew. The old run stays there, locked, until a model has answered the new one: a wrong
 * key must not move it away for nothing. Until then the files of the new run are in memory. Thread-safe.
 */
public final class FreshRun implements RunStorage {

    /** How many runs may be moved aside within a second. */
    private static final int MOST_IN_A_SECOND = 100;

    private final RunStorage place;
    private final String suffix;
    private final Runnable onBegin;
    private final Object lock = new Object();
    private final Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
    private @Nullable Writer held;
    private boolean begun;

    /**
     * A run that is new to itself.
     *
     * @param place where an old run is
     * @param suffix put behind the old run's name when it is moved, and a number if that name is taken
     * @param onBegin runs once when the new run has taken the old one's place
     */
    public FreshRun(RunStorage place, String suffix, Runnable onBegin) {
        this.place = requireNonNull(place, "place");
        this.suffix = requireNonNull(suffix, "suffix");
        this.onBegin = requireNonNull(onBegin, "onBegin");
    }

    /**
     * Moves the old run aside and the new one into its place, unless that was done before.
     *
     * @throws RunException if somebody takes the old run at this moment, or it cannot be moved
     */
    void begin() {
        synchronized (lock) {
            if (begun) {
                return;
            }
            begun = true;
            release(); // for the move, which takes the lock itself
            moveOldAside();
            Writer writer = place.lock();
            held = writer;
            files.forEach((path, content) -> writer.append(path, content.toByteArray()));
            onBegin.run();
        }
    }

    private void moveOldAside() {
        for (int number = 1; ; number++) {
            try {
                place.moveAside(number == 1 ? suffix : suffix + "-" + number);
                return;
            } catch (RunException e) {
                if (e.kind() != RunException.Kind.DISK || number == MOST_IN_A_SECOND) {
                    throw e;
                }
            }
        }
    }

    private void release() {
        synchronized (lock) {
            if (held != null) {
                held.close();
                held = null;
            }
        }
    }

    @Override
    public String describe(String path) {
        return place.describe(path);
    }

    @Override
    public Optional<byte[]> read(String path) {
        synchronized (lock) {
            return begun
                    ? place.read(path)
                    : Optional.ofNullable(files.get(path)).map(ByteArrayOutputStream::toByteArray);
        }
    }

    @Override
    public List<String> list(String folder) {
        synchronized (lock) {
            if (begun) {
                return place.list(folder);
            }
            return folder.isEmpty() ? files.keySet().stream().sorted().toList() : List.of();
        }
    }

    @Override
    public Writer lock() {
        synchronized (lock) {
            held = place.lock();
            return new FreshWriter();
        }
    }

    @Override
    public void moveAside(String name) {
        throw new UnsupportedOperationException("the run moves aside what is in its place: " + name);
    }

    /** Writes to memory, and once the run has begun, to its place. */
    private final class FreshWriter implements Writer {

        @Override
        public long token() {
            synchronized (lock) {
                return held().token();
            }
        }

        @Override
        public void append(String path, byte[] content) {
            synchronized (lock) {
                if (begun) {
                    held().append(path, content);
                } else {
                    files.computeIfAbsent(path, any -> new ByteArrayOutputStream())
                            .writeBytes(content);
                }
            }
        }

        @Override
        public void replace(String path, byte[] content) {
            synchronized (lock) {
                if (begun) {
                    held().replace(path, content);
                } else {
                    files.remove(path);
                    append(path, content);
                }
            }
        }

        @Override
        public void rename(String path, String newName) {
            synchronized (lock) {
                held().rename(path, newName);
            }
        }

        @Override
        public void close() {
            release();
        }

        private Writer held() {
            if (held == null) {
                throw new RunException(
                        RunException.Kind.LOCKED, "the lock on " + describe("") + " is gone; run the same again");
            }
            return held;
        }
    }
}
