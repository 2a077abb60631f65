package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptComparison;
import io.github.spo4j.examples.cli.RoleModels.Role;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ModelRole;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for the models that judge and answer. An option overrides the config file, which overrides the default. */
final class EvaluationModels {

    private static final double JUDGING = 0.3;
    private static final double EXECUTING = 0;

    @Option(names = "--eval-model", paramLabel = "MODEL")
    private @Nullable String judging;

    @Option(names = "--eval-temp", paramLabel = "T", converter = Numbers.Temperature.class)
    private @Nullable Double judgingTemperature;

    @Option(names = "--exec-model", paramLabel = "MODEL")
    private @Nullable String executing;

    @Option(names = "--exec-temp", paramLabel = "T", converter = Numbers.Temperature.class)
    private @Nullable Double executingTemperature;

    @Mixin
    private ConfigOption config;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    EvaluationModels() {}

    List<Role> roles() {
        return List.of(
                new Role(ModelRole.EVALUATE, "--eval-model", judging, RoleModels.WORKER, judgingTemperature, JUDGING),
                new Role(
                        ModelRole.EXECUTE,
                        "--exec-model",
                        executing,
                        RoleModels.WORKER,
                        executingTemperature,
                        EXECUTING));
    }

    ModelsConfig config() {
        return config.read();
    }

    void configure(PromptComparison.Builder comparison, Words words, PrintWriter err) {
        ModelsConfig models = RoleModels.noted(config(), words, err);
        RoleModels.requireEntries(models, roles());
        Role judge = roles().get(0);
        Role worker = roles().get(1);
        comparison.evaluateWith(models.port(judge.modelIn(models)), judge.settingsIn(models));
        comparison.executeWith(models.port(worker.modelIn(models)), worker.settingsIn(models));
    }
}
