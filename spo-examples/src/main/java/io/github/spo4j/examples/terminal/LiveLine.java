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
 * The last line of a terminal, which is drawn over and over: when what it says is new, ten times a second at most, and
 * from time to time by a thread of its own, since time goes by while a model thinks. Whatever else is written to the
 * terminal has to go through {@link #above()}, which clears the line first. Thread-safe.
 */
public final class LiveLine implements AutoCloseable {

    /** How long the line stays as it is, at least. */
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

    /** What the line says. */
    @FunctionalInterface
    public interface Status {

        /**
         * Puts it into words.
         *
         * @param now the time, of {@link System#nanoTime()}
         * @param columns how many columns there are
         * @return one line that fits
         */
        String line(long now, int columns);
    }

    /**
     * A line that says nothing yet.
     *
     * @param terminal where it is drawn, as UTF-8
     * @param known what is known of that terminal
     * @param nanoTime the time
     * @param ticker runs what it is given, on another thread, now and then from now on until that says no
     */
    public LiveLine(OutputStream terminal, Terminal known, LongSupplier nanoTime, Consumer<BooleanSupplier> ticker) {
        this.terminal = terminal;
        this.known = known;
        this.nanoTime = nanoTime;
        this.ticker = ticker;
    }

    /**
     * A line on the terminal where errors go, with a thread of its own.
     *
     * @param errors where errors go
     * @param known what is known of that terminal
     * @return the line
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

    /**
     * Whether there is a terminal to draw on.
     *
     * @return false if the line will not be seen
     */
    public boolean isPossible() {
        return known.redraws();
    }

    /**
     * The time that {@link Status} is told.
     *
     * @return now, of {@link System#nanoTime()}
     */
    public long now() {
        return nanoTime.getAsLong();
    }

    /**
     * Says something else from now on.
     *
     * @param next what
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

    /** Draws it again, and asks now and then how wide the terminal is. False when it is closed. */
    boolean tick() {
        if (columns == 0 || now() - measuredAt >= WIDTH_LASTS.toNanos()) {
            measure();
        }
        synchronized (lock) {
            draw();
            return !closed;
        }
    }

    /** Outside the lock, and not where the work is done: a process may be asked. */
    private void measure() {
        columns = known.columns();
        measuredAt = now();
    }

    /** Never into the last column, where terminals wrap. */
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

    /** A terminal that is gone is no reason to stop. */
    private boolean write(String text) {
        try {
            terminal.write(text.getBytes(StandardCharsets.UTF_8));
            terminal.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Where all else is written.
     *
     * @return a stream to the same terminal; the line makes room for it
     */
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

    /** Clears it for good. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            erase();
        }
    }
}
