package io.github.spo4j;

import io.github.spo4j.export.PromptExport;
import io.github.spo4j.journal.Fingerprint;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import java.util.List;
import java.util.Optional;

/** What a run came to. Immutable. */
public final class OptimizationResult {

    private final RunStart start;
    private final String startPrompt;
    private final List<Round> rounds;
    private final StopReason stopReason;
    private final RunUsage usage;
    private final Fingerprint madeWith;

    OptimizationResult(
            RunStart start,
            String startPrompt,
            List<Round> rounds,
            StopReason stopReason,
            RunUsage usage,
            Fingerprint madeWith) {
        this.start = start;
        this.startPrompt = startPrompt;
        this.rounds = List.copyOf(rounds);
        this.stopReason = stopReason;
        this.usage = usage;
        this.madeWith = madeWith;
    }

    /**
     * The best prompt.
     *
     * @return that of {@link #bestRound()}; the template's prompt until a round is finished
     */
    public String bestPrompt() {
        return bestRound().map(Round::prompt).orElse(startPrompt);
    }

    /**
     * The round that the best prompt comes from.
     *
     * @return the last accepted round; empty until a round is finished
     */
    public Optional<Round> bestRound() {
        return Round.best(rounds);
    }

    /**
     * The best prompt on its way into an application:
     * {@code result.export().as(PromptFormat.LANGCHAIN4J).text()}.
     *
     * @return that of {@link #bestRound()}, with the model that answered with it
     * @throws IllegalStateException if no round is finished, so that nothing was measured
     */
    public PromptExport export() {
        Round best =
                bestRound().orElseThrow(() -> new IllegalStateException("no round is finished: there is no prompt"));
        return RecordedRun.export(best, madeWith, start.place());
    }

    /**
     * The prompt that the run began with.
     *
     * @return that of round 1, or of the template until round 1 is finished
     */
    public String startPrompt() {
        return rounds.isEmpty() ? startPrompt : rounds.get(0).prompt();
    }

    /**
     * All finished rounds, those of earlier calls included.
     *
     * @return from round 1 on
     */
    public List<Round> rounds() {
        return rounds;
    }

    /**
     * Why the run returned.
     *
     * @return the reason
     */
    public StopReason stopReason() {
        return stopReason;
    }

    /**
     * What the run has taken, earlier calls of {@code optimize()} on the same run included.
     *
     * @return the usage, by role and in total
     */
    public RunUsage usage() {
        return usage;
    }

    /**
     * How far the judge can be trusted.
     *
     * @return over all rounds, save those that the Python system left
     */
    public JudgeConsistency judgeConsistency() {
        return JudgeConsistency.of(rounds);
    }

    /**
     * What the run began or went on with: seed, questions, place of its files.
     *
     * @return as the listener was told
     */
    public RunStart start() {
        return start;
    }

    @Override
    public String toString() {
        return "OptimizationResult[" + stopReason + ", " + rounds.size() + " round(s)"
                + bestRound().map(best -> ", best is round " + best.number()).orElse("") + "]";
    }
}
