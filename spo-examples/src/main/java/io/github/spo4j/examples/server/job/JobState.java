package io.github.spo4j.examples.server.job;

import java.util.Locale;

/** The state of a job. */
public enum JobState {
    /** Waiting to run. */
    QUEUED,
    /** Running. */
    RUNNING,
    /** Ended with a result. */
    DONE,
    /** Failed; can be resumed. */
    FAILED,
    /** Stopped on request; can be resumed. */
    CANCELLED;

    /** {@return whether the job has ended: true for the last three} */
    public boolean hasEnded() {
        return this != QUEUED && this != RUNNING;
    }

    /** {@return the name for programs, in lower case} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
