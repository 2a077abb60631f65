package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.demo.Recording;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.policy.Sleeper;
import io.github.spo4j.storage.RunStorage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo demo}: the optimizer on the replies of a recorded run on real models. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo demo"})
final class DemoCommand implements Callable<Integer> {

    /** Time to read a prompt. */
    private static final int USUAL_PACE = 3;

    private static final String NAME = "demo";

    @Spec
    private CommandSpec spec;

    private final Words words;
    private final Sleeper sleeper;

    @Option(names = "--workspace", paramLabel = "DIR", defaultValue = "workspace")
    private Path workspace;

    @Option(names = "--pace", paramLabel = "SECONDS", converter = Numbers.CountFromZero.class)
    private @Nullable Integer pace;

    @Option(names = "--fresh")
    private boolean fresh;

    @Mixin
    private ProgressOptions progress;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    DemoCommand(Words words, Sleeper sleeper) {
        this.words = words;
        this.sleeper = sleeper;
    }

    @Override
    public Integer call() {
        RunStorage recording = Recording.run();
        RecordedRun recorded = RecordedRun.read(recording);
        PrintWriter err = spec.commandLine().getErr();
        err.println(words.say("demo.what", Recording.ANSWERED, recordedOn(recorded)));
        ChatModelPort replies = RecordedRun.replay(recording);
        PromptOptimizer.Builder again = PromptOptimizer.builder(recorded, role -> replies)
                .workspace(workspace)
                .name(NAME)
                .fresh(fresh);
        int status = new Optimization(
                        again,
                        lines -> new DemoProgress(lines, words, sleeper, pace(), progress.isShown(), err),
                        words,
                        progress,
                        words.say("usage.dollars"),
                        spec.commandLine())
                .run(false);
        if (status == ExitStatus.DONE) {
            PrintWriter out = spec.commandLine().getOut();
            out.println();
            new HeldOutText(words).print(Recording.heldOut(), out);
            out.println();
            out.println(words.say("demo.next", workspace.resolve(NAME)));
        }
        return status;
    }

    /** Only a terminal has somebody before it who reads along. */
    private Duration pace() {
        boolean watched = progress.isShown() && progress.live().isPossible();
        return Duration.ofSeconds(pace != null ? pace : watched ? USUAL_PACE : 0);
    }

    private static LocalDate recordedOn(RecordedRun run) {
        return Objects.requireNonNull(run.rounds().get(0).time()).toLocalDate();
    }
}
