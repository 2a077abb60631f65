package io.github.spo4j.examples.cli;

import io.github.spo4j.OptimizationListener;
import io.github.spo4j.RunStart;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import io.github.spo4j.template.QuestionAnswer;
import java.io.PrintWriter;

/** Tells on standard error how a run goes, a line a round. */
final class Progress implements OptimizationListener {

    private static final int QUOTED = 60;

    private final Words words;
    private final UsageText usages;
    private final PrintWriter err;

    Progress(Words words, String currency, PrintWriter err) {
        this.words = words;
        this.err = err;
        usages = new UsageText(words, currency);
    }

    @Override
    public void started(RunStart start) {
        if (start.nextRound() > start.lastRound()) {
            err.println(words.say("progress.done", start.place(), start.lastRound()));
            return;
        }
        err.println(words.say("progress.start", start.place(), start.nextRound(), start.lastRound(), start.seed()));
        for (QuestionAnswer question : start.questions()) {
            err.println(words.say("progress.question", oneLine(question.question())));
        }
        if (!start.cappedRoles().isEmpty()) {
            err.println(words.say("note", Phrase.of("progress.capped")));
        }
    }

    @Override
    public void roundFinished(Round round, RunUsage usage) {
        String line = new RoundText(words).line(round, words.say("round.votes.equal"));
        String calls = words.say("progress.calls", usage.total().calls());
        boolean priced = usage.total().cost().isPresent();
        String cost = priced ? words.say("progress.cost", usages.total(usage)) : "";
        err.println(line + " " + calls + cost);
        if (round.voidReason() != null) {
            err.println("          " + round.voidReason());
        }
    }

    @Override
    public void budgetUsed(int percent) {
        err.println(words.say("progress.budget", percent));
    }

    private static String oneLine(String text) {
        return Columns.cut(text.strip().replaceAll("\\s+", " "), QUOTED);
    }
}
