package io.github.spo4j.examples.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last line of a terminal, redrawn when its text changes, at most ten times a second, and from time to time by a
 * thread, because the elapsed time changes while a model works. All other output to the terminal must go through {@link
 * #above()}, which clears the line first. Thread-safe.
 */
public final class LiveLine implements AutoCloseable {

    /** How long a drawn line stays, at least. */
    public static final Duration SHORTEST = Duration.ofMillis(100);

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration WIDTH_LASTS = Duration.ofSeconds(2);
    private static final String ERASED = "\r\033[K";

    private final OutputStream terminal;
    private final Terminal known;
    private final LongSupplier nanoTime;
    private final Consumer<BooleanSupplier> ticker;
    private final Object lock = new Object();

    private @Nullable Status status;
    private boolean ticking;
    private boolean closed;
    private boolean drawn;
    private String shown = "";
    private boolean lineStart = true;
    private long drawnAt;
    private volatile int columns;
    private volatile long measuredAt;

    /** The text of the line. */
    @FunctionalInterface
    public interface Status {

        /**
         * {@return one line that fits}
         *
         * @param now the time, of {@link System#nanoTime()}
         * @param columns the width of the terminal
         */
        String line(long now, int columns);
    }

    /**
     * Creates an empty line.
     *
     * @param terminal where it is drawn, as UTF-8
     * @param known facts about that terminal
     * @param nanoTime the time
     * @param ticker runs the given task repeatedly on another thread until the task returns false
     */
    public LiveLine(OutputStream terminal, Terminal known, LongSupplier nanoTime, Consumer<BooleanSupplier> ticker) {
        this.terminal = terminal;
        this.known = known;
        this.nanoTime = nanoTime;
        this.ticker = ticker;
    }

    /**
     * {@return a line on standard error, with its own thread}
     *
     * @param errors standard error
     * @param known facts about that terminal
     */
    public static LiveLine of(OutputStream errors, Terminal known) {
        return new LiveLine(errors, known, System::nanoTime, tick -> {
            Thread thread = new Thread(() -> keepTicking(tick), "live-line");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private static void keepTicking(BooleanSupplier tick) {
        try {
            while (tick.getAsBoolean()) {
                Thread.sleep(TICK.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return whether there is a terminal to draw on} */
    public boolean isPossible() {
        return known.redraws();
    }

    /** {@return the time to pass to {@link Status}, of {@link System#nanoTime()}} */
    public long now() {
        return nanoTime.getAsLong();
    }

    /**
     * Replaces the text of the line.
     *
     * @param next the new text
     */
    public void show(Status next) {
        boolean first;
        synchronized (lock) {
            first = !ticking && !closed;
            ticking = true;
            status = next;
            if (!drawn || now() - drawnAt >= SHORTEST.toNanos()) {
                draw();
            }
        }
        if (first) {
            ticker.accept(this::tick);
        }
    }

    /** Redraws the line, and sometimes checks the terminal's width. Returns false once the line is closed. */
    boolean tick() {
        if (columns == 0 || now() - measuredAt >= WIDTH_LASTS.toNanos()) {
            measure();
        }
        synchronized (lock) {
            draw();
            return !closed;
        }
    }

    /** Outside the lock and off the working thread, because a process may be started. */
    private void measure() {
        columns = known.columns();
        measuredAt = now();
    }

    /** Never uses the last column, where terminals wrap. */
    private void draw() {
        if (status == null || columns == 0 || closed || !lineStart) {
            return;
        }
        long now = now();
        String line = Columns.cut(status.line(now, columns - 1), columns - 1);
        if (!drawn || !line.equals(shown)) {
            drawn = write("\r" + line + "\033[K");
            drawnAt = now;
            shown = line;
        }
    }

    private void erase() {
        if (drawn) {
            write(ERASED);
            drawn = false;
        }
    }

    /** A closed terminal is no reason to stop. */
    private boolean write(String text) {
        try {
            terminal.write(text.getBytes(StandardCharsets.UTF_8));
            terminal.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** {@return a stream for all other output to the same terminal; the line makes room for it} */
    public OutputStream above() {
        return new OutputStream() {

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] text, int offset, int length) throws IOException {
                if (length == 0) {
                    return;
                }
                synchronized (lock) {
                    erase();
                    terminal.write(text, offset, length);
                    lineStart = text[offset + length - 1] == '\n';
                }
            }

            @Override
            public void flush() throws IOException {
                terminal.flush();
            }
        };
    }

    /** Clears the line for good. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            erase();
        }
    }
}
