package io.github.spo4j.examples.cli;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo serve}: the service. What it is made of is in {@link Service}, so that no other command has to load it. */
@Command(
        name = "serve",
        description =
                "Serves the page and the HTTP interface for a team. Jobs are kept when it ends and go on when it is "
                        + "started again, or on another machine that shares the database.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example, without a key:", "  spo serve --offline"})
final class ServeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            converter = Numbers.CountFromZero.class,
            description = "The port to listen on; 0 for any that is free. Default: ${DEFAULT-VALUE}.")
    int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen on. Any but this machine's own needs --token. Default: "
                    + "${DEFAULT-VALUE}.")
    String host;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = "A further name by which it may be called, such as that of a proxy. Can be repeated.")
    @Nullable
    Set<String> names;

    @Option(
            names = "--token",
            paramLabel = "FILE",
            description = "A file with the token that requests must carry, or several, one a line: each sees the jobs "
                    + "made with it alone. Default: none.")
    @Nullable
    Path tokens;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "The folder of the embedded database. Default: ${DEFAULT-VALUE}.")
    Path data;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "A PostgreSQL in its place, which several machines can share: "
                    + "jdbc:postgresql://HOST/NAME?user=…&password=…")
    @Nullable
    String database;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "32",
            converter = Numbers.Count.class,
            description = "How many jobs to work at at a time. Default: ${DEFAULT-VALUE}.")
    int jobs;

    @Mixin
    RoleModels models;

    @Option(
            names = "--llm-model",
            paramLabel = "MODEL",
            description = "Model that describes styles. Default: the only model of the config file, else "
                    + RoleModels.WORKER + ".")
    @Nullable
    String describing;

    @Option(
            names = "--temp",
            paramLabel = "T",
            converter = Numbers.Temperature.class,
            description = "Its temperature. Default: that of the config file, else the model's own.")
    @Nullable
    Double describingTemperature;

    @Mixin
    CallOptions calls;

    @Mixin
    BudgetOptions budget;

    @Option(
            names = "--offline",
            description = "Call no model: a simulation answers, to see how it works without a key.")
    boolean offline;

    @Option(names = "--verbose", description = "Show where an error comes from.")
    @SuppressWarnings("UnusedVariable") // read from what was parsed, when an error is shown
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    private ServeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        return new Service(this, spec.commandLine()).run();
    }
}
