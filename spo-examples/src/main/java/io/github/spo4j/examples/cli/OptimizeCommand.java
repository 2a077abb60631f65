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
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo optimize --offline --template Poem.yaml --max-rounds 5"})
final class OptimizeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Mixin
    private RunOptions run;

    @Option(names = "--fresh")
    private boolean fresh;

    @Mixin
    private ProgressOptions progress;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    OptimizeCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        IterationTemplate template = run.template();
        template.notices().forEach(notice -> err.println(words.say("note", notice)));
        OfflineModel simulation = new OfflineModel();
        PromptOptimizer.Builder optimizer =
                run.optimizer(template, simulation, err).fresh(fresh);
        return new Optimization(
                        optimizer,
                        simulation::seededBefore,
                        words,
                        progress,
                        run.budget().currency(),
                        spec.commandLine())
                .run(json);
    }
}
