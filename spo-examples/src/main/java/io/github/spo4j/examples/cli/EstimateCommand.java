package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.github.spo4j.examples.terminal.Columns;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.model.Cost;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.run.RunEstimate;
import io.github.spo4j.template.IterationTemplate;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code spo estimate}: estimates what {@code optimize} takes with the same options. Calls no model, writes nothing.
 */
@Command(
        name = "estimate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo estimate --offline --template Poem.yaml --max-rounds 5"})
final class EstimateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Mixin
    private RunOptions run;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    EstimateCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        IterationTemplate template = run.template();
        template.notices().forEach(notice -> err.println(words.say("note", notice)));
        Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
        RunEstimate estimate = Optimization.built(run.optimizer(template, new OfflineModel(), err))
                .estimate(encoding::countTokensOrdinary);
        if (json) {
            out.println(json(estimate));
        } else {
            print(estimate, out);
        }
        return ExitStatus.DONE;
    }

    private void print(RunEstimate estimate, PrintWriter out) {
        row(
                "",
                words.say("estimate.calls"),
                words.say("estimate.in"),
                words.say("estimate.out"),
                words.say("estimate.cost"),
                out);
        for (ModelRole role : estimate.most().roles()) {
            String name = words.say(RoleText.of(role));
            print(name, estimate.least().of(role), estimate.most().of(role), out);
        }
        print(
                words.say("estimate.total"),
                estimate.least().total(),
                estimate.most().total(),
                out);
        out.println();
        out.println(words.say("estimate.note"));
    }

    private void print(String name, RoleUsage least, RoleUsage most, PrintWriter out) {
        row(
                name,
                range(least.calls(), most.calls()),
                range(least.reported().input(), most.reported().input()),
                range(least.reported().output(), most.reported().output()),
                cost(least.cost(), most.cost()),
                out);
    }

    private static void row(String name, String calls, String in, String toOut, String cost, PrintWriter out) {
        out.println(Columns.padded(name, 10) + " " + Columns.right(calls, 13) + " " + Columns.right(in, 21) + " "
                + Columns.right(toOut, 21) + "  " + cost);
    }

    private String range(@Nullable Long least, @Nullable Long most) {
        return range(UsageText.count(least == null ? 0 : least), UsageText.count(most == null ? 0 : most));
    }

    private String range(String from, String to) {
        return from.equals(to) ? to : words.say("estimate.range", from, to);
    }

    private String cost(Optional<Cost> least, Optional<Cost> most) {
        if (most.isEmpty()) {
            return words.say("estimate.price");
        }
        String from = UsageText.amount(least.orElse(Cost.NOTHING).reported());
        String to = UsageText.amount(most.get().reported());
        return range(from, to) + run.budget().currency();
    }

    private static String json(RunEstimate estimate) {
        ObjectNode root = JsonLine.object();
        UsageJson.put(estimate.least(), root.putObject("least"));
        UsageJson.put(estimate.most(), root.putObject("most"));
        return JsonLine.of(root);
    }
}
