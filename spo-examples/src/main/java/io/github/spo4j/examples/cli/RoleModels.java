package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ModelSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which model plays which role. A flag beats the config file, which beats the default. */
final class RoleModels {

    private static final double OPTIMIZING = 0.7;
    private static final double JUDGING = 0.3;
    private static final double EXECUTING = 0;
    private static final String REWRITER = "claude-3-5-sonnet-20240620";
    static final String WORKER = "gpt-4o-mini";

    @Option(
            names = "--opt-model",
            paramLabel = "MODEL",
            description = "Model that rewrites the prompt. Default: the only model of the config file, else " + REWRITER
                    + ".")
    private @Nullable String optimizing;

    @Option(
            names = "--opt-temp",
            paramLabel = "T",
            converter = Numbers.Temperature.class,
            description = "Its temperature. Default: that of the config file, else " + OPTIMIZING + ".")
    private @Nullable Double optimizingTemperature;

    @Option(
            names = "--eval-model",
            paramLabel = "MODEL",
            description =
                    "Model that compares answers. Default: the only model of the config file, else " + WORKER + ".")
    private @Nullable String judging;

    @Option(
            names = "--eval-temp",
            paramLabel = "T",
            converter = Numbers.Temperature.class,
            description = "Its temperature. Default: that of the config file, else " + JUDGING + ".")
    private @Nullable Double judgingTemperature;

    @Option(
            names = "--exec-model",
            paramLabel = "MODEL",
            description = "Model that the prompt is made for. Default: the only model of the config file, else "
                    + WORKER + ".")
    private @Nullable String executing;

    @Option(
            names = "--exec-temp",
            paramLabel = "T",
            converter = Numbers.Temperature.class,
            description = "Its temperature. Default: that of the config file, else " + EXECUTING + ".")
    private @Nullable Double executingTemperature;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Where the models are configured. Default: config/config2.yaml, else config2.yaml.")
    private @Nullable Path file;

    /** One role: its name, what was asked for, and what holds without. */
    record Role(
            String name,
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
    }

    void configure(PromptOptimizer.Builder optimizer, PrintWriter err) {
        ModelsConfig config = config(file);
        config.notices().forEach(notice -> err.println("note: " + notice));
        Role rewriter =
                new Role("rewrites prompts", "--opt-model", optimizing, REWRITER, optimizingTemperature, OPTIMIZING);
        Role judge = new Role("compares answers", "--eval-model", judging, WORKER, judgingTemperature, JUDGING);
        Role worker = new Role("executes prompts", "--exec-model", executing, WORKER, executingTemperature, EXECUTING);
        requireEntries(config, List.of(rewriter, judge, worker));
        optimizer
                .optimizeWith(config.port(rewriter.modelIn(config)), rewriter.settingsIn(config))
                .evaluateWith(config.port(judge.modelIn(config)), judge.settingsIn(config))
                .executeWith(config.port(worker.modelIn(config)), worker.settingsIn(config));
    }

    static ModelsConfig config(@Nullable Path file) {
        if (file != null) {
            return ModelsConfig.read(file);
        }
        return ModelsConfig.find(Path.of(""))
                .orElseThrow(() -> new UsageException(
                        "no model is configured: describe one in config/config2.yaml (config2.example.yaml shows how), "
                                + "name another file with --config, or try it without a model with --offline"));
    }

    /** All roles at once, so that nobody has to mend one after the other. */
    static void requireEntries(ModelsConfig config, List<Role> roles) {
        List<String> missing = new ArrayList<>();
        for (Role role : roles) {
            String model = role.modelIn(config);
            if (!config.names().contains(model)) {
                missing.add("\"" + model + "\", which " + role.name() + " (" + role.flag() + ")");
            }
        }
        if (!missing.isEmpty()) {
            throw new UsageException("the config file has no model " + String.join("; no model ", missing)
                    + "; add it, or name one of " + String.join(", ", config.names()));
        }
    }
}
