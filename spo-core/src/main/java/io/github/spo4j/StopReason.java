package io.github.spo4j;

/** Why a run returned. */
public enum StopReason {
    /** All rounds that were asked for are done. */
    MAX_ROUNDS,
    /** The thread that called {@link PromptOptimizer#optimize()} was interrupted; its flag is still set. */
    INTERRUPTED
}
