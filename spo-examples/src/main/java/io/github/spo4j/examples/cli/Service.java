package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.server.AccessToken;
import io.github.spo4j.examples.server.HttpLimits;
import io.github.spo4j.examples.server.ServerSettings;
import io.github.spo4j.examples.server.SpoServer;
import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.server.job.JobModels;
import io.github.spo4j.examples.server.job.JobSetup;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ModelRole;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The service with the options of {@link ServeCommand}. */
final class Service {

    static final String FLAG = "--llm-model";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ServeCommand options;
    private final Words words;
    private final PrintWriter out;
    private final PrintWriter err;

    Service(ServeCommand options, Words words, CommandLine command) {
        this.options = options;
        this.words = words;
        out = command.getOut();
        err = command.getErr();
    }

    /** Serves until the process is told to end, or the calling thread is interrupted. */
    int run() {
        SpoServer server = started();
        CountDownLatch ended = new CountDownLatch(1);
        Thread ending = new Thread(
                () -> {
                    end(server);
                    ended.countDown();
                },
                "spo-ending");
        Runtime.getRuntime().addShutdownHook(ending);
        out.println(server.url());
        out.flush();
        err.println(words.say("serve.running"));
        CompletableFuture<String> lost = server.lost();
        CompletableFuture<Void> unused = lost.thenRun(ended::countDown);
        try {
            ended.await();
            return lost.isDone() ? lost(ending, server, lost.join()) : ExitStatus.DONE;
        } catch (InterruptedException e) {
            if (isForgotten(ending)) {
                end(server);
            }
            Thread.currentThread().interrupt();
            return ExitStatus.INTERRUPTED;
        }
    }

    private int lost(Thread ending, SpoServer server, String why) {
        if (isForgotten(ending)) {
            err.println(words.say("serve.lost", why));
            server.close();
        }
        return ExitStatus.BUG;
    }

    private void end(SpoServer server) {
        err.println(words.say("serve.ending", PATIENCE.toSeconds()));
        server.close(PATIENCE);
    }

    private static boolean isForgotten(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return false; // the process is ending and waits for the hook
        }
    }

    private SpoServer started() {
        try {
            return SpoServer.start(new ServerSettings(
                    options.host,
                    options.port,
                    options.names == null ? Set.of() : options.names,
                    tokens(options.tokens),
                    options.data,
                    database(),
                    new JobSetup(
                            models(),
                            options.calls.policy(),
                            SimplifiedChinese::of,
                            JobLimits.standard().most(options.budget.budget()).keep(options.keep),
                            options.jobs,
                            JobSetup.USUAL_SILENCE),
                    HttpLimits.standard(),
                    new Spo.Version(words).getVersion()[0]));
        } catch (IllegalArgumentException e) { // an address, a token or a database that cannot be used
            throw UsageException.of(e);
        }
    }

    private @Nullable String database() {
        if (options.database == null) {
            return null;
        }
        if (DatabasePassword.isIn(options.database)) {
            err.println(words.say("note", words.say("serve.password.seen")));
        }
        return new DatabasePassword(options.databasePassword, System::getenv).addedTo(options.database);
    }

    private JobModels models() {
        if (options.offline) {
            err.println(words.say("simulated"));
            return new SimulatedModels();
        }
        ModelsConfig config = RoleModels.noted(options.models.config(), words, err);
        List<Role> roles = new ArrayList<>(options.models.roles());
        String describing = options.models.orElse(options.describing);
        roles.add(new Role(ModelRole.EXTRACT, FLAG, describing, options.describingTemperature, null));
        return new ServiceModels(config, roles);
    }

    private static List<AccessToken> tokens(@Nullable Path tokens) {
        if (tokens == null) {
            return List.of();
        }
        try {
            List<AccessToken> read = Files.readAllLines(tokens).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(AccessToken::of)
                    .toList();
            if (read.isEmpty()) {
                throw new UsageException("refused.token.none", tokens);
            }
            return read;
        } catch (IOException e) {
            throw new UsageException("refused.token.file", tokens);
        }
    }
}
