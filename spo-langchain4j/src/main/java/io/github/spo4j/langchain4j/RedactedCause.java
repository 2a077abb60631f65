package io.github.spo4j.langchain4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Replaces an exception whose message may hold a key or a whole prompt: same stack trace and causes, with its type and
 * the start of its message as text.
 */
final class RedactedCause extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Further causes are left out, which also ends a cyclic chain of causes. */
    private static final int DEPTH = 8;

    private RedactedCause(String message, @Nullable Throwable cause, StackTraceElement[] trace) {
        super(message, cause, false, true);
        setStackTrace(trace);
    }

    static RedactedCause of(Throwable original, KeyMask mask) {
        return of(original, mask, DEPTH);
    }

    private static RedactedCause of(Throwable original, KeyMask mask, int depth) {
        Throwable below = original.getCause();
        String message = original.getMessage();
        return new RedactedCause(
                original.getClass().getName() + (message == null ? "" : ": " + mask.excerpt(message)),
                below == null || depth == 1 ? null : of(below, mask, depth - 1),
                original.getStackTrace());
    }
}
