package io.github.spo4j.run;

import io.github.spo4j.PromptOptimizer;

/** Why a run returned. */
public enum StopReason {
    /** All rounds that were asked for are done. */
    MAX_ROUNDS,
    /** As many rounds in a row as patience allows brought no better prompt. */
    PATIENCE,
    /** The next call could pass a limit of the budget. What was paid for is kept; a higher limit goes on. */
    BUDGET,
    /** The time that was given is over. What was paid for is kept; a later deadline goes on. */
    DEADLINE,
    /**
     * The thread that called {@link PromptOptimizer#optimize()} was interrupted; its flag is still set. Or one of the
     * threads that were given for calls was, as when somebody shuts them down.
     */
    INTERRUPTED
}
