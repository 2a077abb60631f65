package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that starts from a prompt, requirements and questions, without a template. */
class StartOptionsTest {

    @TempDir
    private Path folder;

    private String data;

    @BeforeEach
    void questions() throws IOException {
        data = Files.writeString(
                        folder.resolve("questions.jsonl"),
                        "{\"question\": \"What is rain?\"}\n{\"question\": \"What is snow?\", \"answer\": \"Ice.\"}\n")
                .toString();
    }

    private CommandLineTexts spo(String command, String... more) {
        List<String> args = new ArrayList<>(
                List.of(command, "--offline", "--workspace", folder.resolve("w").toString(), "--max-rounds", "2"));
        args.addAll(List.of(more));
        return new CommandLineTexts(args.toArray(String[]::new));
    }

    private List<String> runs() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve("w"))) {
            return runs.map(run -> run.getFileName().toString()).sorted().toList();
        }
    }

    @Nested
    class A_prompt {

        @Test
        void may_be_a_text_and_its_run_is_found_again() throws IOException {
            String[] options = {"--prompt", "Explain it.", "--requirements", "Short.", "--data", data, "--seed", "1"};
            CommandLineTexts run = spo("optimize", options);
            CommandLineTexts again = spo("optimize", options);

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(again.err()).contains("all 2 round(s) are done");
            assertThat(runs()).singleElement().asString().matches("prompt-[0-9a-f]{8}-offline");
            assertThat(folder.resolve("w").resolve(runs().get(0)).resolve("prompts/round_1/prompt.txt"))
                    .content()
                    .contains("Explain it.");
        }

        @Test
        void may_be_a_file_which_names_the_run() throws IOException {
            String prompt = Files.writeString(folder.resolve("support.txt"), "Explain it.\n")
                    .toString();
            String requirements =
                    Files.writeString(folder.resolve("r.md"), "Short.\n").toString();

            CommandLineTexts run = spo("optimize", "--prompt", prompt, "--requirements", requirements, "--data", data);

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(runs()).containsExactly("support-offline");
        }

        @Test
        void may_be_that_of_a_run_with_its_requirements() throws IOException {
            spo("optimize", "--prompt", "Explain it.", "--requirements", "Short.", "--data", data, "--name", "first");
            String round = folder.resolve("w/first") + "#1";

            CommandLineTexts run = spo("optimize", "--prompt", round, "--data", data, "--name", "second");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(runs()).containsExactly("first", "second");
        }

        @Test
        void may_have_the_questions_and_requirements_of_a_template() {
            CommandLineTexts run = spo("optimize", "--prompt", "Think.", "--data", "Navigate.yaml", "--name", "x");

            assertThat(run.status()).as(run.err()).isZero();
        }

        @Test
        void can_be_estimated_as_well() {
            CommandLineTexts run =
                    spo("estimate", "--prompt", "Explain it.", "--requirements", "Short.", "--data", data);

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).contains("total");
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                argumentSet(
                        "beside a template",
                        List.of("--prompt", "a", "--template", "Poem.yaml"),
                        "either --template, or --prompt"),
                argumentSet("without questions", List.of("--prompt", "a", "--requirements", "b"), "--data is missing"),
                argumentSet(
                        "without requirements",
                        List.of("--prompt", "a", "--data", "Navigate.jsonl"),
                        "--requirements is missing"),
                argumentSet("without a prompt", List.of("--requirements", "b"), "give one with --prompt"),
                argumentSet("blank", List.of("--prompt", " ", "--data", "Navigate.yaml"), "prompt is blank"),
                argumentSet(
                        "a file that there is not",
                        List.of("--prompt", "no.txt", "--data", "Navigate.yaml"),
                        "there is no file no.txt"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void what_is_no_start_is_refused_before_anything_is_written(List<String> options, String message) {
        CommandLineTexts run = spo("optimize", options.toArray(String[]::new));

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains(message);
        assertThat(folder.resolve("w")).doesNotExist();
    }
}
