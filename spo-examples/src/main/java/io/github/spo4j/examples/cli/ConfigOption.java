package io.github.spo4j.examples.cli;

import io.github.spo4j.langchain4j.ModelsConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the models' config file. */
final class ConfigOption {

    private final Environment environment;

    @Option(names = "--config", paramLabel = "FILE")
    private @Nullable Path file;

    ConfigOption(Environment environment) {
        this.environment = environment;
    }

    /** The models of the file; without a file those that are named with their provider. */
    ModelsConfig read() {
        if (file != null) {
            return ModelsConfig.read(file, environment::variable);
        }
        return ModelsConfig.find(Path.of(""), environment::variable)
                .orElseGet(() -> ModelsConfig.withoutFile(environment::variable));
    }
}
