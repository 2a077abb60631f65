package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import io.github.spo4j.model.PriceTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizeCommandTest {

    @TempDir
    private Path folder;

    private CommandLineTexts optimize(String... options) {
        List<String> args = new ArrayList<>(
                List.of("optimize", "--workspace", folder.resolve("w").toString()));
        args.addAll(Arrays.asList(options));
        return new CommandLineTexts(args.toArray(String[]::new));
    }

    private Path file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, content);
        return file;
    }

    @Nested
    class Offline {

        @Test
        void a_run_ends_with_a_better_prompt_and_says_that_it_is_simulated() {
            CommandLineTexts run = optimize("--offline", "--seed", "7", "--max-rounds", "6");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err().lines()).first().isEqualTo(SimulatedModel.NOTICE);
            assertThat(run.err().lines().filter(line -> line.startsWith("round ")))
                    .hasSize(6);
            assertThat(run.err())
                    .contains("rounds 1 to 6, seed 7", "question: ", "start", "accepted", "calls so far: 3");
            assertThat(run.out())
                    .contains(
                            "Best prompt: round ",
                            " of 5 new prompt(s) won.",
                            "{+",
                            "Calls: ",
                            "execute 18",
                            "Files: ");
            assertThat(folder.resolve("w/Poem-offline/prompts/round_1/prompt.txt"))
                    .exists();
        }

        @Test
        void the_built_in_templates_are_found_by_name() {
            for (String template : TemplateFinder.BUILT_IN) {
                CommandLineTexts run = optimize("--offline", "--template", template, "--max-rounds", "2");
                assertThat(run.status()).as(run.err()).isZero();
            }
            assertThat(folder.resolve("w/Navigate-offline")).isDirectory();
        }

        @Test
        void a_finished_run_makes_no_call_again() throws IOException {
            optimize("--offline", "--max-rounds", "2");
            Path journal = folder.resolve("w/Poem-offline/journal.jsonl");
            byte[] before = Files.readAllBytes(journal);
            CommandLineTexts again = optimize("--offline", "--max-rounds", "2");

            assertThat(again.status()).isZero();
            assertThat(again.out()).contains("Best prompt: round ");
            assertThat(again.err()).contains("all 2 round(s) are done");
            assertThat(journal).hasBinaryContent(before);
        }

        @Test
        void a_run_goes_on_with_what_it_was_made_with() {
            optimize("--offline", "--max-rounds", "2", "--seed", "5", "--judge", "thorough");
            CommandLineTexts more = optimize("--offline", "--max-rounds", "3");
            CommandLineTexts other = optimize("--offline", "--max-rounds", "4", "--judge", "paper");

            assertThat(more.status()).as(more.err()).isZero();
            assertThat(more.err()).contains("rounds 3 to 3, seed 5");
            assertThat(other.status()).isEqualTo(ExitStatus.RUN);
            assertThat(other.err())
                    .contains("judge was \"THOROUGH\" and is \"PAPER\"", "--fresh")
                    .doesNotContain("\tat ");
        }

        @Test
        void a_fresh_run_moves_the_old_one_aside() throws IOException {
            optimize("--offline", "--max-rounds", "2");
            CommandLineTexts fresh = optimize("--offline", "--max-rounds", "1", "--judge", "paper", "--fresh");

            assertThat(fresh.status()).as(fresh.err()).isZero();
            try (Stream<Path> runs = Files.list(folder.resolve("w"))) {
                assertThat(runs.map(run -> run.getFileName().toString()).sorted())
                        .hasSize(2)
                        .anySatisfy(name -> assertThat(name).matches("Poem-offline\\.\\d{8}-\\d{6}"));
            }
        }

        @Test
        void a_fresh_run_that_stops_is_not_to_be_begun_again() {
            optimize("--offline", "--max-rounds", "2");

            CommandLineTexts fresh = optimize("--offline", "--max-rounds", "5", "--max-calls", "10", "--fresh");

            assertThat(fresh.out()).contains("The same command with a higher limit resumes the run.");
            assertThat(fresh.err()).contains("Leave --fresh out then: with it all is paid for again.");
            assertThat(optimize("--offline", "--max-rounds", "5", "--max-calls", "10")
                            .err())
                    .doesNotContain("--fresh");
        }

        @Test
        void json_is_all_that_stands_on_standard_output() throws IOException {
            CommandLineTexts run = optimize("--offline", "--seed", "7", "--max-rounds", "3", "--json");

            JsonNode result = new ObjectMapper().readTree(run.out());
            assertThat(run.out().lines()).hasSize(1);
            assertThat(result.path("rounds")).hasSize(3);
            assertThat(result.path("best_prompt").asText()).isNotBlank();
            assertThat(result.path("seed").asLong()).isEqualTo(7);
            assertThat(result.path("stop_reason").asText()).isEqualTo("max_rounds");
            assertThat(result.at("/usage/execute/calls").asInt()).isEqualTo(9);
            assertThat(result.at("/usage/total/calls").asInt()).isGreaterThan(9);
        }

        @Test
        void every_option_of_the_reference_and_ours_is_taken() {
            CommandLineTexts run = optimize(
                    "--offline",
                    "--opt-model",
                    "o",
                    "--opt-temp",
                    "0.7",
                    "--eval-model",
                    "e",
                    "--eval-temp",
                    "0.3",
                    "--exec-model",
                    "x",
                    "--exec-temp",
                    "0",
                    "--initial-round",
                    "1",
                    "--max-rounds",
                    "2",
                    "--template",
                    "Navigate.yaml",
                    "--name",
                    "mine",
                    "--mode",
                    "reasoning_model",
                    "--judge",
                    "thorough",
                    "--schedule",
                    "waits",
                    "--questions",
                    "all",
                    "--first-questions",
                    "--language",
                    "zh",
                    "--placement",
                    "system",
                    "--seed",
                    "3");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(folder.resolve("w/mine/prompts/round_2")).isDirectory();
        }

        @Test
        void keys_that_a_template_has_too_many_are_noted() throws IOException {
            Path template = file(
                    "t.yaml",
                    "prompt: Answer.\nrequirements: Good.\nextra: 1\nqa:\n- question: What is a leap year?\n");
            CommandLineTexts run = optimize("--offline", "--template", template.toString(), "--max-rounds", "1");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err()).contains("note: ", "extra");
        }
    }

    @Nested
    class Bad_input {

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("io.github.spo4j.examples.cli.OptimizeCommandTest#badOptions")
        void gets_one_plain_sentence_and_exit_2_and_nothing_is_written(String[] options, String says) {
            CommandLineTexts run = optimize(options);

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains("spo: ", says).doesNotContain("\tat ", "Exception");
            assertThat(run.out()).isEmpty();
            assertThat(folder).isEmptyDirectory();
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("io.github.spo4j.examples.cli.OptimizeCommandTest#badTemplates")
        void in_a_template_is_named_with_file_and_line(String yaml, String says) throws IOException {
            Path template = file("bad.yaml", yaml);
            CommandLineTexts run = optimize("--offline", "--template", template.toString());

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains("bad.yaml", says).doesNotContain("\tat ");
            assertThat(folder.resolve("w")).doesNotExist();
        }

        @Test
        void in_a_check_that_would_never_end_keeps_what_was_paid_for() throws IOException {
            Path template = file("endless.yaml", """
                    prompt: Write a poem.
                    requirements: Be brief.
                    checks: [{matches: "(?s).*.*.*.*.*.*.*\u00a7"}]
                    qa: [{question: Rain}]
                    """);

            CommandLineTexts run = optimize("--offline", "--template", template.toString(), "--max-rounds", "2");

            assertThat(run.status()).as(run.err()).isEqualTo(2);
            assertThat(run.err())
                    .contains("spo: the answer check \"matches: (?s).*", "too much work for this answer")
                    .doesNotContain("\tat ");
            assertThat(folder.resolve("w/endless-offline/prompts/round_1")).isDirectory();
            assertThat(folder.resolve("w/endless-offline/prompts/round_2")).doesNotExist();
        }

        @Test
        void shows_its_stack_trace_on_request_only() throws IOException {
            Path template = file("bad.yaml", "count: true\n");
            CommandLineTexts run = optimize("--offline", "--template", template.toString(), "--verbose");

            assertThat(run.err()).contains("TemplateException", "\tat ");
        }

        @Test
        void without_a_model_the_way_out_is_named() {
            CommandLineTexts run = optimize();

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains("no model is chosen", "--model openai:NAME", "spo init", "--offline");
            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void a_config_with_several_models_must_say_who_does_what() throws IOException {
            Path config = file(
                    "c.yaml",
                    "models:\n  one: {base_url: 'http://127.0.0.1:1/v1'}\n  two: {base_url: 'http://127.0.0.1:1/v1'}\n");
            CommandLineTexts run = optimize("--config", config.toString(), "--exec-model", "one");

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err())
                    .contains("which of its models (one, two) rewrites prompts (--opt-model)", "--model", "roles:")
                    .doesNotContain("--exec-model");
            assertThat(folder.resolve("w")).doesNotExist();
        }

        @Test
        void a_damaged_run_is_exit_4_and_stays_as_it_is() throws IOException {
            Path results = folder.resolve("w/x/prompts/results.json");
            Files.createDirectories(results.getParent());
            Files.writeString(results, "[{\"round\": 1,");
            CommandLineTexts run = optimize("--offline", "--name", "x");

            assertThat(run.status()).isEqualTo(ExitStatus.RUN);
            assertThat(run.err()).contains(results.toString()).doesNotContain("\tat ");
            assertThat(results).hasContent("[{\"round\": 1,");
        }
    }

    @Test
    void a_template_whose_name_is_no_runs_name_wants_a_name() throws IOException {
        Path template = file("my poem!.yaml", "prompt: Write.\nrequirements: Short.\nqa:\n  - question: Rain?\n");

        CommandLineTexts run = optimize("--offline", "--template", template.toString());

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("my poem!-offline", "with --name");
    }

    static Stream<Arguments> badOptions() {
        return Stream.of(
                argumentSet("missing template", options("--offline", "--template", "nowhere.yaml"), "nowhere.yaml"),
                argumentSet("no rounds", options("--offline", "--max-rounds", "0"), "--max-rounds"),
                argumentSet("negative rounds", options("--offline", "--max-rounds", "-3"), "--max-rounds"),
                argumentSet("warm", options("--offline", "--opt-temp", "warm"), "'warm': a temperature"),
                argumentSet("too hot", options("--offline", "--eval-temp", "2.5"), "from 0 to 2"),
                argumentSet("way out of the workspace", options("--offline", "--name", "../../evil"), "../../evil"),
                argumentSet("no question", options("--offline", "--questions", "0"), "or all"),
                argumentSet("unknown judge", options("--offline", "--judge", "fair"), "--judge"),
                argumentSet("unknown option", options("--offline", "--judgement", "x"), "--judgement"),
                argumentSet("no money", options("--offline", "--max-cost", "0"), "such as 0.50"),
                argumentSet("half a call", options("--offline", "--max-calls", "0.5"), "--max-calls"),
                argumentSet("too few calls", options("--offline", "--max-calls", "2"), "does not cover round 1"),
                argumentSet("money without a price", options("--offline", "--max-cost", "1"), "needs the price"),
                argumentSet("missing prices", options("--offline", "--prices", "nowhere.csv"), "nowhere.csv"),
                argumentSet("missing config", options("--config", "nowhere2.yaml"), "nowhere2.yaml"));
    }

    private static Object options(String... options) {
        return options;
    }

    static Stream<Arguments> badTemplates() {
        return Stream.of(
                argumentSet("broken YAML", "prompt: [\n", "line"),
                argumentSet("count: true", "prompt: p\nrequirements: r\ncount: true\nqa:\n- question: q\n", "line 3"),
                argumentSet("empty qa", "prompt: p\nrequirements: r\nqa: []\n", "qa"),
                argumentSet("empty", "", "empty"));
    }

    @Nested
    class With_a_server {

        private Path config(String baseUrl) throws IOException {
            return file("config2.yaml", "models:\n  m:\n    base_url: " + baseUrl + "\n    api_key: none\n");
        }

        @Test
        void B4_no_request_is_sent_twice() throws IOException {
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                CommandLineTexts run =
                        optimize("--config", config(server.baseUrl()).toString(), "--json", "--judge", "paper");

                assertThat(run.status()).as(run.err()).isZero();
                JsonNode result = new ObjectMapper().readTree(run.out());
                assertThat(result.path("rounds")).hasSize(10);
                assertThat(server.requests())
                        .isEqualTo(result.at("/usage/total/calls").asInt());
            }
        }

        @Test
        void that_cannot_be_reached_is_exit_3() throws IOException {
            int closed;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                closed = socket.getLocalPort();
            }
            CommandLineTexts run = optimize(
                    "--config", config("http://127.0.0.1:" + closed + "/v1").toString(), "--retries", "0");

            assertThat(run.status()).isEqualTo(ExitStatus.MODEL);
            assertThat(run.err())
                    .contains("spo: EXECUTE call of round 1, question 1")
                    .doesNotContain("\tat ");
            assertThat(run.out()).isEmpty();
        }

        @Test
        void that_fails_later_leaves_the_finished_rounds() throws IOException {
            Path config;
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                config = config(server.baseUrl());
                assertThat(optimize("--config", config.toString(), "--name", "x", "--max-rounds", "2")
                                .status())
                        .isZero();
            }
            CommandLineTexts run =
                    optimize("--config", config.toString(), "--name", "x", "--max-rounds", "4", "--retries", "0");

            assertThat(run.status()).isEqualTo(ExitStatus.MODEL);
            assertThat(run.err()).contains("OPTIMIZE call of round 3", "Finished rounds are kept");
            assertThat(folder.resolve("w/x/prompts/results.json")).content().contains("\"round\": 2");
        }

        private Path priced(SimulatedServer server) throws IOException {
            return file(
                    "config2.yaml",
                    "models:\n  gpt-4o-mini:\n    base_url: " + server.baseUrl()
                            + "\n    api_key: none\n    max_tokens: 1000\n");
        }

        @Test
        void every_account_of_what_it_took_says_the_same() throws IOException {
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                String config = priced(server).toString();
                String[] options = {"--config", config, "--name", "x", "--max-rounds", "5", "--json"};
                JsonNode said = new ObjectMapper().readTree(optimize(options).out());
                CommandLineTexts report = optimize("--config", config, "--name", "x", "--max-rounds", "5");
                Path run = folder.resolve("w/x");
                List<JsonNode> rounds = new ArrayList<>();
                new ObjectMapper()
                        .readTree(run.resolve("prompts/results.json").toFile())
                        .forEach(rounds::add);
                List<JsonNode> lines = new ArrayList<>();
                for (String line : Files.readAllLines(run.resolve("journal.jsonl"))) {
                    lines.add(new ObjectMapper().readTree(line));
                }

                assertThat(said.at("/usage/total/calls").asInt()).isEqualTo(server.requests());
                for (String role : List.of("optimize", "execute", "evaluate")) {
                    JsonNode usage = said.at("/usage/" + role);
                    List<JsonNode> calls = lines.stream()
                            .filter(line -> line.path("role").asText().equalsIgnoreCase(role))
                            .toList();
                    assertThat(usage.path("calls").asLong())
                            .isPositive()
                            .isEqualTo(sum(calls, "/attempts").longValueExact())
                            .isEqualTo(sum(rounds, "/usage/" + role + "/calls").longValueExact());
                    assertThat(usage.path("input_tokens").decimalValue())
                            .isPositive()
                            .isEqualByComparingTo(sum(calls, "/usage/input"))
                            .isEqualByComparingTo(sum(rounds, "/usage/" + role + "/input_tokens"));
                    assertThat(usage.path("output_tokens").decimalValue())
                            .isPositive()
                            .isEqualByComparingTo(sum(calls, "/usage/output"))
                            .isEqualByComparingTo(sum(rounds, "/usage/" + role + "/output_tokens"));
                    BigDecimal cost = sum(calls, "/usage/input")
                            .multiply(new BigDecimal("0.15"))
                            .add(sum(calls, "/usage/output").multiply(new BigDecimal("0.60")))
                            .movePointLeft(6);
                    assertThat(usage.path("cost").asDouble()).isEqualTo(cost.doubleValue(), within(1e-12));
                    assertThat(sum(rounds, "/usage/" + role + "/cost")).isEqualByComparingTo(cost);
                }
                JsonNode total = said.at("/usage/total");
                assertThat(report.out())
                        .contains(
                                "Calls: " + total.path("calls").asInt() + " (optimize "
                                        + said.at("/usage/optimize/calls").asInt() + ", execute 15, evaluate ",
                                "Tokens: "
                                        + UsageText.count(
                                                total.path("input_tokens").asLong()) + " in, "
                                        + UsageText.count(
                                                total.path("output_tokens").asLong()) + " out",
                                "Cost: "
                                        + UsageText.amount(new BigDecimal(
                                                total.path("cost").asText())) + " US dollars (optimize ");
                assertThat(server.requests()).isEqualTo(total.path("calls").asInt());
            }
        }

        private static BigDecimal sum(List<JsonNode> nodes, String path) {
            return nodes.stream()
                    .map(node -> node.at(path).asText())
                    .filter(text -> !text.isEmpty())
                    .map(BigDecimal::new)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        @Test
        void is_asked_no_more_than_the_limit_allows_and_goes_on_with_a_higher_one() throws IOException {
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                String config = priced(server).toString();
                CommandLineTexts first = optimize("--config", config, "--name", "x", "--max-calls", "20");
                int asked = server.requests();
                CommandLineTexts again = optimize("--config", config, "--name", "x", "--max-calls", "20");
                int askedAgain = server.requests();
                CommandLineTexts more = optimize("--config", config, "--name", "x", "--max-calls", "500");

                assertThat(first.status()).as(first.err()).isZero();
                assertThat(first.out()).contains("Stopped: the budget is spent.");
                assertThat(first.err()).contains("50 % of the budget is used", "80 % of the budget is used");
                assertThat(asked).isLessThanOrEqualTo(20).isGreaterThan(16);
                assertThat(again.status()).isZero();
                assertThat(askedAgain - asked).isLessThanOrEqualTo(20 - asked);
                assertThat(more.status()).as(more.err()).isZero();
                assertThat(more.out()).doesNotContain("Stopped");
            }
        }

        @Test
        void is_not_asked_at_all_when_the_limit_ends_round_1() throws IOException {
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                CommandLineTexts run =
                        optimize("--config", priced(server).toString(), "--name", "x", "--max-cost", "0.0000001");

                assertThat(run.status()).isEqualTo(ExitStatus.MODEL);
                assertThat(run.err()).contains("before a round was finished", "a higher limit");
                assertThat(server.requests()).isZero();
            }
        }

        @Test
        void says_that_replies_are_cut_off_where_a_limit_needs_it() throws IOException {
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                CommandLineTexts run = optimize(
                        "--config",
                        config(server.baseUrl()).toString(),
                        "--max-tokens",
                        "1000000",
                        "--max-rounds",
                        "1");

                assertThat(run.status()).as(run.err()).isZero();
                assertThat(run.err()).contains("replies are cut off at 4,096 tokens", "max_tokens");
            }
        }

        @Test
        void costs_what_the_prices_of_ones_own_say() throws IOException {
            Path prices = file("prices.csv", PriceTable.COLUMNS + "\nm,1000000,,,1000000,\n");
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                CommandLineTexts run = optimize(
                        "--config",
                        config(server.baseUrl()).toString(),
                        "--prices",
                        prices.toString(),
                        "--max-rounds",
                        "2",
                        "--json");

                JsonNode total = new ObjectMapper().readTree(run.out()).at("/usage/total");
                assertThat(total.path("cost").asLong())
                        .isPositive()
                        .isEqualTo(total.path("input_tokens").asLong()
                                + total.path("output_tokens").asLong());
            }
        }

        @Test
        void has_no_cost_without_a_price() throws IOException {
            try (SimulatedServer server =
                    SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
                String config = config(server.baseUrl()).toString();
                CommandLineTexts run = optimize("--config", config, "--name", "x", "--max-rounds", "2");
                CommandLineTexts json = optimize("--config", config, "--name", "x", "--max-rounds", "2", "--json");

                assertThat(run.out().lines()).contains("Cost: unknown");
                assertThat(new ObjectMapper().readTree(json.out()).at("/usage/total/cost"))
                        .isEqualTo(NullNode.getInstance());
            }
        }
    }
}
