package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.Columns;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.policy.Sleeper;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.Round;
import java.io.PrintWriter;
import java.time.Duration;

/** Shows each round's prompt and what it led to below the round's line, and leaves time to read them. */
final class DemoProgress implements OptimizationListener {

    private static final int WIDEST = 78;
    private static final String MARGIN = "    ";

    private final OptimizationListener lines;
    private final Words words;
    private final Sleeper sleeper;
    private final Duration pace;
    private final boolean shown;
    private final PrintWriter err;
    private int last;

    DemoProgress(
            OptimizationListener lines, Words words, Sleeper sleeper, Duration pace, boolean shown, PrintWriter err) {
        this.lines = lines;
        this.words = words;
        this.sleeper = sleeper;
        this.pace = pace;
        this.shown = shown;
        this.err = err;
    }

    @Override
    public void started(OptimizationListener.Start start) {
        last = start.lastRound();
        if (start.nextRound() <= last) {
            lines.started(start);
        } else {
            err.println(words.say("demo.done", start.location()));
        }
    }

    @Override
    public void progressed(int round, Phase phase, RunUsage usage) {
        lines.progressed(round, phase, usage);
    }

    @Override
    public void roundFinished(Round round, RunUsage usage) {
        lines.roundFinished(round, usage);
        if (shown) {
            round.prompt().strip().lines().forEach(line -> err.println(MARGIN + line));
            round.answers().stream()
                    .findFirst()
                    .map(first ->
                            words.say("demo.answer", first.answer().strip().replaceAll("\\s+", " ")))
                    .ifPresent(line -> err.println(Columns.cut(MARGIN + line, WIDEST)));
        }
        if (round.number() < last) {
            rest();
        }
    }

    private void rest() {
        if (pace.isZero()) {
            return;
        }
        try {
            sleeper.sleep(pace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the run stops at its next call
        }
    }
}
