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
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that extract a folder, killed at moments that are drawn. */
@Timeout(300)
class KilledExtractionTest {

    private static final long SEED = 31;
    private static final int KILLS = 2;
    private static final int THOROUGH_KILLS = 5;
    private static final int ARTICLES = 60;
    private static final int IN_FLIGHT = 8;

    @TempDir
    private Path folder;

    private List<String> command(SimulatedServer server, String out) throws IOException {
        Path config = folder.resolve("config2.yaml");
        Files.writeString(config, "models:\n  m:\n    base_url: " + server.baseUrl() + "\n    api_key: none\n");
        return List.of(
                "extract",
                "--config",
                config.toString(),
                "--input",
                folder.resolve("in").toString(),
                "--out",
                folder.resolve(out).toString(),
                "--concurrency",
                Integer.toString(IN_FLIGHT));
    }

    private Process start(SimulatedServer server, String out) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.language=en",
                "-cp",
                System.getProperty("java.class.path"),
                Spo.class.getName()));
        words.addAll(command(server, out));
        return new ProcessBuilder(Signals.heeded(words))
                .redirectOutput(folder.resolve(out + ".out").toFile())
                .redirectError(folder.resolve(out + ".err").toFile())
                .start();
    }

    private long journalledCalls(String out) throws IOException {
        Path journal = folder.resolve(out).resolve(".extract/journal.jsonl");
        if (Files.notExists(journal)) {
            return 0;
        }
        String text = Files.readString(journal);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("{\"kind\":\"call\""))
                .count();
    }

    private Map<String, String> profiles(String out) throws IOException {
        Map<String, String> profiles = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve(out).resolve("single_articles"))) {
            for (Path file : files.toList()) {
                profiles.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return profiles;
    }

    private void writeArticles(int from, int to) throws IOException {
        Files.createDirectories(folder.resolve("in"));
        for (int i = from; i < to; i++) {
            Files.writeString(folder.resolve("in/" + i + ".md"), "Article " + i + " has a number. I wrote it.");
        }
    }

    @Test
    void no_article_that_was_answered_for_is_paid_for_twice() throws Exception {
        killAndGoOn(KILLS);
    }

    @Test
    @Tag("thorough")
    void killed_five_times_no_article_that_was_answered_for_is_paid_for_twice() throws Exception {
        killAndGoOn(THOROUGH_KILLS);
    }

    private void killAndGoOn(int kills) throws Exception {
        writeArticles(0, ARTICLES);
        SimulatedModel model = SimulatedModel.builder().build();
        try (SimulatedServer server = SimulatedServer.startRepeatable(model, Duration.ofMillis(15))) {
            CommandLineTexts undisturbed =
                    new CommandLineTexts(command(server, "undisturbed").toArray(String[]::new));
            assertThat(undisturbed.status()).as(undisturbed.err()).isZero();
            Random random = new Random(SEED);
            for (int kill = 0; kill < kills; kill++) {
                String out = "killed" + kill;
                int before = server.requests();
                int moment = 1 + random.nextInt(ARTICLES);
                Process process = start(server, out);
                server.awaitRequests(before + moment);
                process.destroyForcibly().waitFor();
                // Sent and not recorded: under way, or answered and not on the disk yet.
                long inFlight = server.requests() - before - journalledCalls(out);
                assertThat(inFlight)
                        .as("seed %d, kill %d at request %d", SEED, kill, moment)
                        .isLessThanOrEqualTo(IN_FLIGHT);

                CommandLineTexts resumed =
                        new CommandLineTexts(command(server, out).toArray(String[]::new));

                assertThat(resumed.status()).as(resumed.err()).isZero();
                assertThat(server.requests() - before)
                        .as("seed %d, kill %d at request %d, %d in flight", SEED, kill, moment, inFlight)
                        .isEqualTo(Math.toIntExact(ARTICLES + inFlight));
                assertThat(profiles(out)).isEqualTo(profiles("undisturbed"));
            }
            System.out.printf(
                    "%d kills of the extraction of %d articles, seed %d: none that was recorded paid for twice%n",
                    kills, ARTICLES, SEED);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no signal to send")
    void ctrl_c_stops_it_while_models_hang_and_the_same_command_goes_on() throws Exception {
        SimulatedModel model = SimulatedModel.builder().build();
        try (SimulatedServer server = SimulatedServer.startRepeatable(model, Duration.ZERO);
                SimulatedServer hanging = SimulatedServer.startRepeatable(model, Duration.ofHours(1))) {
            writeArticles(0, 10);
            new CommandLineTexts(command(server, "out").toArray(String[]::new));
            writeArticles(10, ARTICLES);
            Process process = start(hanging, "out");
            hanging.awaitRequests(IN_FLIGHT);
            long signalled = System.nanoTime();
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            System.out.printf("Ctrl-C ended the extraction after %d ms%n", (System.nanoTime() - signalled) / 1_000_000);
            assertThat(process.exitValue()).isEqualTo(ExitStatus.INTERRUPTED);
            assertThat(Files.readString(folder.resolve("out.err")))
                    .containsOnlyOnce(
                            "Interrupted. Nothing that was paid for is lost: the same command resumes from here.")
                    .doesNotContain("\tat ");
            CommandLineTexts again = new CommandLineTexts(command(server, "out").toArray(String[]::new));
            assertThat(again.status()).as(again.err()).isZero();
            assertThat(again.out()).contains("Done: " + (ARTICLES - 10), "Skipped: 10");
            assertThat(server.requests()).isEqualTo(ARTICLES);
        }
    }
}
