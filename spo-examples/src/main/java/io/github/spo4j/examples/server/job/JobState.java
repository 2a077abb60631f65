package io.github.spo4j.examples.server.job;

import java.util.Locale;

/** How far a job is. */
public enum JobState {
    /** Nobody works at it. */
    QUEUED,
    /** It is worked at. */
    RUNNING,
    /** It has come to a result. */
    DONE,
    /** It has come to an error, and can be resumed. */
    FAILED,
    /** It was told to stop, and can be resumed. */
    CANCELLED;

    /**
     * Whether nothing happens any more by itself.
     *
     * @return true for the last three
     */
    public boolean hasEnded() {
        return this != QUEUED && this != RUNNING;
    }

    /**
     * The word for programs.
     *
     * @return in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
