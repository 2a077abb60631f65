package io.github.spo4j.judge;

/** How many votes are asked for together. It changes cost and time, never the verdict. */
public enum VoteSchedule {
    /** Two together, then one by one while a vote can still matter. */
    FEWEST_CALLS,
    /** Pairs together: fewer waits, but sometimes a vote that decides nothing is paid for. */
    FEWEST_WAITS
}
