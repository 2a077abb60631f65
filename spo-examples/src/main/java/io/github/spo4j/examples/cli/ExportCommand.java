package io.github.spo4j.examples.cli;

import io.github.spo4j.RecordedRun;
import io.github.spo4j.export.ExportedPrompt;
import io.github.spo4j.export.PromptFormat;
import io.github.spo4j.run.Round;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo export}: writes a run's prompt in the format that an application needs. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo optimize --offline", "  spo export workspace/Poem-offline --format spring_ai --out poem.st"})
final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Mixin
    private RunFolder folder;

    @Option(names = "--format", paramLabel = "FORM", required = true)
    private PromptFormat format;

    @Option(names = "--out", paramLabel = "FILE")
    private @Nullable Path out;

    @Option(names = "--round", paramLabel = "N", converter = Numbers.Count.class)
    private @Nullable Integer round;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    ExportCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        RecordedRun run = folder.read();
        ExportedPrompt exported = run.export(chosen(run)).as(format);
        PrintWriter err = spec.commandLine().getErr();
        exported.notes().forEach(note -> err.println(words.say("note", note)));
        if (out == null) {
            spec.commandLine().getOut().print(exported.text());
            spec.commandLine().getOut().flush();
        } else {
            NewFile.write(exported.text(), out);
        }
        return ExitStatus.DONE;
    }

    private Round chosen(RecordedRun run) {
        if (round == null) {
            return folder.best(run);
        }
        Round wanted = folder.round(run, round);
        if (wanted.voidReason() != null) {
            throw new UsageException("refused.export.void", round, wanted.voidReason());
        }
        return wanted;
    }
}
