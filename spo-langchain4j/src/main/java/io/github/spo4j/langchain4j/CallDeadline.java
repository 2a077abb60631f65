package io.github.spo4j.langchain4j;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes a request's deadline to the HTTP client, because LangChain4j's {@code ChatRequest} has no field for it. LangChain4j
 * sends on the calling thread, so a thread-local does.
 */
final class CallDeadline {

    private static final ThreadLocal<@Nullable Instant> CURRENT = new ThreadLocal<>();

    private CallDeadline() {}

    static <T> T during(@Nullable Instant deadline, Supplier<T> call) {
        CURRENT.set(deadline);
        try {
            return call.get();
        } finally {
            CURRENT.remove();
        }
    }

    /** The time-out, or what is left until the deadline if that is less, which may be negative; null for no limit. */
    static @Nullable Duration cut(@Nullable Duration timeout, Clock clock) {
        Instant deadline = CURRENT.get();
        if (deadline == null) {
            return timeout;
        }
        Duration left = Duration.between(clock.instant(), deadline);
        return timeout == null || left.compareTo(timeout) < 0 ? left : timeout;
    }
}
