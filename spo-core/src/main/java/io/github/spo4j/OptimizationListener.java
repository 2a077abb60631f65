package io.github.spo4j;

import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;

/**
 * Is told how a run goes, on the thread that called {@link PromptOptimizer#optimize()}, in order. What a listener throws
 * is logged and changes nothing.
 */
public interface OptimizationListener {

    /**
     * The run was opened; no call was made yet.
     *
     * @param start what it begins with
     */
    default void started(RunStart start) {}

    /**
     * A round has come to its next phase, or a call of it has ended. Told often: at once when a call ends, so that people
     * can see that something happens.
     *
     * @param round the round's number
     * @param phase what goes on in it
     * @param usage what the run has taken so far, by role
     */
    default void progressed(int round, RunPhase phase, RunUsage usage) {}

    /**
     * A round is finished and its files are written.
     *
     * @param round the round
     * @param usage what the run has taken so far, by role
     */
    default void roundFinished(Round round, RunUsage usage) {}

    /**
     * A good part of the budget is spent; told after the round in which it was passed.
     *
     * @param percent 50 or 80
     */
    default void budgetUsed(int percent) {}
}
