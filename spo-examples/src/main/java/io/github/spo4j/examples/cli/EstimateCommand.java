package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.github.spo4j.RunEstimate;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.model.Cost;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RoleUsage;
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

/** {@code spo estimate}: says what {@code optimize} with the same options will take. Calls nothing, writes nothing. */
@Command(
        name = "estimate",
        description = "Says how many calls and about how many tokens and how much money 'optimize' will take with the "
                + "same options. Calls no model.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example, without a key:", "  spo estimate --offline --template Poem.yaml --max-rounds 5"})
final class EstimateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions run;

    @Option(names = "--json", description = "Print the estimate as one JSON object.")
    private boolean json;

    @Option(names = "--verbose", description = "Show where an error comes from.")
    @SuppressWarnings("UnusedVariable") // read from what was parsed, when an error is shown
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    private EstimateCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        IterationTemplate template = run.template();
        template.notices().forEach(notice -> err.println("note: " + notice));
        Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
        RunEstimate estimate = Optimization.built(run.optimizer(template, err)).estimate(encoding::countTokensOrdinary);
        if (json) {
            out.println(json(estimate));
        } else {
            print(estimate, out);
        }
        return ExitStatus.DONE;
    }

    private void print(RunEstimate estimate, PrintWriter out) {
        out.printf("%-10s %13s %21s %21s  %s%n", "", "calls", "tokens in, about", "tokens out, about", "cost, about");
        for (ModelRole role : estimate.most().roles()) {
            print(
                    UsageText.name(role),
                    estimate.least().of(role),
                    estimate.most().of(role),
                    out);
        }
        print("total", estimate.least().total(), estimate.most().total(), out);
        out.println();
        out.println("The least is without a vote, the most with all of them. Calls that are asked again, and the "
                + "reasoning of models that think, come on top.");
    }

    private void print(String name, RoleUsage least, RoleUsage most, PrintWriter out) {
        out.printf(
                "%-10s %13s %21s %21s  %s%n",
                name,
                range(least.calls(), most.calls()),
                range(least.reported().input(), most.reported().input()),
                range(least.reported().output(), most.reported().output()),
                cost(least.cost(), most.cost()));
    }

    private static String range(@Nullable Long least, @Nullable Long most) {
        long from = least == null ? 0 : least;
        long to = most == null ? 0 : most;
        return from == to ? UsageText.count(to) : UsageText.count(from) + " to " + UsageText.count(to);
    }

    private String cost(Optional<Cost> least, Optional<Cost> most) {
        if (most.isEmpty()) {
            return "unknown: no price of the model, see --prices";
        }
        String from = UsageText.amount(least.orElse(Cost.NOTHING).reported());
        String to = UsageText.amount(most.get().reported());
        return (from.equals(to) ? to : from + " to " + to) + run.budget().currency();
    }

    private static String json(RunEstimate estimate) {
        ObjectNode root = JsonLine.object();
        UsageJson.put(estimate.least(), root.putObject("least"));
        UsageJson.put(estimate.most(), root.putObject("most"));
        return JsonLine.of(root);
    }
}
