package io.github.spo4j.examples.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo serve}: the service. Its parts are in {@link Service}, so that other commands need not load them. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo serve --offline --port 0"})
final class ServeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8080", converter = Numbers.Port.class)
    int port;

    @Option(names = "--host", paramLabel = "ADDRESS", defaultValue = "127.0.0.1")
    String host;

    @Option(names = "--allow-host", paramLabel = "NAME")
    @Nullable
    Set<String> names;

    @Option(names = "--token", paramLabel = "FILE")
    @Nullable
    Path tokens;

    @Option(names = "--data", paramLabel = "DIR", defaultValue = "data")
    Path data;

    @Option(names = "--database", paramLabel = "URL")
    @Nullable
    String database;

    @Option(names = "--database-password", paramLabel = "FILE")
    @Nullable
    Path databasePassword;

    @Option(names = "--keep", paramLabel = "TIME", converter = Numbers.Age.class)
    @Nullable
    Duration keep;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "32", converter = Numbers.Count.class)
    int jobs;

    @Mixin
    RoleModels models;

    @Option(names = Service.FLAG, paramLabel = "MODEL")
    @Nullable
    String describing;

    @Option(names = "--temp", paramLabel = "T", converter = Numbers.Temperature.class)
    @Nullable
    Double describingTemperature;

    @Mixin
    CallOptions calls;

    @Mixin
    BudgetOptions budget;

    @Option(names = "--offline")
    boolean offline;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    ServeCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        return new Service(this, words, spec.commandLine()).run();
    }
}
