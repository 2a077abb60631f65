package io.github.spo4j.examples.cli;

import io.github.spo4j.RecordedRun;
import io.github.spo4j.langchain4j.ConfigException;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The models of a run that is there already, as it has recorded them. */
final class RunModels {

    @Mixin
    private ConfigOption config;

    @Option(names = "--offline")
    private boolean offline;

    private @Nullable ModelsConfig models;

    RunModels(Environment environment) {
        config = new ConfigOption(environment); // picocli keeps it
    }

    /** Says which models were found. */
    void tell(Words words, PrintWriter err) {
        if (offline) {
            err.println(words.say("simulated"));
        }
        if (models != null) {
            models.notices().forEach(notice -> err.println(words.say("note", notice)));
        }
    }

    /** A simulated run is never resumed with real models, nor the other way round. */
    ChatModelPort port(ModelRole role, RecordedRun run, RunFolder folder, ChatModelPort simulation) {
        ModelSettings recorded = run.settings(role);
        String sent = recorded.name();
        if (sent == null && offline) {
            return simulation;
        }
        if (offline) {
            throw new UsageException("refused.resume.offline", folder);
        }
        if (sent == null) {
            throw new UsageException("refused.resume.models", folder);
        }
        models = models == null ? config.read() : models;
        Optional<String> noted = run.request().map(last -> last.notes().get(RoleModels.entryNote(role)));
        return models.port(entry(role, sent, noted, recorded, models));
    }

    /** What an entry sends; unset if the entry cannot be used, which only matters if it is needed. */
    private static ModelSettings sentBy(String entry, ModelsConfig models) {
        try {
            return models.settings(entry);
        } catch (ConfigException e) {
            return ModelSettings.unset();
        }
    }

    /**
     * The entry that sends the model name of the run: of several, the one that the run used last, by its name; else those with
     * the settings that the run has recorded, and of these the one with its temperature, which an option may have set.
     */
    private static String entry(
            ModelRole role, String sent, Optional<String> noted, ModelSettings recorded, ModelsConfig models) {
        List<String> entries = Stream.concat(models.names().stream(), noted.filter(models::has).stream())
                .distinct()
                .filter(name -> sent.equals(sentBy(name, models).name()))
                .toList();
        entries = best(entries, name -> noted.equals(Optional.of(name)));
        entries = best(entries, name -> isLike(sentBy(name, models), recorded));
        entries = best(entries, name -> Objects.equals(sentBy(name, models).temperature(), recorded.temperature()));
        entries = best(entries, sent::equals);
        if (entries.size() == 1) {
            return entries.get(0);
        }
        Phrase task = RoleText.of(role);
        if (models.file().isEmpty()) {
            throw new UsageException("refused.resume.config", sent, task);
        }
        Path file = models.file().get();
        throw entries.isEmpty()
                ? new UsageException("refused.resume.model.none", file, sent, task)
                : new UsageException("refused.resume.model.many", file, sent, task, entries);
    }

    /** Those that fit, or all if none does. */
    private static List<String> best(List<String> entries, Predicate<String> fits) {
        List<String> fitting = entries.stream().filter(fits).toList();
        return fitting.isEmpty() ? entries : fitting;
    }

    private static boolean isLike(ModelSettings entry, ModelSettings recorded) {
        return Objects.equals(entry.maxOutputTokens(), recorded.maxOutputTokens())
                && Objects.equals(entry.topP(), recorded.topP())
                && Objects.equals(entry.seed(), recorded.seed());
    }
}
