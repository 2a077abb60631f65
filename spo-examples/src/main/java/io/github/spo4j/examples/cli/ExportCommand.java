package io.github.spo4j.examples.cli;

import io.github.spo4j.RecordedRun;
import io.github.spo4j.prompt.ExportedPrompt;
import io.github.spo4j.prompt.PromptFormat;
import io.github.spo4j.run.Round;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo export}: brings a run's prompt into the form that an application takes. */
@Command(
        name = "export",
        description = "Writes the best prompt of a run in the form that an application takes.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example, without a key:",
            "  spo optimize --offline",
            "  spo export workspace/Poem-offline --format spring_ai --out poem.st"
        })
final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunFolder folder;

    @Option(names = "--format", required = true, description = "The form: ${COMPLETION-CANDIDATES}.")
    private PromptFormat format;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The file to write, which must not exist yet. Default: standard output.")
    private @Nullable Path out;

    @Option(
            names = "--round",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "The round whose prompt to take. Default: that of the best.")
    private @Nullable Integer round;

    @Option(names = "--verbose", description = "Show where an error comes from.")
    @SuppressWarnings("UnusedVariable") // read from what was parsed, when an error is shown
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    private ExportCommand() {}

    @Override
    public Integer call() {
        RecordedRun run = folder.read();
        ExportedPrompt exported = run.export(chosen(run)).as(format);
        PrintWriter err = spec.commandLine().getErr();
        exported.notes().forEach(note -> err.println("note: " + note));
        if (out == null) {
            spec.commandLine().getOut().print(exported.text());
            spec.commandLine().getOut().flush();
        } else {
            write(exported.text(), out);
        }
        return ExitStatus.DONE;
    }

    private Round chosen(RecordedRun run) {
        if (round == null) {
            return folder.best(run);
        }
        Round wanted = folder.round(run, round);
        if (wanted.voidReason() != null) {
            throw new UsageException("round " + round + " is void (" + wanted.voidReason()
                    + "), so its prompt was never measured; choose another");
        }
        return wanted;
    }

    private static void write(String text, Path file) {
        try {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new UsageException(file + " exists already and was left as it is; name another file");
        } catch (NoSuchFileException e) {
            throw new UsageException("the folder of " + file + " does not exist; make it first");
        } catch (IOException e) {
            throw new UsageException("cannot write " + file + " (" + e.getMessage() + "); name another file");
        }
    }
}
