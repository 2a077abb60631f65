package io.github.spo4j.run;

/** What happens when a call still fails after all retries. */
public enum FailedCallRule {
    /** The run stops; the round stays open, and the next run resumes it. */
    STOP_RUN,
    /** The round is void and the next one begins. A failure in round 1 always stops the run: there is nothing to keep. */
    VOID_ROUND
}
