package io.github.spo4j.judge;

/** How many votes are asked for together. It changes cost and time, never the verdict. */
public enum VoteSchedule {
    /** Two together, then one by one while a vote can still matter. */
    FEWEST_CALLS,
    /**
     * Fewer waits, but sometimes a vote that decides nothing is paid for: three together, then the fourth, under {@link
     * VotingRule#BALANCED} and {@link VotingRule#STRICT}; pairs under {@link VotingRule#SPREAD} and {@link
     * VotingRule#THOROUGH}.
     */
    FEWEST_WAITS
}
