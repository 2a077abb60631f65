package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.OptimizationListener.Phase;
import java.time.Duration;

/**
 * The state of a run for the live line. The remaining time is shown from the second finished round on: the first one
 * only answers, and takes less time than the others.
 *
 * @param words the language
 * @param usages formats costs
 * @param round the current round
 * @param last the last round
 * @param phase the current phase
 * @param usage the run's usage so far
 * @param timed how many rounds were timed
 * @param taken how long they took together, in nanoseconds
 * @param since when the round started
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
        LiveText text = new LiveText(phase == Phase.CONFIRM ? 1 : (round - 1 + begun()) / last)
                .with(9, words.say("live.round", round, last, Phrase.of("live.phase." + phaseName())));
        usages.addTo(text, usage);
        Duration left = left(now);
        if (!left.isZero()) {
            text.with(8, words.say("live.left", LiveText.time(left)));
        }
        return text.in(columns);
    }

    /** The completed share of the round. */
    private double begun() {
        return switch (phase) {
            case PROPOSE -> 0;
            case ANSWER -> 1.0 / 3;
            case JUDGE -> 2.0 / 3;
            case CONFIRM -> 1;
        };
    }

    private String phaseName() {
        return switch (phase) {
            case PROPOSE -> "propose";
            case ANSWER -> "answer";
            case JUDGE -> "judge";
            case CONFIRM -> "confirm";
        };
    }

    /** The remaining time; zero if unknown or nothing is left. */
    private Duration left(long now) {
        if (timed == 0) {
            return Duration.ZERO;
        }
        long nanos = taken / timed * (last - round + 1) - (now - since);
        return Duration.ofSeconds(Math.max(0, Math.round(nanos / 1e9)));
    }
}
