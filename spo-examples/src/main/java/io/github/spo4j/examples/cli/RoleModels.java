package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for the model of each role: the role's own comes before that for all, and both before the file. */
final class RoleModels {

    private static final double OPTIMIZING = 0.7;

    @Option(names = "--opt-model", paramLabel = "MODEL")
    private @Nullable String optimizing;

    @Option(names = "--opt-temp", paramLabel = "T", converter = Numbers.Temperature.class)
    private @Nullable Double optimizingTemperature;

    @Mixin
    private EvaluationModels evaluation;

    RoleModels(Environment environment) {
        evaluation = new EvaluationModels(environment); // picocli keeps it; without picocli, no option is given
    }

    List<Role> roles() {
        Role optimizer =
                new Role(ModelRole.OPTIMIZE, "--opt-model", orElse(optimizing), optimizingTemperature, OPTIMIZING);
        return Stream.concat(Stream.of(optimizer), evaluation.roles().stream()).toList();
    }

    /** The model of another role: that of its own option, else the one for all; null if neither is given. */
    @Nullable
    String orElse(@Nullable String own) {
        return evaluation.orElse(own);
    }

    void configure(PromptOptimizer.Builder optimizer, Words words, PrintWriter err) {
        ModelsConfig models = noted(config(), words, err);
        Role.requireAll(models, roles());
        describe(optimizer, models, Role::portIn);
    }

    /**
     * Describes the models without a way to them, so that no key is needed. Without a config file they need no name
     * either.
     *
     * @return whether each has a name
     */
    boolean describe(PromptOptimizer.Builder optimizer, Words words, PrintWriter err) {
        ModelsConfig models = noted(config(), words, err);
        boolean named = models.file().isPresent() || roles().stream().anyMatch(role -> role.model() != null);
        if (named) {
            Role.requireAll(models, roles());
        }
        describe(optimizer, models, (role, config) -> request -> {
            throw new IllegalStateException("nobody is asked");
        });
        return named;
    }

    private void describe(
            PromptOptimizer.Builder optimizer,
            ModelsConfig models,
            BiFunction<Role, ModelsConfig, ChatModelPort> ports) {
        for (Role role : roles()) {
            role.nameIn(models).ifPresent(name -> optimizer.note(entryNote(role.role()), name));
            ChatModelPort port = ports.apply(role, models);
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
}
