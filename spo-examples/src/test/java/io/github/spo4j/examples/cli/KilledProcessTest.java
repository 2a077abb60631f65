package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes against a real server, killed at moments that are drawn. */
@Timeout(300)
class KilledProcessTest {

    private static final long SEED = 20;
    private static final int KILLS = 2;
    private static final int THOROUGH_KILLS = 20;

    @TempDir
    private Path folder;

    private String[] command(SimulatedServer server, String name, String... more) throws IOException {
        Path config = folder.resolve("config2.yaml");
        if (Files.notExists(config)) {
            Files.writeString(config, "models:\n  m:\n    base_url: " + server.baseUrl() + "\n    api_key: none\n");
        }
        List<String> command = new ArrayList<>(List.of(
                "optimize",
                "--config",
                config.toString(),
                "--workspace",
                folder.resolve("w").toString(),
                "--name",
                name,
                "--max-rounds",
                "5",
                "--seed",
                "3"));
        command.addAll(List.of(more));
        return command.toArray(String[]::new);
    }

    /** Starts the command line in a process of its own. */
    private Process start(SimulatedServer server, String name, String... more) throws IOException {
        return start(name, command(server, name, more));
    }

    private Process startOffline(String... arguments) throws IOException {
        return start("offline", arguments);
    }

    private Process start(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.language=en",
                "-cp",
                System.getProperty("java.class.path"),
                Spo.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(Signals.heeded(command))
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile())
                .start();
    }

    private void runToTheEnd(SimulatedServer server, String name) throws IOException {
        CommandLineTexts run = new CommandLineTexts(command(server, name));
        assertThat(run.status()).as(run.err()).isZero();
    }

    private long journalledCalls(String name) throws IOException {
        Path journal = folder.resolve("w").resolve(name).resolve("journal.jsonl");
        if (Files.notExists(journal)) {
            return 0;
        }
        String text = Files.readString(journal);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("{\"kind\":\"call\""))
                .count();
    }

    private String prompts(String name) throws IOException {
        return Files.readString(folder.resolve("w").resolve(name).resolve("prompts/results.json"))
                .replaceAll("\"time\": \"[^\"]*\"", "");
    }

    @Test
    void a_killed_run_pays_for_no_finished_call_again() throws Exception {
        killAndGoOn(KILLS);
    }

    @Test
    @Tag("thorough")
    void of_20_killed_runs_none_pays_for_a_finished_call_again() throws Exception {
        killAndGoOn(THOROUGH_KILLS);
    }

    private void killAndGoOn(int kills) throws Exception {
        SimulatedModel model = SimulatedModel.builder().seed(9).build();
        try (SimulatedServer server = SimulatedServer.startRepeatable(model, Duration.ofMillis(15))) {
            runToTheEnd(server, "undisturbed");
            int calls = server.requests();
            assertThat(journalledCalls("undisturbed")).isEqualTo(calls);
            String result = prompts("undisturbed");

            Random random = new Random(SEED);
            for (int kill = 0; kill < kills; kill++) {
                int moment = 1 + random.nextInt(calls);
                String name = "killed" + kill;
                int before = server.requests();
                Process process = start(server, name);
                server.awaitRequests(before + moment);
                process.destroyForcibly().waitFor();
                int sent = server.requests() - before;
                long inFlight = sent - journalledCalls(name);

                runToTheEnd(server, name);

                assertThat(server.requests() - before)
                        .as("seed %d, kill %d at request %d of %d, %d in flight", SEED, kill, moment, calls, inFlight)
                        .isLessThanOrEqualTo(Math.toIntExact(calls + inFlight));
                assertThat(inFlight).isLessThanOrEqualTo(3);
                assertThat(prompts(name)).as("seed %d, kill %d", SEED, kill).isEqualTo(result);
            }
            System.out.printf(
                    "%d kills of a run of %d calls, seed %d: no finished call paid again%n", kills, calls, SEED);
        }
    }

    @Test
    void a_killed_offline_run_that_is_resumed_equals_one_that_was_not() throws Exception {
        String workspace = folder.resolve("w").toString();
        String[] options = {"--offline", "--workspace", workspace, "--max-rounds", "12", "--seed", "7"};
        CommandLineTexts whole = new CommandLineTexts(with(options, "optimize", "--name", "whole"));
        assertThat(whole.status()).as(whole.err()).isZero();

        Process process = startOffline(with(options, "optimize", "--name", "killed"));
        Path journal = folder.resolve("w").resolve("killed").resolve("journal.jsonl");
        while (process.isAlive() && journalledCalls("killed") < 5) {
            assertThat(process.waitFor(1, TimeUnit.MILLISECONDS) && Files.notExists(journal))
                    .isFalse();
        }
        process.destroyForcibly().waitFor();
        long before = journalledCalls("killed");
        CommandLineTexts resumed = new CommandLineTexts(
                "resume", folder.resolve("w").resolve("killed").toString(), "--offline", "--max-rounds", "12");

        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(before).as("calls before the kill").isLessThan(journalledCalls("whole"));
        assertThat(prompts("killed")).isEqualTo(prompts("whole"));
    }

    private static String[] with(String[] options, String... first) {
        return Stream.concat(Stream.of(first), Stream.of(options)).toArray(String[]::new);
    }

    @Test
    void five_kills_under_one_limit_spend_no_more_than_was_in_flight_beside_it() throws Exception {
        int limit = 24;
        SimulatedModel model = SimulatedModel.builder().seed(9).build();
        try (SimulatedServer server = SimulatedServer.startRepeatable(model, Duration.ofMillis(15))) {
            Random random = new Random(SEED);
            long lost = 0;
            for (int kill = 0; kill < 5; kill++) {
                Process process = start(server, "limited", "--max-calls", "" + limit);
                server.awaitRequests(server.requests() + 1 + random.nextInt(4));
                process.destroyForcibly().waitFor();
                lost = server.requests() - journalledCalls("limited");
            }
            CommandLineTexts last = new CommandLineTexts(command(server, "limited", "--max-calls", "" + limit));

            assertThat(last.status()).as(last.err()).isZero();
            assertThat(last.out()).contains("Stopped: the budget is spent.");
            assertThat(journalledCalls("limited")).isLessThanOrEqualTo(limit).isGreaterThan(limit - 3);
            assertThat(server.requests() - lost).as("seed %d", SEED).isLessThanOrEqualTo(limit);
            assertThat(lost).as("in flight at five kills").isLessThanOrEqualTo(5 * 3);
            System.out.printf(
                    "5 kills under a limit of %d calls, seed %d: %d requests, %d of them in flight at a kill%n",
                    limit, SEED, server.requests(), lost);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no signal to send")
    void ctrl_c_stops_it_while_models_hang_and_says_how_to_go_on() throws Exception {
        SimulatedModel model = SimulatedModel.builder().seed(9).build();
        try (SimulatedServer hanging = SimulatedServer.startRepeatable(model, Duration.ofHours(1))) {
            Process process = start(hanging, "hanging");
            hanging.awaitRequests(3);
            long signalled = System.nanoTime();
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            System.out.printf("Ctrl-C ended the process after %d ms%n", (System.nanoTime() - signalled) / 1_000_000);
            assertThat(process.exitValue()).isEqualTo(ExitStatus.INTERRUPTED);
            assertThat(Files.readString(folder.resolve("hanging.err")))
                    .contains("Interrupted. Nothing that was paid for is lost: the same command resumes from here.")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void a_second_process_on_the_same_run_is_told_who_has_it() throws Exception {
        SimulatedModel model = SimulatedModel.builder().seed(9).build();
        try (SimulatedServer hanging = SimulatedServer.startRepeatable(model, Duration.ofHours(1))) {
            Process first = start(hanging, "same");
            try {
                hanging.awaitRequests(3);
                CommandLineTexts second = new CommandLineTexts(
                        "optimize",
                        "--offline",
                        "--workspace",
                        folder.resolve("w").toString(),
                        "--name",
                        "same");

                assertThat(second.status()).isEqualTo(ExitStatus.RUN);
                assertThat(second.err()).contains("is in use by another run (pid " + first.pid() + ", host ", "since ");
            } finally {
                first.destroyForcibly().waitFor();
            }
        }
    }
}
