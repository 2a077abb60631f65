package io.github.spo4j.live;

import io.github.spo4j.model.SpoException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A prompt that cannot be put into use, or a history that cannot be read or written. The version in use stays. */
public final class PromptException extends SpoException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Whether the prompt itself is refused, so that a retry cannot help. */
    private final boolean refusal;

    /**
     * An exception.
     *
     * @param message what is wrong and what to do
     * @param cause the cause, or null
     */
    public PromptException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private PromptException(String message, @Nullable Throwable cause, boolean refusal) {
        super(message, cause);
        this.refusal = refusal;
    }

    static PromptException refused(String message) {
        return new PromptException(message, null, true);
    }

    boolean isRefusal() {
        return refusal;
    }
}
