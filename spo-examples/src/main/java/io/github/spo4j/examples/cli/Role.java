package io.github.spo4j.examples.cli;

import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A role with the options for it.
 *
 * @param role the task
 * @param flag the option for its model
 * @param model the model that options name, or null if none does
 * @param temperature the temperature that an option sets, or null
 * @param usualTemperature the temperature if neither an option nor the config file sets one, or null for the model's
 *     own
 */
record Role(
        ModelRole role,
        String flag,
        @Nullable String model,
        @Nullable Double temperature,
        @Nullable Double usualTemperature) {

    /** The model that an option names, else the config file; empty if neither does. */
    Optional<String> nameIn(ModelsConfig config) {
        return Optional.ofNullable(model)
                .or(() -> Optional.ofNullable(config.roles().get(role)));
    }

    ChatModelPort portIn(ModelsConfig config) {
        return config.port(nameIn(config).orElseThrow());
    }

    ModelSettings settingsIn(ModelsConfig config) {
        ModelSettings settings = nameIn(config).map(config::settings).orElseGet(ModelSettings::unset);
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

    /** What is wrong with the role; empty if there is a model for it. */
    Optional<Phrase> missingIn(ModelsConfig config) {
        Optional<String> name = nameIn(config);
        if (name.isEmpty()) {
            return Optional.of(Phrase.of("refused.role", task(), flag));
        }
        return name.filter(any -> !config.has(any))
                .map(any -> Phrase.of("refused.model", any, task(), flag, DidYouMean.hint(any, config.names())));
    }

    /** Refuses roles without a model, all at once, so that they can be given at once. */
    static void requireAll(ModelsConfig models, List<Role> roles) {
        List<Phrase> unknown = roles.stream()
                .filter(role -> role.nameIn(models).isPresent())
                .flatMap(role -> role.missingIn(models).stream())
                .toList();
        if (!unknown.isEmpty()) {
            throw models.names().isEmpty()
                    ? new UsageException("refused.providers", joined(unknown))
                    : new UsageException("refused.models", joined(unknown), models.names());
        }
        List<Phrase> open =
                roles.stream().flatMap(role -> role.missingIn(models).stream()).toList();
        if (!open.isEmpty()) {
            throw models.file().isEmpty()
                    ? new UsageException("refused.config.none")
                    : new UsageException("refused.roles", models.file().get(), models.names(), open);
        }
    }

    private static Phrase joined(List<Phrase> unknown) {
        return unknown.stream()
                .reduce((some, more) -> Phrase.of("refused.models.more", some, more))
                .orElseThrow();
    }
}
