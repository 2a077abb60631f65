package io.github.spo4j.live;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Require;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Polls a source for an {@link OptimizedPrompt} until it is closed. Thread-safe. */
public final class PromptWatch implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(PromptWatch.class.getName());

    private final OptimizedPrompt prompt;
    private final Source source;
    private final String origin;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean begun;
    private @Nullable String taken;
    private @Nullable String seen;
    private @Nullable String complaint;

    /** Gives the prompt that should be in use. */
    @FunctionalInterface
    public interface Source {

        /**
         * Reads the prompt.
         *
         * @return the prompt
         * @throws Exception if it cannot be read now
         */
        String read() throws Exception;
    }

    private PromptWatch(OptimizedPrompt prompt, Source source, String origin) {
        this.prompt = prompt;
        this.source = source;
        this.origin = origin;
    }

    static PromptWatch start(OptimizedPrompt prompt, Source source, String origin, Duration every) {
        requireNonNull(source, "source");
        requireNonNull(origin, "origin");
        Require.positive(every, "every");
        PromptWatch watch = new PromptWatch(prompt, source, origin);
        Thread thread = new Thread(() -> watch.pollEvery(every), "spo-prompt-watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private void pollEvery(Duration every) {
        try {
            do {
                poll();
            } while (!closed.await(every.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            LOGGER.log(Level.DEBUG, "interrupted, so " + origin + " is no longer watched");
        }
    }

    private void poll() {
        try {
            String now = source.read();
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && !now.equals(taken)) {
                take(now);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) { // a source may fail in any way; the watch continues
            complain("cannot be read", e);
        }
    }

    private void take(String now) {
        boolean first = !begun;
        begun = true;
        if (first
                && prompt.history().stream().anyMatch(version -> version.text().equals(now))) {
            taken = now;
            return;
        }
        try {
            prompt.swap(now, origin);
            taken = now;
            complaint = null;
        } catch (PromptException e) {
            if (e.isRefusal()) {
                taken = now; // what could not be written is retried at the next poll
            }
            complain("is not put into use", e);
        }
    }

    private void complain(String what, Exception e) {
        String now = what + ": " + e;
        if (!Objects.equals(now, complaint)) {
            LOGGER.log(Level.WARNING, origin + " " + what + "; the prompt in use stays", e);
        }
        complaint = now;
    }

    /** Stops polling. The version in use stays. */
    @Override
    public void close() {
        closed.countDown();
    }
}
