package io.github.spo4j.run;

/** What happens when a call still fails after all retries. */
public enum FailedCallRule {
    /** The run stops; the round stays open, and the next run resumes it. */
    STOP_RUN,
    /**
     * The round is void and the next one begins. A failure in round 1 always stops the run: there is nothing to keep. So does
     * trouble with the account, such as a wrong key or a spent quota, in any round.
     */
    VOID_ROUND
}
