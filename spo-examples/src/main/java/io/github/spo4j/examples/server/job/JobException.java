package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request about a job that cannot be carried out. Nothing was changed; the message says why and what to do, and
 * contains nothing about the machine.
 */
public final class JobException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final Kind kind;

    /** What is wrong, and where, in an invalid request. */
    private final transient List<Wrong> wrongs;

    /** Why. */
    public enum Kind {
        /** There is no such job, or it has another owner. */
        NOT_FOUND,
        /** The job's state does not allow it. */
        CONFLICT,
        /** The request is invalid. */
        INVALID_REQUEST,
        /** The template is invalid. */
        INVALID_TEMPLATE,
        /** An article cannot be read. */
        INVALID_ARTICLE,
        /** The key was used for another request. */
        KEY_REUSED,
        /** There are too many unfinished jobs. */
        TOO_MANY_JOBS,
        /** The service is ending and accepts no jobs. */
        NOT_READY,
        /** The database failed. */
        DATABASE
    }

    /**
     * One error in a request.
     *
     * @param field where, such as {@code budget.calls}, or null
     * @param line the template's line, or null
     * @param message what is wrong, and what to do
     */
    public record Wrong(@Nullable String field, @Nullable Integer line, String message) {

        public Wrong {
            requireNonNull(message, "message");
        }
    }

    /**
     * Creates an exception.
     *
     * @param kind why
     * @param message why, and what to do
     */
    public JobException(Kind kind, String message) {
        this(kind, message, List.of(), null);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param kind why
     * @param message why, and what to do
     * @param cause for the log
     */
    public JobException(Kind kind, String message, Throwable cause) {
        this(kind, message, List.of(), cause);
    }

    /**
     * Creates an exception that lists the errors.
     *
     * @param kind why
     * @param wrongs at least one
     */
    public JobException(Kind kind, List<Wrong> wrongs) {
        this(kind, wrongs.get(0).message(), wrongs, null);
    }

    private JobException(Kind kind, String message, List<Wrong> wrongs, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.kind = requireNonNull(kind, "kind");
        this.wrongs = List.copyOf(wrongs);
    }

    /** {@return why} */
    public Kind kind() {
        return kind;
    }

    /** {@return the errors in the request; empty if none can be named} */
    public List<Wrong> wrongs() {
        return wrongs;
    }
}
