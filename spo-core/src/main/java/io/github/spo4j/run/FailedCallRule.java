package io.github.spo4j.run;

/** What happens when a model could not be reached for good. */
public enum FailedCallRule {
    /** The run stops; the round stays open, and running the same again goes on with it. */
    STOP_RUN,
    /** The round is void and the next one begins. Round 1 stops the run all the same: there is nothing to keep. */
    VOID_ROUND
}
