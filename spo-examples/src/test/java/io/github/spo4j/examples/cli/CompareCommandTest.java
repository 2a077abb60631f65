package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In the simulation, a prompt that asks for every step and a plain answer is better than one that does not. */
class CompareCommandTest {

    private static final String POOR = "Follow the walk.";
    private static final String QUESTION =
            "- question: You look north. Walk 4 steps forward. Turn left. Walk 2 steps forward. Are you back?\n";
    private static final String LONG = "Show where you stand after every move.";

    @TempDir
    private Path folder;

    private CommandLineTexts compare(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "compare", "--offline", "--workspace", folder.resolve("w").toString()));
        args.addAll(List.of(more));
        return new CommandLineTexts(args.toArray(String[]::new));
    }

    /** A run whose last round is its best. */
    private String run() {
        Path workspace = folder.resolve("runs");
        new CommandLineTexts(
                "optimize",
                "--offline",
                "--seed",
                "1",
                "--template",
                "Navigate.yaml",
                "--workspace",
                workspace.toString());
        return workspace.resolve("Navigate-offline").toString();
    }

    private List<String> kept() throws IOException {
        if (!Files.exists(folder.resolve("w"))) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(folder.resolve("w"))) {
            return names.map(name -> name.getFileName().toString()).toList();
        }
    }

    @Nested
    class Two_prompts {

        @Test
        void have_a_line_for_each_question_the_verdict_and_what_it_promises() throws IOException {
            String run = run();

            CommandLineTexts better = compare(run + "#1", run + "#2", "--data", "Navigate.jsonl");

            assertThat(better.status()).as(better.err()).isZero();
            assertThat(better.err())
                    .contains("10 questions, at most 40 calls, repeats aside. If all are decided, 9 wins are needed");
            assertThat(better.out())
                    .contains("   1  You stand in a courtyard")
                    .contains("new first: new, old first: new")
                    .contains("The new prompt is better.")
                    .contains("\"better\" is said in at most 5 of 100 cases")
                    .contains("Calls: 40 (execute 20, evaluate 20)");
            assertThat(kept()).singleElement().asString().matches("compare-[0-9a-f]{8}");
        }

        @Test
        void of_which_the_new_one_is_worse_end_with_status_6() {
            String run = run();

            CommandLineTexts worse = compare(run + "#4", run + "#1", "--data", "Navigate.jsonl");

            assertThat(worse.status()).as(worse.err()).isEqualTo(6);
            assertThat(worse.out()).contains("The new prompt is worse.");
        }

        @Test
        void are_compared_once_and_the_same_command_costs_nothing_more() throws IOException {
            String[] command = {
                POOR,
                "Show where you stand after every move.",
                "--data",
                "Navigate.jsonl",
                "--requirements",
                "Right, with every step."
            };
            CommandLineTexts first = compare(command);
            CommandLineTexts again = compare(command);

            assertThat(again.out()).isEqualTo(first.out());
            assertThat(kept()).hasSize(1);
        }

        @Test
        void are_read_from_files_and_so_are_requirements() throws IOException {
            Path old = Files.writeString(folder.resolve("old.txt"), POOR);
            Path required = Files.writeString(folder.resolve("required.md"), "Right.");

            CommandLineTexts run = compare(
                    old.toString(), "Be brief.", "--data", "Navigate.jsonl", "--requirements", required.toString());

            assertThat(run.status()).as(run.err()).isIn(0, 6);
            assertThat(run.out()).contains("of 10 question(s)");
        }

        @Test
        void that_are_equal_need_no_call() throws IOException {
            CommandLineTexts run = compare(POOR, POOR, "--data", "Navigate.jsonl");

            assertThat(run.status()).isZero();
            assertThat(run.out()).isEqualTo("The two prompts are equal: there is nothing to compare.\n");
            assertThat(kept()).isEmpty();
        }

        /** The simulation says what it did in more than three words, whatever the prompt. */
        private String data(String checks) throws IOException {
            return Files.writeString(
                            folder.resolve("checked.yaml"),
                            "prompt: p\nrequirements: Right.\n" + checks + "\nqa:\n" + QUESTION.repeat(5))
                    .toString();
        }

        @Test
        void lose_a_question_by_a_check_that_only_their_answer_breaks() throws IOException {
            CommandLineTexts free = compare(POOR, LONG, "--data", data(""), "--json");
            JsonNode first = new ObjectMapper().readTree(free.out()).at("/questions/0");
            String text = first.path("new_answer").asText();
            assertThat(first.path("old_answer").asText()).as(free.out()).isNotEqualTo(text);
            String checks = "checks: [{contains: " + new ObjectMapper().writeValueAsString(text) + "}]";

            CommandLineTexts told = compare(POOR, LONG, "--data", data(checks), "--json");
            CommandLineTexts shown = compare(POOR, LONG, "--data", data(checks));

            JsonNode question = new ObjectMapper().readTree(told.out()).at("/questions/0");
            assertThat(question.path("outcome").asText()).isEqualTo("win");
            assertThat(question.path("old_broke").get(0).asText()).startsWith("contains: ");
            assertThat(question.has("new_broke")).isFalse();
            assertThat(shown.out()).contains("one answer breaks contains: ");
        }

        @Test
        void are_not_compared_on_by_a_check_that_would_never_end() throws IOException {
            CommandLineTexts run =
                    compare(POOR, LONG, "--data", data("checks: [{matches: '(?s).*.*.*.*.*.*.*\u00a7'}]"));

            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err())
                    .contains("spo: the answer check \"matches: (?s).*")
                    .contains("is too much work for this answer; write a simpler one");
        }

        @Test
        void are_told_to_programs_as_one_object() throws IOException {
            CommandLineTexts run =
                    compare(POOR, "Be brief.", "--data", "Navigate.jsonl", "--requirements", "x", "--json");

            JsonNode root = new ObjectMapper().readTree(run.out());
            assertThat(root.path("questions")).hasSize(10);
            assertThat(root.path("wins").asInt()
                            + root.path("losses").asInt()
                            + root.path("ties").asInt())
                    .isEqualTo(10);
        }
    }

    @Nested
    class Bad_input {

        @Test
        void of_three_questions_has_no_verdict_and_nothing_is_paid() throws IOException {
            CommandLineTexts run = compare(POOR, "Be brief.", "--data", "Navigate.yaml");

            assertThat(run.status()).isEqualTo(5);
            assertThat(run.err())
                    .contains("3 question(s) are too few for a verdict")
                    .contains("give at least 5");
            assertThat(kept()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "none.jsonl, '', there is no file none.jsonl",
            "none.yaml, '', there is no template none.yaml",
            "empty.jsonl, '\n', has no question",
            "text.jsonl, '{\"q\": 1}', line 1 has no \"question\" that is a text",
            "broken.jsonl, '{\"question\": \"a\"}\n{\"question\"', line 2 is not JSON",
            "half.jsonl, '{\"question\": \"\\ud800\"}', line 1: "
        })
        void gets_one_sentence_and_status_2(String name, String content, String sentence) throws IOException {
            String data = name.startsWith("none")
                    ? name
                    : Files.writeString(folder.resolve(name), content).toString();

            CommandLineTexts run = compare(POOR, "Be brief.", "--data", data, "--requirements", "x");

            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err().lines().toList()).hasSize(1);
            assertThat(run.err()).contains(sentence);
            assertThat(kept()).isEmpty();
        }

        @Test
        void without_requirements_says_how_to_give_them() throws IOException {
            CommandLineTexts run = compare(POOR, "Be brief.", "--data", "Navigate.jsonl");

            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("--requirements is missing");
            assertThat(kept()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"prompts/old.txt", "old.txt", "missing.yaml"})
        void that_is_the_name_of_no_file_is_not_taken_for_a_prompt(String name) {
            CommandLineTexts run = compare(name, "Be brief.", "--data", "Navigate.jsonl", "--requirements", "x");

            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("there is no file " + name);
        }

        @Test
        void of_a_round_that_is_not_there_says_how_many_there_are() {
            CommandLineTexts run = compare(run() + "#99", POOR, "--data", "Navigate.jsonl");

            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("there is no round 99");
        }
    }
}
