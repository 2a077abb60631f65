package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for the model of each role. An option overrides the config file, which overrides the default. */
final class RoleModels {

    private static final double OPTIMIZING = 0.7;
    private static final String REWRITER = "claude-3-5-sonnet-20240620";
    static final String WORKER = "gpt-4o-mini";

    @Option(names = "--opt-model", paramLabel = "MODEL")
    private @Nullable String optimizing;

    @Option(names = "--opt-temp", paramLabel = "T", converter = Numbers.Temperature.class)
    private @Nullable Double optimizingTemperature;

    @Mixin
    private EvaluationModels evaluation = new EvaluationModels(); // picocli keeps it; without picocli, the defaults

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    RoleModels() {}

    /** One role: its task, the requested model, and the default. */
    record Role(
            ModelRole role,
            String flag,
            @Nullable String model,
            String usualModel,
            @Nullable Double temperature,
            @Nullable Double usualTemperature) {

        String modelIn(ModelsConfig config) {
            return model != null ? model : config.onlyName().orElse(usualModel);
        }

        ModelSettings settingsIn(ModelsConfig config) {
            ModelSettings settings = config.settings(modelIn(config));
            if (temperature != null) {
                return settings.temperature(temperature);
            }
            return settings.temperature() == null && usualTemperature != null
                    ? settings.temperature(usualTemperature)
                    : settings;
        }

        private Phrase task() {
            return Phrase.of("task." + RoleText.name(role));
        }

        /** What is wrong with the role; empty if the file has its model. */
        Optional<Phrase> missingIn(ModelsConfig config) {
            String name = modelIn(config);
            return config.names().contains(name)
                    ? Optional.empty()
                    : Optional.of(
                            Phrase.of("refused.model", name, task(), flag, DidYouMean.hint(name, config.names())));
        }
    }

    List<Role> roles() {
        Role optimizer =
                new Role(ModelRole.OPTIMIZE, "--opt-model", optimizing, REWRITER, optimizingTemperature, OPTIMIZING);
        return Stream.concat(Stream.of(optimizer), evaluation.roles().stream()).toList();
    }

    void configure(PromptOptimizer.Builder optimizer, Words words, PrintWriter err) {
        ModelsConfig models = noted(config(), words, err);
        requireEntries(models, roles());
        for (Role role : roles()) {
            optimizer.note(entryNote(role.role()), role.modelIn(models));
            ChatModelPort port = models.port(role.modelIn(models));
            ModelSettings settings = role.settingsIn(models);
            switch (role.role()) {
                case OPTIMIZE -> optimizer.optimizeWith(port, settings);
                case EVALUATE -> optimizer.evaluateWith(port, settings);
                case EXECUTE -> optimizer.executeWith(port, settings);
                case EXTRACT, MERGE -> throw new IllegalStateException("no role of a run: " + role);
            }
        }
    }

    /** The name under which a run notes which entry of the config file a role used. */
    static String entryNote(ModelRole role) {
        return RoleText.name(role) + ".entry";
    }

    static ModelsConfig noted(ModelsConfig models, Words words, PrintWriter err) {
        models.notices().forEach(notice -> err.println(words.say("note", notice)));
        return models;
    }

    ModelsConfig config() {
        return evaluation.config();
    }

    /** Reports all roles at once, so that they can be fixed at once. */
    static void requireEntries(ModelsConfig models, List<Role> roles) {
        List<Phrase> missing =
                roles.stream().flatMap(role -> role.missingIn(models).stream()).toList();
        missing.stream()
                .reduce((some, more) -> Phrase.of("refused.models.more", some, more))
                .ifPresent(all -> {
                    throw new UsageException("refused.models", all, models.names());
                });
    }
}
