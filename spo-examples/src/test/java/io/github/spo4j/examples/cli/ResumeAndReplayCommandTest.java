package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.RunRequest;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumeAndReplayCommandTest {

    @TempDir
    private Path workspace;

    private CommandLineTexts optimize(String name, String... options) {
        return new CommandLineTexts(Stream.concat(
                        Stream.of("optimize", "--workspace", workspace.toString(), "--name", name, "--seed", "1"),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    private String folder(String name) {
        return workspace.resolve(name).toString();
    }

    private static JsonNode json(CommandLineTexts run) throws IOException {
        assertThat(run.status()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    /** What a run came to, without the place of its files. */
    private static String withoutPlace(JsonNode result) {
        ((ObjectNode) result).remove("files");
        return result.toString();
    }

    private String config(SimulatedServer server, String text) throws IOException {
        return Files.writeString(workspace.resolve("config2.yaml"), text.replace("URL", server.baseUrl()))
                .toString();
    }

    @Nested
    class Resume {

        @Test
        void comes_to_what_a_run_in_one_go_comes_to() throws IOException {
            assertThat(optimize("parts", "--max-rounds=3", "--offline", "--judge", "thorough", "--questions", "2")
                            .status())
                    .isZero();
            CommandLineTexts resumed =
                    new CommandLineTexts("resume", folder("parts"), "--offline", "--max-rounds", "5", "--json");
            CommandLineTexts whole = optimize(
                    "whole", "--offline", "--judge", "thorough", "--questions", "2", "--max-rounds=5", "--json");

            assertThat(resumed.err()).contains("rounds 4 to 5, seed 1");
            assertThat(withoutPlace(json(resumed))).isEqualTo(withoutPlace(json(whole)));
        }

        @Test
        void asks_the_models_that_the_run_has_asked() throws IOException {
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                String config = config(server, """
                        models:
                          mine: {base_url: URL, api_key: none, model: sent-name, temperature: 0.9}
                        """);
                assertThat(optimize("real", "--max-rounds=3", "--config", config)
                                .status())
                        .isZero();
                int before = server.requests();

                JsonNode more = json(
                        new CommandLineTexts("resume", folder("real"), "--config", config, "--max-rounds=4", "--json"));

                assertThat(more.at("/rounds")).hasSize(4);
                assertThat(server.requests()).isGreaterThan(before);
            }
        }

        @Test
        void does_not_mind_what_is_wrong_with_models_that_it_does_not_ask() throws IOException {
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                String config = config(server, """
                        models:
                          mine: {base_url: URL, api_key: none, model: sent-name}
                          other: {base_url: URL, api_key: none, model: "${NO_SUCH_MODEL_VARIABLE}"}
                        """);
                String[] mine = {"--opt-model=mine", "--eval-model=mine", "--exec-model=mine", "--config", config};
                assertThat(optimize(
                                        "real",
                                        Stream.concat(Stream.of("--max-rounds=2"), Stream.of(mine))
                                                .toArray(String[]::new))
                                .status())
                        .isZero();

                JsonNode more = json(
                        new CommandLineTexts("resume", folder("real"), "--config", config, "--max-rounds=3", "--json"));

                assertThat(more.at("/rounds")).hasSize(3);
            }
        }

        @Test
        void finds_the_entry_of_each_role_among_several_that_are_one_model() throws IOException {
            SimulatedModel model = SimulatedModel.builder().seed(5).build();
            try (SimulatedServer one = SimulatedServer.start(model, Duration.ZERO);
                    SimulatedServer other = SimulatedServer.start(model, Duration.ZERO)) {
                String config = config(one, """
                        models:
                          long: {base_url: URL, api_key: none, model: sent-name, max_tokens: 4000}
                          short: {base_url: OTHER, api_key: none, model: sent-name, max_tokens: 1500}
                        """.replace("OTHER", other.baseUrl()));
                assertThat(optimize(
                                        "real",
                                        "--max-rounds=2",
                                        "--opt-model=long",
                                        "--eval-model=long",
                                        "--exec-model=short",
                                        "--config",
                                        config)
                                .status())
                        .isZero();
                int before = one.requests();
                int answers = other.requests();

                JsonNode more = json(
                        new CommandLineTexts("resume", folder("real"), "--config", config, "--max-rounds=3", "--json"));

                assertThat(more.at("/rounds")).hasSize(3);
                assertThat(one.requests()).as("proposal and votes").isGreaterThan(before);
                assertThat(other.requests() - answers).as("answers").isEqualTo(answers / 2);
            }
        }

        @Test
        void finds_an_entry_by_its_name_where_nothing_else_tells_it_apart() throws IOException {
            SimulatedModel model = SimulatedModel.builder().seed(5).build();
            try (SimulatedServer one = SimulatedServer.start(model, Duration.ZERO);
                    SimulatedServer other = SimulatedServer.start(model, Duration.ZERO)) {
                String config = config(one, """
                        models:
                          here: {base_url: URL, api_key: none, model: sent-name}
                          there: {base_url: OTHER, api_key: none, model: sent-name}
                        """.replace("OTHER", other.baseUrl()));
                String[] roles = {"--opt-model=here", "--eval-model=here", "--exec-model=there"};
                assertThat(optimize(
                                        "real",
                                        Stream.concat(Stream.of("--max-rounds=2", "--config", config), Stream.of(roles))
                                                .toArray(String[]::new))
                                .status())
                        .isZero();
                int before = one.requests();
                int answers = other.requests();

                JsonNode more = json(
                        new CommandLineTexts("resume", folder("real"), "--config", config, "--max-rounds=3", "--json"));

                assertThat(more.at("/rounds")).hasSize(3);
                assertThat(one.requests()).as("proposal and votes").isGreaterThan(before);
                assertThat(other.requests() - answers).as("answers").isEqualTo(answers / 2);
            }
        }

        @Test
        void goes_as_far_as_the_run_was_asked_to_go() throws IOException {
            assertThat(optimize("run", "--offline", "--max-rounds=4", "--max-calls=12")
                            .out())
                    .contains("the budget is spent");

            CommandLineTexts same = new CommandLineTexts("resume", folder("run"), "--offline");
            CommandLineTexts more = new CommandLineTexts("resume", folder("run"), "--offline", "--max-calls", "500");

            assertThat(same.out()).contains("the budget is spent");
            assertThat(more.status()).as(more.err()).isZero();
            assertThat(more.out()).doesNotContain("the budget is spent");
            assertThat(RecordedRun.read(RunStorage.directory(workspace, "run")).rounds())
                    .hasSize(4);
        }

        @Test
        void keeps_pace_and_time_out_and_takes_what_is_given() {
            optimize(
                    "run",
                    "--offline",
                    "--max-rounds=2",
                    "--timeout=77",
                    "--retries=5",
                    "--concurrency=3",
                    "--rpm=100000",
                    "--patience=9",
                    "--void-rounds=7",
                    "--schedule=waits",
                    "--max-tokens=1000000",
                    "--on-failed-call=void_round",
                    "--max-time=600");

            new CommandLineTexts(
                    "resume", folder("run"), "--offline", "--max-rounds", "3", "--concurrency", "4", "--max-calls=900");

            RunRequest last = RecordedRun.read(RunStorage.directory(workspace, "run"))
                    .request()
                    .orElseThrow();
            assertThat(last)
                    .usingRecursiveComparison()
                    .ignoringFields("budget")
                    .isEqualTo(new RunRequest(
                            1,
                            3,
                            9,
                            7,
                            VoteSchedule.FEWEST_WAITS,
                            FailedCallRule.VOID_ROUND,
                            HandOut.AHEAD,
                            Duration.ofSeconds(600),
                            Budget.unlimited(),
                            new CallPolicy.Limits(6, Duration.ofSeconds(77), 4, 100_000, null),
                            Map.of()));
            assertThat(last.budget().calls()).isEqualTo(900);
            assertThat(last.budget().tokens()).isEqualTo(1_000_000);
        }

        @Test
        void of_a_finished_run_calls_nobody_and_says_how_to_get_more_rounds() throws IOException {
            optimize("run", "--offline", "--max-rounds=3");
            Path journal = workspace.resolve("run/journal.jsonl");
            byte[] before = Files.readAllBytes(journal);

            CommandLineTexts resumed = new CommandLineTexts("resume", folder("run"), "--offline");

            assertThat(resumed.status()).isZero();
            assertThat(resumed.err())
                    .contains("all 3 round(s) are done, and no model is called; a higher --max-rounds asks for more");
            assertThat(journal).hasBinaryContent(before);
        }

        @Test
        void of_a_run_that_does_not_say_what_it_was_asked_for_says_so() throws IOException {
            optimize("run", "--offline", "--max-rounds=2");
            Path journal = workspace.resolve("run/journal.jsonl");
            Files.write(journal, Files.readAllLines(journal).subList(0, 1));
            Files.delete(workspace.resolve("run/prompts/results.json"));
            Files.move(workspace.resolve("run/prompts"), workspace.resolve("elsewhere"));

            CommandLineTexts resumed = new CommandLineTexts("resume", folder("run"), "--offline", "--max-calls", "20");

            assertThat(resumed.err())
                    .contains("the run does not say how many rounds and which limits it was asked for")
                    .contains("rounds 1 to 10");
        }

        @Test
        void refuses_a_config_file_without_the_runs_model() throws IOException {
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                optimize(
                        "real",
                        "--max-rounds=2",
                        "--config",
                        config(server, "models:\n  mine: {base_url: URL, api_key: none}\n"));
                String other = config(server, "models:\n  other: {base_url: URL, api_key: none}\n");

                CommandLineTexts run = new CommandLineTexts("resume", folder("real"), "--config", other);

                assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
                assertThat(run.err()).contains("has no model \"mine\", which the run uses to optimize; add it");
            }
        }

        @Test
        void never_mixes_simulated_and_real() throws IOException {
            optimize("simulated", "--max-rounds=2", "--offline");
            CommandLineTexts run = new CommandLineTexts("resume", folder("simulated"));

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains("resume it with --offline");
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                optimize(
                        "real",
                        "--max-rounds=2",
                        "--config",
                        config(server, "models:\n  mine: {base_url: URL, api_key: none}\n"));
            }
            CommandLineTexts other = new CommandLineTexts("resume", folder("real"), "--offline");
            assertThat(other.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(other.err()).contains("resume it without --offline");
        }
    }

    @Nested
    class Replay {

        @Test
        void comes_to_the_same_without_a_model() throws IOException {
            optimize("run", "--offline", "--judge", "paper", "--max-rounds=6");

            CommandLineTexts run = new CommandLineTexts("replay", folder("run"));

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out())
                    .isEqualTo("The same: 6 round(s) replayed from the journal match the files. No model was "
                            + "called.\n");
            assertThat(run.err()).isEmpty();
            assertThat(new CommandLineTexts("replay", folder("run"), "--json").out())
                    .isEqualTo("{\"same\":true,\"rounds\":6,\"different_round\":null}\n");
        }

        @Test
        void carries_out_what_a_person_decided() {
            optimize("run", "--offline", "--max-rounds=3");
            RunStorage storage = RunStorage.directory(workspace, "run");
            RecordedRun recorded = RecordedRun.read(storage);
            PromptOptimizer.builder(
                            recorded, role -> SimulatedModel.builder().seed(1).build())
                    .storage(storage)
                    .build()
                    .promote(recorded.rounds().get(0).prompt() + " Be brief.");
            optimize("run", "--offline", "--max-rounds=5");

            assertThat(new CommandLineTexts("show", folder("run")).out()).contains("round 4   by hand   ");
            assertThat(new CommandLineTexts("show", folder("run"), "--json").out())
                    .contains("\"round\":4,\"source\":\"person\",\"accepted\":true");
            assertThat(new CommandLineTexts("replay", folder("run")).out()).startsWith("The same: 5 round(s)");
        }

        @Test
        void says_where_it_does_not() {
            AtomicInteger asked = new AtomicInteger();
            PromptOptimizer.builder()
                    .model(SimulatedModel.builder().seed(2).build())
                    .template(IterationTemplate.of("Answer.", "Be right.", "6 times 7?"))
                    .guard(PromptGuard.standard()
                            .and(
                                    "second",
                                    prompt -> asked.incrementAndGet() == 1 ? Optional.of("not yet") : Optional.empty()))
                    .workspace(workspace)
                    .name("guarded")
                    .maxRounds(2)
                    .seed(1)
                    .build()
                    .optimize();

            CommandLineTexts run = new CommandLineTexts("replay", folder("guarded"));

            assertThat(run.status()).isEqualTo(ExitStatus.RUN);
            assertThat(run.out()).startsWith("Not the same: replaying the journal gives another round 2");
            assertThat(new CommandLineTexts("replay", folder("guarded"), "--json").out())
                    .isEqualTo("{\"same\":false,\"rounds\":2,\"different_round\":2}\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"resume, 2, did not record how it was started", "replay, 4, holds no recorded run to play back"})
    void a_run_of_the_python_system_says_too_little(String command, int status, String message) throws IOException {
        Path prompts = Files.createDirectories(workspace.resolve("python/prompts"));
        Files.writeString(
                prompts.resolve("results.json"),
                "[{\"round\": 1, \"answers\": [{\"question\": \"q\", \"answer\": \"a\"}], \"prompt\": \"p\","
                        + " \"succeed\": true, \"tokens\": 1}]");

        CommandLineTexts run = new CommandLineTexts(command, folder("python"));

        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).contains(folder("python")).contains(message).hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }
}
