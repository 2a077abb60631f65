package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

    private static final String KEY = "sk-this-is-never-shown-0123456789";

    @TempDir
    private Path folder;

    private CommandLineTexts doctor(String... options) {
        return doctor(Clock.systemUTC(), options);
    }

    private CommandLineTexts doctor(Clock clock, String... options) {
        String[] line = Stream.concat(
                        Stream.of("doctor", "--workspace", folder.resolve("w").toString()), Stream.of(options))
                .toArray(String[]::new);
        return new CommandLineTexts(Words.english(), clock, line);
    }

    private String config(String url, String more) throws IOException {
        return Files.writeString(
                        folder.resolve("config2.yaml"),
                        "models:\n  mine:\n    base_url: " + url + "\n    api_key: " + KEY + "\n" + more)
                .toString();
    }

    @Test
    void finds_a_machine_fit_that_runs_the_simulation() {
        CommandLineTexts run = doctor("--offline");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .hasSize(5)
                .allMatch(line -> line.matches("(ok|warn) +(java|terminal|clock|workspace|disk) +\\S.*"))
                .anyMatch(line -> line.contains(folder.resolve("w") + " can be written"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void asks_each_roles_model_once_and_shows_no_key() throws IOException {
        try (SimulatedServer server =
                SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
            String config = config(server.baseUrl(), "");

            CommandLineTexts run = doctor("--config", config);

            assertThat(run.status()).as(run.out()).isZero();
            assertThat(run.out())
                    .contains("config      " + config + " with mine")
                    .containsPattern("ok    optimize    mine (answers|can be reached)")
                    .containsPattern("ok    evaluate    mine (answers|can be reached)")
                    .containsPattern("ok    execute     mine (answers|can be reached)")
                    .containsPattern("ok    extract     mine (answers|can be reached)")
                    .doesNotContain(KEY);
            assertThat(server.requests()).isEqualTo(4);
        }
    }

    @Test
    void asks_nobody_where_that_is_not_wanted() throws IOException {
        CommandLineTexts run = doctor("--no-call", "--config", config("http://localhost:1/v1", ""));

        assertThat(run.status()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("ok    execute     mine has what it needs")
                .doesNotContain(KEY);
    }

    @Test
    void says_that_a_model_does_not_answer() throws IOException {
        String url;
        try (SimulatedServer server =
                SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
            url = server.baseUrl();
        }

        CommandLineTexts run = doctor("--config", config(url, ""));

        assertThat(run.status()).isEqualTo(ExitStatus.MODEL);
        assertThat(run.out())
                .contains("fail  execute     mine does not answer: ")
                .doesNotContain(KEY);
    }

    @Test
    void says_what_to_mend_in_the_config_file() throws IOException {
        CommandLineTexts run = doctor(
                "--no-call",
                "--exec-model",
                "mind",
                "--config",
                config("http://localhost:1/v1", "  other:\n    api_type: olama\n"),
                "--opt-model",
                "other",
                "--eval-model",
                "mine");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.out())
                .contains("fail  optimize", "did you mean ollama?")
                .contains("ok    evaluate    mine has what it needs")
                .contains(
                        "fail  execute     no model \"mind\", which executes prompts (--exec-model) (did you mean mine?)");
    }

    @Test
    void says_that_the_workspace_is_a_file() throws IOException {
        Files.writeString(folder.resolve("w"), "");

        CommandLineTexts run = doctor("--offline");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.out()).contains("fail  workspace", "is not a folder; name another with --workspace");
    }

    @Test
    void has_a_shape_for_programs() throws IOException {
        CommandLineTexts run = doctor("--offline", "--json");

        assertThat(run.out().lines()).hasSize(1);
        JsonNode findings = new ObjectMapper().readTree(run.out()).path("findings");
        assertThat(findings).hasSize(5);
        assertThat(findings.get(0).properties()).extracting(Map.Entry::getKey).containsExactly("state", "what", "text");
        assertThat(findings.get(0).path("state").asText()).isEqualTo("ok");
    }

    @Nested
    class Looks_at_the_clock {

        private Stream<String> clockBy(Clock clock) {
            CommandLineTexts run = doctor(clock, "--offline");
            assertThat(run.status()).as(run.out()).isZero();
            return run.out().lines().filter(line -> line.contains(" clock "));
        }

        private Clock fastBy(Duration ahead) {
            return Clock.offset(Clock.systemUTC(), ahead);
        }

        @Test
        void and_shows_what_it_says_if_it_may_be_right() {
            Clock clock = Clock.fixed(Instant.parse("2100-02-03T04:05:06Z"), ZoneOffset.UTC);

            assertThat(clockBy(clock)).first().isEqualTo("ok    clock       2100-02-03T04:05:06Z");
        }

        @Test
        void and_bears_a_disk_whose_clock_differs_a_little() {
            for (int seconds : List.of(-20, 0, 20)) {
                assertThat(clockBy(fastBy(Duration.ofSeconds(seconds))))
                        .as("%d s", seconds)
                        .singleElement()
                        .asString()
                        .matches("ok {4}clock {7}\\d{4}-\\d\\d-\\d\\dT\\S+Z");
            }
        }

        @Test
        void and_warns_of_one_that_stands_before_the_program_was_made() {
            Clock clock = Clock.fixed(Instant.parse("2025-12-31T23:59:59Z"), ZoneOffset.UTC);

            assertThat(clockBy(clock))
                    .first()
                    .isEqualTo("warn  clock       2025-12-31T23:59:59Z is in the past;"
                            + " set it, or no certificate of a server is valid yet and rounds are dated wrongly");
        }

        @Test
        void and_warns_of_a_disk_that_dates_files_ahead_of_it() {
            assertThat(clockBy(fastBy(Duration.ofHours(-1))))
                    .element(1)
                    .asString()
                    .matches("warn {2}clock {7}files in \\Q" + folder
                            + "\\E are dated 3[56]\\d\\d s ahead of this machine;"
                            + " set the clock that is wrong, or rounds are dated wrongly");
        }

        @Test
        void and_warns_of_a_disk_that_dates_files_behind_it() {
            assertThat(clockBy(fastBy(Duration.ofHours(1))))
                    .element(1)
                    .asString()
                    .matches("warn {2}clock {7}files in \\Q" + folder
                            + "\\E are dated 3[56]\\d\\d s behind this machine;"
                            + " set the clock that is wrong, or rounds are dated wrongly");
        }
    }
}
