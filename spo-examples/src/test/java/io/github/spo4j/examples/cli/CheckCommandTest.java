package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CheckCommandTest {

    @TempDir
    private Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String template() throws IOException {
        return file("mine.yaml", """
                prompt: Answer in {language}, {tone}. <keep>Never lie.</keep>
                requirements: Be right.
                count: 200
                extra: 1
                qa:
                  - question: What is 6 times 7?
                    answer: "42"
                    variables: {language: German, tone: kindly}
                  - question: 为什么?
                    variables: {tone: ""}
                """);
    }

    @Nested
    class A_template {

        @Test
        void is_told_as_it_was_understood() throws IOException {
            String file = template();

            CommandLineTexts run = new CommandLineTexts("check", file, "--frozen", "<keep>", "</keep>");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out().lines())
                    .containsExactly(
                            file + ": a template",
                            "  questions:    2, 1 with an expected answer",
                            "  count:        200 words",
                            "  placeholders: language, tone",
                            "    language has no value for question 2 and is sent unchanged",
                            "  frozen parts: 1",
                            "  checks:       none");
            assertThat(run.err()).startsWith("note: ").contains("extra");
        }

        @Test
        void has_a_shape_for_programs() throws IOException {
            CommandLineTexts run = new CommandLineTexts("check", template(), "--json", "--frozen", "<keep>", "</keep>");

            assertThat(run.err()).isEmpty();
            assertThat(run.out().lines()).hasSize(1);
            JsonNode json = new ObjectMapper().readTree(run.out()).at("/files/0");
            assertThat(json.properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactly(
                            "file",
                            "kind",
                            "count",
                            "placeholders",
                            "kept",
                            "lookalikes",
                            "frozen",
                            "checks",
                            "questions",
                            "notices",
                            "ok");
            assertThat(json.at("/kind").asText()).isEqualTo("template");
            assertThat(json.at("/frozen/0").asText()).isEqualTo("<keep>Never lie.</keep>");
            assertThat(json.at("/questions/0/answer").asText()).isEqualTo("42");
            assertThat(json.at("/questions/1/answer").isNull()).isTrue();
            assertThat(json.at("/questions/1/without_value").toString()).isEqualTo("[\"language\"]");
            assertThat(json.at("/ok").asBoolean()).isTrue();
        }

        @Test
        void lists_what_is_kept_and_what_only_looks_like_a_placeholder() throws IOException {
            String file = file("slots.yaml", """
                    prompt: |
                      {name}: {{ shop | upper }} {% if vip %}VIP{% endif %} {price:.2f} %s \\frac{a}{b}
                    requirements: b
                    qa:
                      - question: ''
                    """);

            CommandLineTexts run = new CommandLineTexts("check", file);
            CommandLineTexts none = new CommandLineTexts("check", file, "--placeholders", "none");

            assertThat(run.out())
                    .contains("placeholders: name, {{ shop | upper }}, {% if vip %}, {% endif %}, {price:.2f}")
                    .contains("not kept:     %s");
            assertThat(none.out()).contains("placeholders: none");
        }

        @Test
        void lists_what_answers_must_have() throws IOException {
            String file = file("checked.yaml", """
                    prompt: a
                    requirements: b
                    checks: [json, {max_words: 80}]
                    qa:
                      - question: c
                      - question: d
                        checks: [{matches: "[0-9]+"}]
                    """);

            CommandLineTexts run = new CommandLineTexts("check", file);
            CommandLineTexts json = new CommandLineTexts("check", file, "--json");

            assertThat(run.out()).contains("  checks:       json; max_words: 80\n    question 2: matches: [0-9]+\n");
            assertThat(json.out())
                    .contains("\"checks\":[\"json\",\"max_words: 80\"]", "\"checks\":[\"matches: [0-9]+\"]");
        }

        private static final String FITTING = "prompt: a\nrequirements: b\nqa:\n  - question: c\n";

        static Stream<Arguments> wrong() {
            return Stream.of(
                    argumentSet("nothing in it", "", 1),
                    argumentSet("no mapping", "just text\n", 1),
                    argumentSet("no prompt", "requirements: b\nqa:\n  - question: c\n", 1),
                    argumentSet("no requirements", "prompt: a\nqa:\n  - question: c\n", 1),
                    argumentSet("no qa", "prompt: a\nrequirements: b\n", 1),
                    argumentSet("a misspelt key", FITTING.replace("prompt", "promt"), 1),
                    argumentSet("a prompt that is null", "requirements: b\nprompt:\n", 2),
                    argumentSet("a blank prompt", "requirements: b\nprompt: ' '\n", 2),
                    argumentSet("a prompt that is a list", "requirements: b\nprompt: [a]\n", 2),
                    argumentSet("a prompt that is a mapping", "requirements: b\nprompt: {a: b}\n", 2),
                    argumentSet("half of a character", "requirements: b\nprompt: \"\\ud800\"\n", 2),
                    argumentSet("blank requirements", "prompt: a\nrequirements: ''\n", 2),
                    argumentSet("a count in words", FITTING + "count: some\n", 5),
                    argumentSet("a count of zero", FITTING + "count: 0\n", 5),
                    argumentSet("a count below zero", FITTING + "count: -3\n", 5),
                    argumentSet("a count beyond all bounds", FITTING + "count: 99999999999\n", 5),
                    argumentSet("a count that is a list", FITTING + "count: [1]\n", 5),
                    argumentSet("qa that is text", "prompt: a\nrequirements: b\nqa: c\n", 3),
                    argumentSet("qa that is null", "prompt: a\nrequirements: b\nqa:\n", 3),
                    argumentSet("an empty qa", "prompt: a\nrequirements: b\nqa: []\n", 3),
                    argumentSet("an entry that is text", "prompt: a\nrequirements: b\nqa:\n  - c\n", 4),
                    argumentSet("an entry without question", FITTING.replace("question", "answer"), 4),
                    argumentSet("a question that is null", FITTING.replace(": c", ":"), 4),
                    argumentSet("an answer that is a list", FITTING + "    answer: [d]\n", 5),
                    argumentSet("checks that are text", FITTING + "checks: json\n", 5),
                    argumentSet("an unknown check", FITTING + "checks: [xml]\n", 5),
                    argumentSet("no regular expression", FITTING + "checks:\n  - matches: '('\n", 6),
                    argumentSet("variables that are text", FITTING + "    variables: d\n", 5),
                    argumentSet("a name that no slot can have", FITTING + "    variables: {1a: b}\n", 5),
                    argumentSet("a variable that is null", FITTING + "    variables:\n      a:\n", 6),
                    argumentSet("a key twice", "prompt: a\nprompt: b\n", 2),
                    argumentSet("a question twice", FITTING + "    question: d\n", 5),
                    argumentSet("an open bracket", "requirements: b\nprompt: [a\n", 3),
                    argumentSet("an open quote", "requirements: b\nprompt: 'a\n", 3),
                    argumentSet("a colon in plain text", "requirements: b\nprompt: note: a\n", 2),
                    argumentSet("a tab as indentation", "prompt: a\nrequirements: b\nqa:\n\t- question: c\n", 4),
                    argumentSet("an alias of nothing", "requirements: b\nprompt: *a\n", 2),
                    argumentSet("a control character", "requirements: b\nprompt: a\u0001\n", 2),
                    argumentSet("a second document", FITTING + "---\nprompt: d\n", 5),
                    argumentSet("a merge key without an alias", FITTING + "<<: a\n", 5));
        }

        @ParameterizedTest
        @MethodSource("wrong")
        void that_is_wrong_is_refused_with_file_and_line(String text, int line) throws IOException {
            String file = file("wrong.yaml", text);

            CommandLineTexts run = new CommandLineTexts("check", file);

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("spo: " + file + ", line " + line + ": ")
                    .hasLineCount(1);
            JsonNode json = new ObjectMapper()
                    .readTree(new CommandLineTexts("check", file, "--json").out())
                    .at("/files/0");
            assertThat(json.at("/ok").asBoolean(true)).isFalse();
            assertThat(json.at("/errors/0/line").asInt()).isEqualTo(line);
            assertThat(run.err())
                    .isEqualTo("spo: " + json.at("/errors/0/message").asText() + "\n");
        }

        @Test
        void without_the_frozen_part_is_refused() throws IOException {
            CommandLineTexts run = new CommandLineTexts("check", template(), "--frozen", "[", "]");

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains("--frozen does not fit");
        }
    }

    @Nested
    class A_config_file {

        private static final String TWO_MODELS = """
                models:
                  gpt-4o-mini:
                    base_url: http://localhost:1/v1
                    api_key: sk-secret-that-is-never-shown-1234567890
                    temperature: 0.3
                  local:
                    api_type: ollama
                    model: llama3.2
                roles: {evaluate: gpt-4o-mini, execute: gpt-4o-mini}
                """;

        @Test
        void is_told_with_its_models_and_their_roles_but_without_keys() throws IOException {
            String file = file("config2.yaml", TWO_MODELS);

            CommandLineTexts run = new CommandLineTexts("check", file);

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out().lines())
                    .containsExactly(
                            file + ": models",
                            "  gpt-4o-mini: sent as gpt-4o-mini, temperature 0.3",
                            "  local: sent as llama3.2",
                            "  optimize needs a model: name one under roles:, with --model, or with --opt-model",
                            "  evaluate is done by gpt-4o-mini",
                            "  execute is done by gpt-4o-mini");
            assertThat(run.err()).isEmpty();
        }

        @Test
        void has_a_shape_for_programs() throws IOException {
            String file = file("config2.yaml", TWO_MODELS);

            CommandLineTexts run = new CommandLineTexts("check", file, "--json");

            JsonNode json = new ObjectMapper().readTree(run.out()).at("/files/0");
            assertThat(json.properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactly("file", "kind", "models", "roles", "errors", "notices", "ok");
            assertThat(json.at("/kind").asText()).isEqualTo("config");
            assertThat(json.at("/models/0").toString())
                    .isEqualTo("{\"name\":\"gpt-4o-mini\",\"model\":\"gpt-4o-mini\",\"temperature\":0.3,"
                            + "\"top_p\":null,\"max_tokens\":null}");
            assertThat(json.at("/roles/optimize").isNull()).isTrue();
            assertThat(json.at("/roles/execute").asText()).isEqualTo("gpt-4o-mini");
            assertThat(run.out()).doesNotContain("secret");
        }

        @Test
        void is_refused_with_each_line_that_is_wrong() throws IOException {
            String file = file("config2.yaml", """
                    llm:
                      model: gpt-4o
                      api_key: x-1
                      temperature: 9
                    models:
                      local:
                        api_type: olama
                      good:
                        api_type: ollama
                    """);

            CommandLineTexts run = new CommandLineTexts("check", file);

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err().lines())
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith("spo: " + file) && line.contains("line 4"))
                    .anyMatch(line -> line.contains("line 7") && line.contains("did you mean ollama?"));
            assertThat(run.out()).contains("good: sent as good");
        }
    }

    @Test
    void several_files_are_all_looked_at() throws IOException {
        String wrong = file("wrong.yaml", "prompt: a\n");

        CommandLineTexts run = new CommandLineTexts("check", "Poem.yaml", wrong, "Navigate.yaml");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.out()).contains("Poem.yaml: a template", "Navigate.yaml: a template");
        assertThat(run.err()).hasLineCount(1);
    }

    @Test
    void a_name_that_is_nearly_one_is_guessed() {
        CommandLineTexts run = new CommandLineTexts("check", "Peom.yaml");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("there is no template Peom.yaml (did you mean Poem.yaml?)");
    }
}
