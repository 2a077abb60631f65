package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.OptimizationListener.Phase;
import java.time.Duration;

/**
 * Where a run is, for the live line. How long it will take is told from the second finished round on: the first one only
 * answers, and takes less time than the others.
 *
 * @param words the language
 * @param usages how costs are written
 * @param round the round that is under way
 * @param last the last round
 * @param phase what goes on in it
 * @param usage what the run has taken so far
 * @param timed how many rounds were timed
 * @param taken how long they took together, in nanoseconds
 * @param since when the round began
 */
record RunStatus(
        Words words,
        UsageText usages,
        int round,
        int last,
        Phase phase,
        RunUsage usage,
        int timed,
        long taken,
        long since)
        implements LiveLine.Status {

    @Override
    public String line(long now, int columns) {
        LiveText text = new LiveText((round - 1 + begun()) / last)
                .with(9, words.say("live.round", round, last, Phrase.of("live.phase." + phaseName())));
        usages.addTo(text, usage);
        Duration left = left(now);
        if (!left.isZero()) {
            text.with(8, words.say("live.left", LiveText.time(left)));
        }
        return text.in(columns);
    }

    /** How much of the round is done. */
    private double begun() {
        return switch (phase) {
            case PROPOSE -> 0;
            case ANSWER -> 1.0 / 3;
            case JUDGE -> 2.0 / 3;
        };
    }

    private String phaseName() {
        return switch (phase) {
            case PROPOSE -> "propose";
            case ANSWER -> "answer";
            case JUDGE -> "judge";
        };
    }

    /** Zero if nothing can be said, or nothing is left. */
    private Duration left(long now) {
        if (timed == 0) {
            return Duration.ZERO;
        }
        long nanos = taken / timed * (last - round + 1) - (now - since);
        return Duration.ofSeconds(Math.max(0, Math.round(nanos / 1e9)));
    }
}
