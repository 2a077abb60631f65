package io.github.spo4j.examples.cli;

import io.github.spo4j.langchain4j.ModelsConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The option for the model of all roles, and the one for the config file. */
final class ModelOption {

    @Option(names = "--model", paramLabel = "MODEL")
    private @Nullable String model;

    @Mixin
    private ConfigOption config;

    ModelOption(Environment environment) {
        config = new ConfigOption(environment); // picocli keeps it
    }

    /** The model of a role: that of its own option, else the one for all; null if neither is given. */
    @Nullable
    String orElse(@Nullable String own) {
        return own != null ? own : model;
    }

    ModelsConfig config() {
        return config.read();
    }
}
