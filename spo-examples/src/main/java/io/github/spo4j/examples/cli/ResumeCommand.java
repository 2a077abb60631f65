package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.RunRequest;
import io.github.spo4j.storage.RunStorage;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo resume}: resumes a run with its recorded template, models, settings and seed. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "  spo optimize --offline --max-rounds 3",
            "  spo resume workspace/Poem-offline --offline --max-rounds 5"
        })
final class ResumeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Mixin
    private RunFolder folder;

    @Mixin
    private RunModels models;

    @Mixin
    private PaceOptions pace;

    @Mixin
    private ProgressOptions progress;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    private final OfflineModel simulation = new OfflineModel();

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    ResumeCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        RunStorage storage = folder.storage();
        RecordedRun run = RecordedRun.read(storage);
        Optional<RunRequest> last = run.request();
        PromptOptimizer.Builder optimizer = folder.optimizer(run, role -> models.port(role, run, folder, simulation))
                .storage(storage);
        PrintWriter err = spec.commandLine().getErr();
        models.tell(words, err);
        last.ifPresentOrElse(request -> pace.configureAgain(optimizer, request), () -> {
            err.println(words.say("note", words.say("resume.unasked")));
            pace.configure(optimizer);
        });
        return new Optimization(
                        optimizer,
                        simulation::seededBefore,
                        words,
                        progress,
                        pace.budget().currency(),
                        spec.commandLine())
                .run(json);
    }
}
