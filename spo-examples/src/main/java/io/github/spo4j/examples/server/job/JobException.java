package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of a job cannot be done. Nothing was changed; the message says why and what to do, and names nothing of
 * the machine.
 */
public final class JobException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Why not. */
    private final Kind kind;

    /** What is wrong where, for a request that makes no sense. */
    private final transient List<Wrong> wrongs;

    /** Why not. */
    public enum Kind {
        /** There is no such job, or it is another's. */
        NOT_FOUND,
        /** The job is not in a state for it. */
        CONFLICT,
        /** The request makes no sense. */
        INVALID_REQUEST,
        /** The template makes no sense. */
        INVALID_TEMPLATE,
        /** An article cannot be read. */
        INVALID_ARTICLE,
        /** The key was used for another request. */
        KEY_REUSED,
        /** There are too many unfinished jobs. */
        TOO_MANY_JOBS,
        /** The service ends and takes no jobs. */
        NOT_READY,
        /** The database failed. */
        DATABASE
    }

    /**
     * One thing that is wrong.
     *
     * @param field where, such as {@code budget.calls}, or null
     * @param line the template's line, or null
     * @param message what, and what to do
     */
    public record Wrong(@Nullable String field, @Nullable Integer line, String message) {

        /** Checks that it says something. */
        public Wrong {
            requireNonNull(message, "message");
        }
    }

    /**
     * A refusal.
     *
     * @param kind why
     * @param message why, and what to do
     */
    public JobException(Kind kind, String message) {
        this(kind, message, List.of(), null);
    }

    /**
     * A refusal with its cause.
     *
     * @param kind why
     * @param message why, and what to do
     * @param cause for the log
     */
    public JobException(Kind kind, String message, Throwable cause) {
        this(kind, message, List.of(), cause);
    }

    /**
     * A refusal that names what is wrong.
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

    /**
     * Why not.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * What is wrong where.
     *
     * @return none if nothing can be named
     */
    public List<Wrong> wrongs() {
        return wrongs;
    }
}
