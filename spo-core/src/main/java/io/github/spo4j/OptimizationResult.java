package io.github.spo4j;

import io.github.spo4j.engine.optimize.RunOutcome;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;

/** What a call of {@link PromptOptimizer#optimize()} has come to. Immutable. */
public final class OptimizationResult {

    private final RunOutcome outcome;
    private final RecordedRun run;

    OptimizationResult(RunOutcome outcome) {
        this.outcome = outcome;
        run = new RecordedRun(outcome.run());
    }

    /**
     * The best prompt.
     *
     * @return that of the {@linkplain RecordedRun#bestRound() best round}; the template's prompt until a round is finished
     */
    public String bestPrompt() {
        return run.bestRound().map(Round::prompt).orElse(outcome.startPrompt());
    }

    /**
     * The prompt that the run began with.
     *
     * @return that of round 1, or of the template until round 1 is finished
     */
    public String startPrompt() {
        return run.rounds().isEmpty()
                ? outcome.startPrompt()
                : run.rounds().get(0).prompt();
    }

    /**
     * Why the run returned.
     *
     * @return the reason
     */
    public StopReason stopReason() {
        return outcome.stopReason();
    }

    /**
     * All rounds of the run, those of earlier calls included, what it has taken, and the best prompt for export.
     *
     * @return the run as it is now
     */
    public RecordedRun run() {
        return run;
    }

    /**
     * What the run began or resumed with: seed, questions, where its files are.
     *
     * @return as the listener was told
     */
    public OptimizationListener.Start start() {
        return outcome.start();
    }

    @Override
    public String toString() {
        return "OptimizationResult[" + outcome.stopReason() + ", "
                + run.rounds().size() + " round(s)"
                + run.bestRound()
                        .map(best -> ", best is round " + best.number())
                        .orElse("") + "]";
    }
}
