package io.github.spo4j.examples.cli;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.policy.CallListener;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says what a silent call waits for, once for calls that fail together. Thread-safe. */
final class WaitLines implements CallListener {

    private final Words words;
    private final Consumer<String> out;
    private final Object lock = new Object();
    private @Nullable String last;

    WaitLines(Words words, Consumer<String> out) {
        this.words = words;
        this.out = out;
    }

    @Override
    public void retrying(Retry retry) {
        retried(retry.failure(), retry.number(), retry.most(), retry.pause());
    }

    void retried(ModelException failure, int retry, int retries, Duration wait) {
        long seconds = Math.max(1, (wait.toMillis() + 500) / 1000);
        String key = failure.retryAfter() == null ? "progress.retry" : "progress.retry.asked";
        String kind = key + seconds + retry + failure.kind();
        synchronized (lock) {
            if (!kind.equals(last)) {
                out.accept(words.say(key, seconds, retry, retries, String.valueOf(failure.getMessage())));
            }
            last = kind;
        }
    }

    /** What comes next is said even if it is the same. */
    void reset() {
        synchronized (lock) {
            last = null;
        }
    }
}
