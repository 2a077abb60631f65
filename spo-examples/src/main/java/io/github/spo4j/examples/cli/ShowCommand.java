package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.examples.view.JudgeJson;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import java.io.PrintWriter;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo show}: what a run came to so far. Reads files, locks and writes nothing. */
@Command(
        name = "show",
        description = "Shows what a run came to so far: its rounds, its votes, and what it took.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example, without a key:", "  spo optimize --offline", "  spo show workspace/Poem-offline"})
final class ShowCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunFolder folder;

    @Mixin
    private PriceOption prices;

    @Option(names = "--json", description = "Print it as one JSON object.")
    private boolean json;

    @Option(names = "--verbose", description = "Show where an error comes from.")
    @SuppressWarnings("UnusedVariable") // read from what was parsed, when an error is shown
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    private ShowCommand() {}

    @Override
    public Integer call() {
        RecordedRun run = folder.read();
        RunUsage usage = run.usage()
                .priced(role -> prices.table().price(run.settings(role).name()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(run, usage));
        } else {
            print(run, usage, out);
        }
        return ExitStatus.DONE;
    }

    private void print(RecordedRun run, RunUsage usage, PrintWriter out) {
        for (Round round : run.rounds()) {
            out.println(line(round, round.equals(run.bestRound().orElse(null))));
            if (round.voidReason() != null) {
                out.println("          " + round.voidReason());
            }
        }
        out.println(state(run));
        out.println();
        RoundText.judge(run.judgeConsistency()).ifPresent(out::println);
        for (ModelRole role : usage.roles()) {
            String model = run.settings(role).name();
            if (model != null) {
                out.println("Model: " + UsageText.name(role) + " " + model);
            }
        }
        if (usage.total().calls() == 0) {
            out.println("What it took is not recorded.");
        } else {
            out.println("Calls: " + UsageText.calls(usage));
            out.println("Tokens: " + UsageText.tokens(usage.total()));
            out.println("Cost: " + UsageText.cost(usage, prices.currency()));
        }
        out.println("Files: " + run.place());
    }

    private static String line(Round round, boolean best) {
        String time = round.time() == null ? "" : TIME.format(round.time());
        return "round %-3d %-9s %-22s %s%s"
                .formatted(
                        round.number(),
                        RoundText.outcome(round),
                        RoundText.votes(round, "no vote"),
                        time,
                        best ? "  best" : "")
                .stripTrailing();
    }

    /** Why a run stopped is not in its files; whether a round is open is. */
    private static String state(RecordedRun run) {
        if (run.openRound().isPresent()) {
            return "round " + run.openRound().getAsInt()
                    + " is begun and not finished: the run stopped in it, or is in it now";
        }
        return run.rounds().isEmpty() ? "no round is finished" : "no round is open";
    }

    private static String json(RecordedRun run, RunUsage usage) {
        ObjectNode root = JsonLine.object();
        root.put("best_prompt", run.bestRound().map(Round::prompt).orElse(null));
        root.put("best_round", run.bestRound().map(Round::number).orElse(null));
        root.put(
                "open_round",
                run.openRound().isPresent() ? (Integer) run.openRound().getAsInt() : null);
        root.put("files", run.place());
        RoundsJson.put(run.rounds(), root.putArray("rounds"));
        ObjectNode models = root.putObject("models");
        usage.roles()
                .forEach(role ->
                        models.put(UsageText.name(role), run.settings(role).name()));
        UsageJson.put(usage, root.putObject("usage"));
        JudgeJson.put(run.judgeConsistency(), root.putObject("judge"));
        return JsonLine.of(root);
    }
}
