package io.github.spo4j;

import io.github.spo4j.engine.optimize.RunOutcome;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;

/** The outcome of {@link PromptOptimizer#optimize()} or {@link PromptOptimizer#start()}. Immutable. */
public final class OptimizationResult {

    private final RunOutcome outcome;
    private final RecordedRun run;

    OptimizationResult(RunOutcome outcome) {
        this.outcome = outcome;
        run = new RecordedRun(outcome.run());
    }

    /** {@return the prompt to use, that of the {@linkplain RecordedRun#bestRound() best round}; the template's until a round is finished} */
    public String bestPrompt() {
        return run.bestRound().map(Round::prompt).orElse(outcome.startPrompt());
    }

    /**
     * Does the prompt really help? On questions that the search had not seen it was compared with the start.
     *
     * @return what was found and which prompt is handed out; or why nothing was found
     */
    public Confirmation confirmation() {
        return outcome.confirmation();
    }

    /** {@return the prompt of round 1; the template's until round 1 is finished} */
    public String startPrompt() {
        return run.rounds().isEmpty()
                ? outcome.startPrompt()
                : run.rounds().get(0).prompt();
    }

    /** {@return why the run stopped} */
    public StopReason stopReason() {
        return outcome.stopReason();
    }

    /** {@return the run as it is now: all rounds, those of earlier calls included, its usage, and the best prompt for export} */
    public RecordedRun run() {
        return run;
    }

    /** {@return what the run started or resumed with: seed, questions, location} */
    public OptimizationListener.Start start() {
        return outcome.start();
    }

    @Override
    public String toString() {
        return "OptimizationResult[" + outcome.stopReason() + ", "
                + run.rounds().size() + " round(s)"
                + run.bestRound()
                        .map(best -> ", best is round " + best.number())
                        .orElse("")
                + (run.voidReasons().isEmpty() ? "" : ", void rounds: " + run.voidReasons()) + "]";
    }
}
