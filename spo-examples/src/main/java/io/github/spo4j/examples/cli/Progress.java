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

    private final PrintWriter err;
    private final String currency;

    Progress(PrintWriter err, String currency) {
        this.err = err;
        this.currency = currency;
    }

    @Override
    public void started(RunStart start) {
        if (start.nextRound() > start.lastRound()) {
            err.printf("%s: all %d round(s) are done%n", start.place(), start.lastRound());
            return;
        }
        err.printf("%s: rounds %d to %d, seed %d%n", start.place(), start.nextRound(), start.lastRound(), start.seed());
        for (QuestionAnswer question : start.questions()) {
            err.println("  question: " + oneLine(question.question()));
        }
        if (!start.cappedRoles().isEmpty()) {
            err.println("note: a limit on tokens or cost needs one on each reply, so replies are cut off at 4,096 "
                    + "tokens; set max_tokens in the config file for another limit");
        }
    }

    @Override
    public void roundFinished(Round round, RunUsage usage) {
        err.printf(
                "round %-3d %-9s %-22s calls so far: %d%s%n",
                round.number(),
                RoundText.outcome(round),
                RoundText.votes(round, "same answers as best"),
                usage.total().calls(),
                cost(usage));
        if (round.voidReason() != null) {
            err.println("          " + round.voidReason());
        }
    }

    @Override
    public void budgetUsed(int percent) {
        err.println(percent + " % of the budget is used");
    }

    private String cost(RunUsage usage) {
        return usage.total()
                .cost()
                .map(cost -> ", cost: " + UsageText.amount(cost) + currency)
                .orElse("");
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= QUOTED ? line : line.substring(0, QUOTED - 1) + "…";
    }
}
