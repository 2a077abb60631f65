package io.github.spo4j.model;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The base of all exceptions of this library; catch it to handle any failure of a run in one place. Its message says in
 * plain words what is wrong and what to do. Misuse of the API is not among them: that is a
 * {@link NullPointerException}, {@link IllegalArgumentException} or {@link IllegalStateException}.
 */
public abstract class SpoException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message one sentence; no key and no whole prompt in it
     * @param cause what was caught, or null
     */
    protected SpoException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
