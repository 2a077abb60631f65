package io.github.spo4j.run;

import io.github.spo4j.PromptOptimizer;

/** Why a run stopped. */
public enum StopReason {
    /** All rounds are done. */
    MAX_ROUNDS,
    /** Too many rounds in a row, by the run's patience, gave no better prompt. */
    PATIENCE,
    /**
     * Too many rounds in a row measured nothing: see the {@linkplain Round#voidReason() reasons}. The next run tries as many
     * again.
     */
    VOID_ROUNDS,
    /**
     * The answers of the best prompt are all expected answers to the letter, white space around them aside, so that a further
     * round could only do as well. A run that is told to begin behind that prompt's round, by its initial round, goes on.
     */
    AS_EXPECTED,
    /** The next call could pass a limit of the budget. What was paid for is kept; with a higher limit the run resumes. */
    BUDGET,
    /** The time limit is over. What was paid for is kept; with more time the run resumes. */
    DEADLINE,
    /**
     * The thread that called {@link PromptOptimizer#optimize()} was interrupted; its flag is still set. Or a
     * given thread for calls was interrupted, as when its executor is shut down.
     */
    INTERRUPTED
}
