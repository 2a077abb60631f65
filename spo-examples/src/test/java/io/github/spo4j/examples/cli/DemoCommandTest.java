package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.demo.Recording;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    @TempDir
    private Path workspace;

    private CommandLineTexts demo(String... options) {
        return new CommandLineTexts(
                Stream.concat(Stream.of("demo", "--workspace", workspace.toString()), Stream.of(options))
                        .toArray(String[]::new));
    }

    private CommandLineTexts spo(String... command) {
        CommandLineTexts run = new CommandLineTexts(command);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    @Nested
    class It {

        @Test
        void says_first_that_it_is_a_recording() {
            assertThat(demo().err().lines())
                    .first()
                    .asString()
                    .startsWith("A recorded run")
                    .contains("2026-12-01", "SmolLM2-135M-Instruct", "No key", "no model is called");
        }

        @Test
        void shows_prompts_votes_and_tokens_as_they_were() {
            CommandLineTexts run = demo();

            assertThat(run.status()).as(run.err()).isZero();
            RecordedRun recorded = RecordedRun.read(Recording.run());
            for (Round round : recorded.rounds()) {
                assertThat(run.err()).contains("    " + round.prompt().strip().replace("\n", "\n    "));
            }
            assertThat(run.err()).contains("rejected", "votes new:old 3:0");
            assertThat(run.out()).contains("Best prompt: round 4", "Calls: 36", "14,722 in, 2,714 out");
        }

        @Test
        void ends_with_the_table_of_held_out_questions_and_says_how_it_was_made() {
            assertThat(demo().out())
                    .contains("Made beside the program", "ranked blind, twice")
                    .contains("new, new          The blender makes a burning smell.")
                    .contains("neither, neither  How do I wash this sweater")
                    .contains("Preferred in both readings: new on 11, start on 0; undecided: 1.");
        }

        @Test
        void says_little_when_it_is_quiet() {
            assertThat(demo("--quiet").err()).hasLineCount(1);
        }

        @Test
        void speaks_chinese() {
            CommandLineTexts run = new CommandLineTexts(Words.chinese(), "demo", "--workspace", workspace.toString());

            assertThat(run.err()).startsWith("这是一次录下来的运行");
            assertThat(run.out()).contains("盲评了两遍");
        }
    }

    @Nested
    class Its_pace {

        @Test
        void is_none_where_nobody_reads_along() {
            assertThat(demo().waits()).isEmpty();
        }

        @Test
        void is_a_rest_between_two_rounds() {
            assertThat(demo("--pace", "2").waits()).hasSize(5).containsOnly(Duration.ofSeconds(2));
        }
    }

    @Nested
    class Its_run {

        @Test
        void is_read_as_any_other() {
            String folder = workspace.resolve("demo").toString();
            assertThat(demo().status()).isZero();

            assertThat(spo("show", folder).out()).contains("round 4", "smollm2-135m");
            assertThat(spo("diff", folder).out()).contains("{+answer customers for a shop+}");
            assertThat(spo("replay", folder).out()).startsWith("The same: 6 round(s)");
            assertThat(spo("export", folder, "--format", "text").out()).startsWith("You answer customers for a shop.");
        }

        @Test
        void is_finished_and_shown_when_it_is_asked_for_once_more() throws IOException {
            demo();
            Path journal = workspace.resolve("demo").resolve("journal.jsonl");
            String before = Files.readString(journal);

            CommandLineTexts again = demo("--pace", "2");

            assertThat(again.status()).isZero();
            assertThat(again.waits()).isEmpty();
            assertThat(again.err()).contains("finished already", "--fresh").doesNotContain("--max-rounds");
            assertThat(again.out()).contains("Best prompt: round 4", "ranked blind, twice");
            assertThat(Files.readString(journal)).isEqualTo(before);
        }

        @Test
        void begins_anew_when_told_to() throws IOException {
            demo();

            CommandLineTexts again = demo("--fresh");

            assertThat(again.err()).contains("round 6").doesNotContain("finished already");
            try (Stream<Path> runs = Files.list(workspace)) {
                assertThat(runs.map(run -> run.getFileName().toString()))
                        .hasSize(2)
                        .allMatch(name -> name.startsWith("demo"));
            }
        }

        @Test
        void is_never_mixed_with_another_of_its_name() {
            spo(
                    "optimize",
                    "--offline",
                    "--quiet",
                    "--max-rounds",
                    "2",
                    "--name",
                    "demo",
                    "--workspace",
                    workspace.toString());

            CommandLineTexts run = demo();

            assertThat(run.status()).isEqualTo(ExitStatus.RUN);
            assertThat(run.err()).contains("--fresh");
            assertThat(RecordedRun.read(RunStorage.directory(workspace, "demo")).rounds())
                    .hasSize(2);
        }
    }

    @Test
    void refuses_a_pace_that_is_no_number_of_seconds() {
        assertThat(List.of(demo("--pace", "x").status(), demo("--pace", "-1").status()))
                .containsOnly(ExitStatus.USAGE);
    }
}
