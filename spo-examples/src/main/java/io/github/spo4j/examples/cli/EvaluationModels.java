package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptComparison;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ModelRole;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for the models that judge and answer. The role's option comes before that for all, and
 * both before the config file. */
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
    private ModelOption all;

    EvaluationModels(Environment environment) {
        all = new ModelOption(environment); // picocli keeps it
    }

    List<Role> roles() {
        return List.of(
                new Role(ModelRole.EVALUATE, "--eval-model", orElse(judging), judgingTemperature, JUDGING),
                new Role(ModelRole.EXECUTE, "--exec-model", orElse(executing), executingTemperature, EXECUTING));
    }

    @Nullable
    String orElse(@Nullable String own) {
        return all.orElse(own);
    }

    ModelsConfig config() {
        return all.config();
    }

    void configure(PromptComparison.Builder comparison, Words words, PrintWriter err) {
        ModelsConfig models = RoleModels.noted(config(), words, err);
        Role.requireAll(models, roles());
        Role judge = roles().get(0);
        Role worker = roles().get(1);
        comparison.evaluateWith(judge.portIn(models), judge.settingsIn(models));
        comparison.executeWith(worker.portIn(models), worker.settingsIn(models));
    }
}
