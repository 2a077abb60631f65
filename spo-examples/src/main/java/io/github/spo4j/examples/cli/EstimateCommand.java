package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.examples.terminal.Columns;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.model.Cost;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.run.RunEstimate;
import io.github.spo4j.template.IterationTemplate;
import java.io.PrintWriter;
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
        RunEstimate estimate = estimate(run.estimated(template, new OfflineModel(), err), encoding);
        if (json) {
            out.println(json(estimate));
        } else {
            print(estimate, out);
        }
        return ExitStatus.DONE;
    }

    private static RunEstimate estimate(PromptOptimizer.Builder description, Encoding encoding) {
        PromptOptimizer optimizer = Optimization.built(description);
        try {
            return optimizer.estimate(encoding::countTokensOrdinary);
        } catch (IllegalArgumentException e) { // there are too few questions for the rule, or to be held out
            throw UsageException.of(e);
        }
    }

    private void print(RunEstimate estimate, PrintWriter out) {
        print(words.say("estimate.likely"), estimate.likely(), out);
        print(words.say("estimate.most"), estimate.atMost(), out);
        out.println(words.say("estimate.note"));
    }

    private void print(String figure, RunUsage usage, PrintWriter out) {
        row(
                figure,
                words.say("estimate.calls"),
                words.say("estimate.in"),
                words.say("estimate.out"),
                words.say("estimate.cost"),
                out);
        for (ModelRole role : usage.roles()) {
            print(words.say(RoleText.of(role)), usage.of(role), out);
        }
        print(words.say("estimate.total"), usage.total(), out);
        out.println();
    }

    private void print(String name, RoleUsage usage, PrintWriter out) {
        TokenUsage tokens = usage.tokens();
        row(
                name,
                UsageText.count(usage.calls()),
                count(tokens.input()),
                count(tokens.output()),
                tokens.input() == null || tokens.output() == null
                        ? words.say("estimate.unlimited")
                        : usage.cost().map(this::cost).orElseGet(() -> words.say("estimate.price")),
                out);
    }

    private static void row(String name, String calls, String in, String toOut, String cost, PrintWriter out) {
        out.println(Columns.padded(name, 10) + " " + Columns.right(calls, 8) + " " + Columns.right(in, 13) + " "
                + Columns.right(toOut, 13) + "  " + cost);
    }

    private String count(@Nullable Long tokens) {
        return tokens == null ? "-" : UsageText.count(tokens);
    }

    private String cost(Cost cost) {
        return UsageText.amount(cost.atMost()) + run.budget().currency();
    }

    private static String json(RunEstimate estimate) {
        ObjectNode root = JsonLine.object();
        UsageJson.put(estimate.likely(), root.putObject("likely"));
        UsageJson.put(estimate.atMost(), root.putObject("at_most"));
        return JsonLine.of(root);
    }
}
