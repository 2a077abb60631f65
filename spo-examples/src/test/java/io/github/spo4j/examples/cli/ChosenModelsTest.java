package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which model serves a role, with a config file and without one. */
class ChosenModelsTest {

    private static final String KEY = "sk-this-is-never-shown-0123456789";

    @TempDir
    private Path folder;

    private String workspace() {
        return folder.resolve("w").toString();
    }

    private CommandLineTexts spo(Map<String, String> environment, String... args) {
        return new CommandLineTexts(environment, args);
    }

    private CommandLineTexts optimize(String... more) {
        List<String> args = new ArrayList<>(
                List.of("optimize", "--workspace", workspace(), "--max-rounds", "2", "--retries", "0", "--quiet"));
        args.addAll(List.of(more));
        return spo(Map.of(), args.toArray(String[]::new));
    }

    @Nested
    class In_a_config_file {

        private String config(ProviderServer server, String roles) throws IOException {
            StringBuilder text = new StringBuilder("models:\n");
            for (String name : List.of("a", "b", "c", "d")) {
                text.append("  ")
                        .append(name)
                        .append(": {base_url: '")
                        .append(server.baseUrl())
                        .append("'}\n");
            }
            return Files.writeString(folder.resolve("config2.yaml"), text + roles)
                    .toString();
        }

        @Test
        void the_roles_of_the_file_say_who_does_what() throws IOException {
            try (ProviderServer server = new ProviderServer("a", "b", "c")) {
                String config = config(server, "roles: {optimize: a, evaluate: b, execute: c}\n");

                CommandLineTexts run = optimize("--config", config);

                assertThat(run.status()).as(run.err()).isZero();
                assertThat(server.asked()).containsExactlyInAnyOrder("a", "b", "c");
            }
        }

        @Test
        void one_option_is_for_all_and_comes_before_the_file() throws IOException {
            try (ProviderServer server = new ProviderServer("d")) {
                CommandLineTexts run =
                        optimize("--config", config(server, "roles: {optimize: a, evaluate: b}\n"), "--model", "d");

                assertThat(run.status()).as(run.err()).isZero();
                assertThat(server.asked()).containsExactly("d");
            }
        }

        @Test
        void the_option_of_a_role_comes_before_that_for_all() throws IOException {
            try (ProviderServer server = new ProviderServer("c", "d")) {
                CommandLineTexts run = optimize("--config", config(server, ""), "--model", "d", "--eval-model", "c");

                assertThat(run.status()).as(run.err()).isZero();
                assertThat(server.asked()).containsExactlyInAnyOrder("c", "d");
            }
        }

        @Test
        void a_model_that_there_is_not_is_refused_with_those_that_there_are() throws IOException {
            try (ProviderServer server = new ProviderServer()) {
                CommandLineTexts run = optimize("--config", config(server, ""), "--model", "gpt");

                assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
                assertThat(run.err()).contains("no model \"gpt\"", "name one of a, b, c, d");
                assertThat(server.asked()).isEmpty();
            }
        }

        @Test
        void a_model_of_a_provider_may_be_named_all_the_same() throws IOException {
            try (ProviderServer server = new ProviderServer("a", "x")) {
                CommandLineTexts run = optimize(
                        "--config",
                        config(server, "roles: {optimize: a, evaluate: a, execute: a}\n"),
                        "--exec-model",
                        "openai-compatible:x@" + server.baseUrl());

                assertThat(run.status()).as(run.err()).isZero();
                assertThat(server.asked()).containsExactlyInAnyOrder("a", "x");
            }
        }
    }

    @Nested
    class Without_a_config_file {

        static Stream<Arguments> commands() {
            return Stream.of(
                    argumentSet("optimize", List.of("optimize", "--max-rounds", "2")),
                    argumentSet(
                            "compare",
                            List.of(
                                    "compare",
                                    "Count.",
                                    "Think.",
                                    "--data",
                                    "Navigate.jsonl",
                                    "--requirements",
                                    "Right.")),
                    argumentSet("doctor", List.of("doctor")),
                    argumentSet("extract", List.of("extract", "--input", "It rains. We wait.")));
        }

        @ParameterizedTest
        @MethodSource("commands")
        void the_provider_and_the_name_are_enough(List<String> command) {
            try (ProviderServer server = new ProviderServer("team/small:8b")) {
                List<String> args = new ArrayList<>(command);
                String place = command.get(0).equals("extract") ? "--out" : "--workspace";
                args.addAll(List.of(place, workspace(), "--model"));
                args.add("openai-compatible:team/small:8b@" + server.baseUrl());

                CommandLineTexts run = spo(Map.of("OPENAI_COMPATIBLE_API_KEY", KEY), args.toArray(String[]::new));

                assertThat(run.status()).as(run.err() + run.out()).isIn(ExitStatus.DONE, ExitStatus.WORSE);
                assertThat(server.asked()).containsExactly("team/small:8b");
                assertThat(server.keys()).containsExactly("Bearer " + KEY);
                assertThat(run.out() + run.err()).doesNotContain(KEY);
            }
        }

        @Test
        void a_run_is_resumed_by_what_it_has_noted() throws IOException {
            try (ProviderServer server = new ProviderServer("x")) {
                Map<String, String> key = Map.of("OPENAI_COMPATIBLE_API_KEY", KEY);
                String model = "openai-compatible:x@" + server.baseUrl();
                spo(key, "optimize", "--workspace", workspace(), "--max-rounds", "2", "--model", model);
                String run = folder.resolve("w/Poem").toString();

                CommandLineTexts resumed = spo(key, "resume", run, "--max-rounds", "3");

                assertThat(resumed.status()).as(resumed.err()).isZero();
                assertThat(resumed.err()).contains("rounds 3 to 3");
                try (Stream<Path> files = Files.walk(folder)) {
                    assertThat(files.filter(Files::isRegularFile))
                            .allSatisfy(file -> assertThat(file).content().doesNotContain(KEY));
                }
            }
        }

        static Stream<Arguments> variables() {
            return Stream.of(
                    argumentSet("OpenAI", "openai:NAME", "OPENAI_API_KEY"),
                    argumentSet("Anthropic", "anthropic:NAME", "ANTHROPIC_API_KEY"),
                    argumentSet("Gemini", "gemini:NAME", "GEMINI_API_KEY"),
                    argumentSet("Azure", "azure:NAME", "AZURE_OPENAI_ENDPOINT"));
        }

        @ParameterizedTest
        @MethodSource("variables")
        void the_variable_that_is_missing_is_named(String model, String variable) {
            CommandLineTexts run = optimize("--model", model);

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains("needs the environment variable " + variable + ", which is not set");
            assertThat(folder).isEmptyDirectory();
        }

        @ParameterizedTest
        @ValueSource(strings = {"NAME", "llama3:8b"})
        void a_name_alone_is_refused_with_how_to_write_it(String model) {
            CommandLineTexts run = optimize("--model", model);

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains("no model \"" + model + "\"", "openai:NAME", "ollama:NAME");
        }

        @Test
        void an_estimate_needs_neither_a_key_nor_a_name() {
            CommandLineTexts unnamed = spo(Map.of(), "estimate", "--workspace", workspace());
            CommandLineTexts named = spo(Map.of(), "estimate", "--workspace", workspace(), "--model", "openai:NAME");

            assertThat(unnamed.status()).as(unnamed.err()).isZero();
            assertThat(unnamed.err()).contains("no model is chosen", "--model openai:NAME");
            assertThat(unnamed.out()).contains("likely", "total");
            assertThat(named.status()).as(named.err()).isZero();
            assertThat(named.err()).isEmpty();
        }

        @Test
        void a_check_needs_none_either() {
            assertThat(spo(Map.of(), "check", "Poem.yaml").status()).isZero();
        }

        @Test
        void the_doctor_says_what_is_missing() {
            CommandLineTexts run = spo(Map.of(), "doctor", "--no-call", "--workspace", workspace());

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.out()).contains("fail  config      no model is chosen");
        }
    }
}
