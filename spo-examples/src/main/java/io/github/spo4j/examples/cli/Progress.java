package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.Columns;
import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.OptimizationListener.Phase;
import io.github.spo4j.run.Round;
import io.github.spo4j.template.QuestionAnswer;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reports a run on standard error: a line per round, and the position within a round. */
final class Progress implements OptimizationListener {

    private static final int QUOTED = 60;

    private final Words words;
    private final UsageText usages;
    private final ProgressOptions.Kind kind;
    private final LiveLine live;
    private final PrintWriter err;
    private final WaitLines waits;
    private int last;
    private int timed;
    private long taken;
    private long since;

    Progress(Words words, String currency, ProgressOptions.Kind kind, LiveLine live, PrintWriter err) {
        this.words = words;
        this.kind = kind;
        this.live = live;
        this.err = err;
        usages = new UsageText(words, currency);
        waits = new WaitLines(words, this::tell);
    }

    @Override
    public void started(OptimizationListener.Start start) {
        last = start.lastRound();
        since = live.now();
        boolean done = start.nextRound() > last;
        if (done) {
            tell(words.say("progress.done", start.location(), last));
            return;
        }
        tell(words.say("progress.start", start.location(), start.nextRound(), last, start.seed()));
        for (QuestionAnswer question : start.questions()) {
            tell(words.say("progress.question", oneLine(question.question())));
        }
        if (!start.cappedRoles().isEmpty()) { // cut-off answers matter even without progress
            err.println(words.say("note", Phrase.of("progress.capped")));
        }
    }

    @Override
    public void progressed(int round, Phase phase, RunUsage usage) {
        if (kind == ProgressOptions.Kind.LIVE) {
            live.show(new RunStatus(words, usages, round, last, phase, usage, timed, taken, since));
        }
    }

    @Override
    public void roundFinished(Round round, RunUsage usage) {
        waits.reset();
        long now = live.now();
        if (round.number() > 1) {
            timed++;
            taken += now - since;
        }
        since = now;
        RoundText text = new RoundText(words);
        String line = text.line(round, words.say("round.votes.equal"));
        tell(line + " " + usages.soFar(usage));
        if (round.cutAnswers() > 0) { // matters even without progress
            err.println(words.say(
                    "note",
                    Phrase.of(
                            "progress.cut", round.cutAnswers(), round.answers().size(), round.number())));
        }
        text.broken(round).forEach(this::tell);
        if (round.voidReason() != null) {
            tell("          " + round.voidReason());
        }
    }

    @Override
    public void callRetried(ModelRole role, ModelException failure, int retry, int retries, Duration wait) {
        waits.retried(failure, retry, retries, wait);
    }

    @Override
    public void callsReduced(ModelRole role, @Nullable String model, int inFlight) {
        tell(words.say(
                "progress.reduced",
                model == null ? words.say("progress.unclear.unnamed") : model,
                RoleText.of(role),
                inFlight));
    }

    @Override
    public void votesUnclear(int round, @Nullable String model, String quote) {
        Object name = model == null ? Phrase.of("progress.unclear.unnamed") : model;
        err.println(words.say(
                "note",
                quote.isEmpty()
                        ? Phrase.of("progress.unclear.blank", round, name)
                        : Phrase.of("progress.unclear", round, name, quote)));
    }

    @Override
    public void budgetUsed(int percent) {
        tell(words.say("progress.budget", percent));
    }

    private void tell(String line) {
        if (kind != ProgressOptions.Kind.NONE) {
            err.println(line);
        }
    }

    private static String oneLine(String text) {
        return Columns.cut(text.strip().replaceAll("\\s+", " "), QUOTED);
    }
}
