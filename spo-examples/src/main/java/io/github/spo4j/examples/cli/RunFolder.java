package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Parameters;

/** The folder of an existing run. */
final class RunFolder {

    private static final Path PROMPTS = Path.of("prompts");

    @Parameters(index = "0", paramLabel = "DIR")
    private Path folder;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    RunFolder() {}

    RunStorage storage() {
        return storage(folder);
    }

    /** A run's folder; its folder {@code prompts} is accepted too. */
    static RunStorage storage(Path folder) {
        Path plain = plain(folder);
        try {
            return RunStorage.directory(workspace(plain), String.valueOf(plain.getFileName()));
        } catch (IllegalArgumentException e) {
            throw UsageException.of(e);
        }
    }

    /** The folder that the run's folder is in. */
    Path workspace() {
        return workspace(plain(folder));
    }

    private static Path workspace(Path plain) {
        Path workspace = plain.getParent();
        return workspace == null ? Path.of("") : workspace;
    }

    /** The run's name. */
    String name() {
        return String.valueOf(plain(folder).getFileName());
    }

    private static Path plain(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UsageException("refused.run.folder", folder);
        }
        Path run = folder.endsWith(PROMPTS) ? folder.resolve("..") : folder;
        Path plain = run.normalize();
        Path name = plain.getFileName();
        if (name == null || name.toString().isEmpty() || name.toString().equals("..")) {
            plain = run.toAbsolutePath().normalize();
        }
        return plain;
    }

    RecordedRun read() {
        return RecordedRun.read(storage());
    }

    /** The run's optimizer, with other models. */
    PromptOptimizer.Builder optimizer(RecordedRun run, Function<ModelRole, ChatModelPort> ports) {
        try {
            return PromptOptimizer.builder(run, ports);
        } catch (IllegalStateException e) { // a run of the Python system
            throw new UsageException("refused.run.foreign", folder);
        }
    }

    /** A finished round. */
    Round round(RecordedRun run, int number) {
        return round(folder, run, number);
    }

    static Round round(Path folder, RecordedRun run, int number) {
        int finished = run.rounds().size();
        if (number > finished) {
            throw new UsageException("refused.run.round", number, folder, finished);
        }
        return run.rounds().get(number - 1);
    }

    /** The round of the best prompt. */
    Round best(RecordedRun run) {
        return run.bestRound()
                .orElseThrow(() -> new UsageException(
                        "refused.run.best", folder, run.rounds().size()));
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
