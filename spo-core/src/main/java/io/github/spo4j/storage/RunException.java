package io.github.spo4j.storage;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.SpoException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The files of a run cannot be used as they are. Nothing was overwritten; the message says what is wrong with which file
 * and what to do.
 */
public final class RunException extends SpoException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What is wrong with the run's files. */
    public enum Kind {
        /** Another process or optimizer is writing to the run. */
        LOCKED,
        /** A file does not have the content that it should have, or files contradict each other. */
        DAMAGED,
        /** The run was made with other settings than those given now. */
        CHANGED,
        /** The run was written by a later version of this library. */
        NEWER_FORMAT,
        /** The storage failed: no room, no permission, a folder that is gone. */
        DISK
    }

    /**
     * A refusal without a cause.
     *
     * @param kind what is wrong
     * @param message which file, what is wrong and what to do
     */
    public RunException(Kind kind, String message) {
        this(kind, message, null);
    }

    /**
     * A refusal with its cause.
     *
     * @param kind what is wrong
     * @param message which file, what is wrong and what to do
     * @param cause what was caught, or null
     */
    public RunException(Kind kind, String message, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.kind = requireNonNull(kind, "kind");
    }

    /** {@return what is wrong} */
    public Kind kind() {
        return kind;
    }
}
