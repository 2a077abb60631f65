package io.github.spo4j.examples.cli;

import io.github.spo4j.langchain4j.ModelsConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the models' config file. */
final class ConfigOption {

    @Option(names = "--config", paramLabel = "FILE")
    private @Nullable Path file;

    ModelsConfig read() {
        if (file != null) {
            return ModelsConfig.read(file);
        }
        return ModelsConfig.find(Path.of("")).orElseThrow(() -> new UsageException("refused.config.none"));
    }
}
