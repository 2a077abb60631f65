package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.view.ComparisonJson;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.examples.view.JudgeJson;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import java.io.PrintWriter;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo show}: a run so far. Reads files, locks and writes nothing. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo optimize --offline", "  spo show workspace/Poem-offline"})
final class ShowCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Mixin
    private RunFolder folder;

    @Mixin
    private PriceOption prices;

    @Option(names = "--round", paramLabel = "N", converter = Numbers.Count.class)
    private @Nullable Integer round;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    ShowCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        RecordedRun run = folder.read();
        if (round != null) {
            show(folder.round(run, round), run);
            return ExitStatus.DONE;
        }
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

    private void show(Round shown, RecordedRun run) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode root = JsonLine.object();
            RoundsJson.put(shown, root);
            root.put("best", shown.equals(run.bestRound().orElse(null)));
            root.put("prompt", shown.prompt());
            out.println(JsonLine.of(root));
            return;
        }
        print(shown, mark(run, shown), out);
        if (!shown.prompt().isEmpty()) {
            out.println();
            out.println(shown.prompt());
        }
        for (String why : new WhyText(words).whole(shown)) {
            out.println();
            out.println(why);
        }
    }

    private void print(Round shown, Optional<String> mark, PrintWriter out) {
        RoundText rounds = new RoundText(words);
        out.println(line(rounds, shown, mark));
        if (shown.cutAnswers() > 0) {
            out.println("          "
                    + words.say("round.cut", shown.cutAnswers(), shown.answers().size()));
        }
        rounds.broken(shown).forEach(out::println);
        if (shown.voidReason() != null) {
            out.println("          " + shown.voidReason());
        }
    }

    private void print(RecordedRun run, RunUsage usage, PrintWriter out) {
        RoundText rounds = new RoundText(words);
        Round best = run.bestRound().orElse(null);
        run.rounds().forEach(shown -> print(shown, mark(run, shown), out));
        rounds.voids(run).forEach(out::println);
        out.println(state(run));
        run.confirmation()
                .map(found -> found.sentences(words.locale()))
                .orElseGet(() -> run.rounds().isEmpty() ? List.of() : List.of(words.say("run.unconfirmed")))
                .forEach(out::println);
        out.println();
        if (best != null) {
            out.println(words.say("run.best.prompt", best.number()));
            out.println(best.prompt());
            new WhyText(words).inShort(best).forEach(out::println);
            out.println();
        }
        rounds.judge(run.judgeConsistency()).ifPresent(out::println);
        for (ModelRole role : usage.roles()) {
            String model = run.settings(role).name();
            if (model != null) {
                out.println(words.say("run.model", RoleText.of(role), model));
            }
        }
        if (usage.total().calls() == 0) {
            out.println(words.say("usage.none"));
        } else {
            new UsageText(words, prices.currency()).print(usage, out);
        }
        out.println(words.say("run.files", run.location()));
    }

    /** The key of what a round is, if it is anything: the one to use, or else the one that the search goes on from. */
    private static Optional<String> mark(RecordedRun run, Round round) {
        if (run.bestRound().equals(Optional.of(round))) {
            return Optional.of("round.best");
        }
        return run.searchWinner().equals(Optional.of(round)) ? Optional.of("round.winner") : Optional.empty();
    }

    private String line(RoundText rounds, Round shown, Optional<String> mark) {
        String time = shown.time() == null ? "" : TIME.format(shown.time());
        String line = rounds.line(shown, words.say("round.votes.none")) + " " + time;
        return mark.map(key -> line + "  " + words.say(key)).orElseGet(line::stripTrailing);
    }

    /** A run's files do not say why it stopped; they say whether a round is open. */
    private String state(RecordedRun run) {
        if (run.openRound().isPresent()) {
            return words.say("run.open", run.openRound().getAsInt());
        }
        return words.say(run.rounds().isEmpty() ? "run.open.none" : "run.open.no");
    }

    private static String json(RecordedRun run, RunUsage usage) {
        ObjectNode root = JsonLine.object();
        root.put("best_prompt", run.bestRound().map(Round::prompt).orElse(null));
        root.put("best_round", run.bestRound().map(Round::number).orElse(null));
        root.put("search_winner", run.searchWinner().map(Round::number).orElse(null));
        run.confirmation()
                .ifPresentOrElse(
                        found -> ComparisonJson.put(found, root.putObject("confirmation")),
                        () -> root.putNull("confirmation"));
        root.put(
                "open_round",
                run.openRound().isPresent() ? (Integer) run.openRound().getAsInt() : null);
        root.put("files", run.location());
        RoundsJson.put(run.rounds(), root.putArray("rounds"));
        RoundsJson.putVoids(run, root);
        ObjectNode models = root.putObject("models");
        usage.roles()
                .forEach(role ->
                        models.put(RoleText.name(role), run.settings(role).name()));
        UsageJson.put(usage, root.putObject("usage"));
        JudgeJson.put(run.judgeConsistency(), root.putObject("judge"));
        return JsonLine.of(root);
    }
}
