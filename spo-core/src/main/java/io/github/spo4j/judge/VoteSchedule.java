package io.github.spo4j.judge;

/** How many votes are asked for together. It changes cost and time, never the verdict. */
public enum VoteSchedule {
    /** Two together, then one by one as long as a vote can still matter. */
    FEWEST_CALLS,
    /** Pairs together: fewer waits, at times a vote that is paid for and decides nothing. */
    FEWEST_WAITS
}
