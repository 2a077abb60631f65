package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardOptionsTest {

    @TempDir
    private Path folder;

    private Path template;

    @BeforeEach
    void template() throws IOException {
        template = Files.writeString(folder.resolve("mine.yaml"), """
                prompt: Answer. <keep>Never lie.</keep>
                requirements: Be right.
                qa:
                  - question: What is 6 times 7?
                """);
    }

    private CommandLineTexts run(String command, String... options) {
        List<String> all = new ArrayList<>(List.of(
                command,
                "--offline",
                "--template",
                template.toString(),
                "--workspace",
                folder.resolve("w").toString(),
                "--max-rounds",
                "2"));
        all.addAll(List.of(options));
        return new CommandLineTexts(all.toArray(String[]::new));
    }

    @Test
    void frozen_parts_and_the_limit_belong_to_the_run() throws IOException {
        CommandLineTexts run = run("optimize", "--frozen", "<keep>", "</keep>", "--max-words", "300");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readString(folder.resolve("w/mine-offline/run.json")))
                .contains("\"guard.frozen.open\"", "\"</keep>\"", "\"guard.max_words\"", "\"300\"");
    }

    @Test
    void what_counts_as_a_placeholder_belongs_to_the_run() throws IOException {
        assertThat(run("optimize", "--placeholders", "mustache,printf").status())
                .isZero();
        assertThat(Files.readString(folder.resolve("w/mine-offline/run.json")))
                .contains("\"guard.placeholders\"", "\"mustache,printf\"");
        assertThat(run("optimize").status()).isZero();
        assertThat(run("optimize", "--placeholders", "none").status()).isEqualTo(ExitStatus.RUN);
        assertThat(run("optimize", "--placeholders", "none,jinja").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run("optimize", "--placeholders", "some").status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void a_prompt_above_the_limit_is_not_tried() {
        CommandLineTexts run = run("optimize", "--max-words", "1");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).containsPattern("round 2 +void").contains("may have at most 1");
    }

    @Test
    void a_run_goes_on_with_the_limit_that_it_has() {
        run("optimize", "--max-words", "300");

        assertThat(run("optimize").status()).isZero();
        assertThat(run("optimize", "--max-words", "200").status()).isEqualTo(ExitStatus.RUN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"optimize", "estimate"})
    void marks_that_do_not_fit_are_refused(String command) {
        CommandLineTexts run = run(command, "--frozen", "[[", "]]");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("spo: --frozen does not fit: the prompt has no frozen part between \"[[\"");
        assertThat(folder.resolve("w")).doesNotExist();
    }

    @Test
    void marks_given_twice_are_refused() {
        CommandLineTexts run = run("estimate", "--frozen", "<keep>", "</keep>", "--frozen", "a", "b");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("give --frozen once, with two marks");
    }

    @Test
    void values_are_shown_as_they_are_typed() {
        assertThat(CommandLineTexts.helpOf("optimize"))
                .contains("balanced, spread, strict", "base_model")
                .doesNotContain("BALANCED", "BASE_MODEL");
        assertThat(CommandLineTexts.helpOf("export")).contains("spring_ai").doesNotContain("SPRING_AI");
    }
}
