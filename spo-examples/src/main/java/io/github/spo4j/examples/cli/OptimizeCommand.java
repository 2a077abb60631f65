package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.template.IterationTemplate;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo optimize}: improves the prompt of a template. */
@Command(
        name = "optimize",
        description = "Improves the prompt of a template, round by round.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example, without a key:", "  spo optimize --offline --template Poem.yaml --max-rounds 5"})
final class OptimizeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions run;

    @Option(
            names = "--fresh",
            description = "Begin anew although there is a run of that name; the old one is moved aside.")
    private boolean fresh;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--verbose", description = "Show where an error comes from.")
    @SuppressWarnings("UnusedVariable") // read from what was parsed, when an error is shown
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    private OptimizeCommand() {}

    @Override
    public Integer call() {
        if (!run.isOffline()) {
            WarmUp.begin();
        }
        PrintWriter err = spec.commandLine().getErr();
        IterationTemplate template = run.template();
        template.notices().forEach(notice -> err.println("note: " + notice));
        OfflineModel simulation = new OfflineModel();
        PromptOptimizer.Builder optimizer =
                run.optimizer(template, simulation, err).fresh(fresh);
        return new Optimization(optimizer, simulation, run.budget().currency(), spec.commandLine()).run(json);
    }
}
