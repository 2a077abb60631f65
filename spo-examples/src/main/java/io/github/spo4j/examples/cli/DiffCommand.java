package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.terminal.Terminal;
import io.github.spo4j.examples.terminal.WordDiff;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.run.Round;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spo diff}: the difference between the prompts of two rounds. Reads files, locks and writes nothing. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo optimize --offline", "  spo diff workspace/Poem-offline"})
final class DiffCommand implements Callable<Integer> {

    /** When to use colours. */
    private enum Colour {
        AUTO,
        ALWAYS,
        NEVER
    }

    @Spec
    private CommandSpec spec;

    private final Words words;
    private final Terminal terminal;

    @Mixin
    private RunFolder folder;

    @Parameters(index = "1", arity = "0..1", paramLabel = "N", converter = Numbers.Count.class)
    private @Nullable Integer from;

    @Parameters(index = "2", arity = "0..1", paramLabel = "M", converter = Numbers.Count.class)
    private @Nullable Integer to;

    @Option(names = "--color", paramLabel = "WHEN", defaultValue = "auto")
    private Colour colour;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    DiffCommand(Words words, Terminal terminal) {
        this.words = words;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        RecordedRun run = folder.read();
        Round before = folder.round(run, from == null ? 1 : from);
        Round after = to == null ? folder.best(run) : folder.round(run, to);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(before, after));
            return ExitStatus.DONE;
        }
        RoundText rounds = new RoundText(words);
        String heading = words.say(
                "run.difference", before.number(), rounds.outcome(before), after.number(), rounds.outcome(after));
        boolean same = before.prompt().equals(after.prompt());
        PrintWriter err = spec.commandLine().getErr();
        err.println(same ? heading + words.say("run.difference.none") : heading);
        if (!same) {
            new WhyText(words).inShort(after).forEach(err::println);
        }
        out.println(WordDiff.between(before.prompt(), after.prompt(), marks()));
        return ExitStatus.DONE;
    }

    private WordDiff.Marks marks() {
        boolean coloured =
                switch (colour) {
                    case ALWAYS -> true;
                    case NEVER -> false;
                    case AUTO -> terminal.showsColours();
                };
        return coloured ? WordDiff.Marks.COLOURS : WordDiff.Marks.BRACKETS;
    }

    private static String json(Round before, Round after) {
        ObjectNode root = JsonLine.object();
        root.put("from", before.number());
        root.put("to", after.number());
        RoundsJson.putWhy(after, root);
        ArrayNode parts = root.putArray("parts");
        for (WordDiff.Part part : WordDiff.parts(before.prompt(), after.prompt())) {
            ObjectNode entry = parts.addObject();
            boolean same = part.before().equals(part.after());
            if (same) {
                entry.put("same", part.after());
            } else {
                entry.put("gone", part.before());
                entry.put("new", part.after());
            }
        }
        return JsonLine.of(root);
    }
}
