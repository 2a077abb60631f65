package io.github.spo4j.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of the simulation finds a better prompt for the walks of Navigate.yaml. */
class ConfirmCommandTest {

    @TempDir
    private Path folder;

    private CommandLineTexts optimize(String... more) {
        List<String> args = new ArrayList<>(
                List.of("optimize", "--offline", "--seed", "1", "--workspace", folder.toString(), "--name", "run"));
        args.addAll(List.of(more));
        return new CommandLineTexts(args.toArray(String[]::new));
    }

    private CommandLineTexts confirm(String... more) {
        List<String> args =
                new ArrayList<>(List.of("confirm", folder.resolve("run").toString(), "--offline"));
        args.addAll(List.of(more));
        return new CommandLineTexts(args.toArray(String[]::new));
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> names = Files.list(folder)) {
            return names.map(name -> name.getFileName().toString()).sorted().toList();
        }
    }

    @Nested
    class A_run {

        @Test
        void is_confirmed_on_more_questions_once() throws IOException {
            optimize("--template", "Navigate.yaml");

            CommandLineTexts first = confirm("--data", "Navigate.jsonl");
            CommandLineTexts again = confirm("--data", "Navigate.jsonl");

            assertThat(first.status()).as(first.err()).isZero();
            assertThat(first.out()).contains("The new prompt is better.").contains("of 10 question(s)");
            assertThat(again.out()).isEqualTo(first.out());
            assertThat(kept()).hasSize(2).last().asString().matches("run-confirm-[0-9a-f]{8}");
        }

        @Test
        void is_confirmed_on_questions_that_its_search_did_not_ask() throws IOException {
            Path data = Files.writeString(
                    folder.resolve("more.jsonl"),
                    builtIn() + "{\"question\": \"You stand in a hall. Walk 1 step forward. Are you back?\"}\n");
            optimize(
                    "--prompt",
                    "Follow the walk.",
                    "--requirements",
                    "Right, with every step.",
                    "--data",
                    data.toString());

            CommandLineTexts own = confirm("--json");
            CommandLineTexts given = confirm("--data", data.toString());

            JsonNode found = new ObjectMapper().readTree(own.out());
            assertThat(found.path("questions")).hasSize(7);
            assertThat(given.err()).contains("4 question(s) were asked by the search and are left out");
            assertThat(kept().stream().filter(name -> name.startsWith("run-confirm")))
                    .as("the same questions are the same comparison")
                    .hasSize(1);
        }

        private String builtIn() throws IOException {
            try (InputStream in =
                    requireNonNull(ConfirmCommandTest.class.getResourceAsStream("/templates/Navigate.jsonl"))) {
                return new String(in.readAllBytes(), UTF_8);
            }
        }

        @Test
        void that_has_used_all_its_questions_needs_more() throws IOException {
            optimize("--template", "Poem.yaml");

            CommandLineTexts none = confirm();

            assertThat(none.status()).isEqualTo(5);
            assertThat(none.err()).contains("0 question(s) are too few for a verdict");
            assertThat(kept()).containsExactly("run");
        }

        @Test
        void that_found_nothing_better_has_nothing_to_confirm() {
            optimize("--template", "Navigate.yaml", "--max-rounds", "1");

            CommandLineTexts nothing = confirm("--data", "Navigate.jsonl");

            assertThat(nothing.status()).isZero();
            assertThat(nothing.out())
                    .isEqualToIgnoringNewLines(
                            "The search found nothing better than the start: there is nothing to compare.");
        }

        @Test
        void that_does_not_exist_or_is_of_the_Python_system_is_refused_in_a_sentence() {
            CommandLineTexts none = confirm("--data", "Navigate.jsonl");

            assertThat(none.status()).isEqualTo(2);
            assertThat(none.err()).hasLineCount(1).doesNotContain("Exception");
        }
    }

    @Nested
    class Held_out_questions {

        @Test
        void are_as_many_as_the_option_says_and_their_verdict_is_shown() throws IOException {
            CommandLineTexts run = optimize("--template", template().toString(), "--held-out", "5", "--json");

            JsonNode result = new ObjectMapper().readTree(run.out());
            assertThat(result.path("held_out").asInt()).isEqualTo(5);
            assertThat(result.at("/confirmation/comparison/questions")).hasSize(5);
            CommandLineTexts show =
                    new CommandLineTexts("show", folder.resolve("run").toString());
            assertThat(show.out())
                    .contains(result.at("/confirmation/sentences/0").asText());
        }

        @Test
        void that_are_too_few_are_refused_before_anything_is_paid() throws IOException {
            Path template = template();

            for (String[] wrong : new String[][] {
                {"--held-out", "2"}, {"--held-out", "50"}, {"--held-out", "4", "--hand-out", "only-if-better"}
            }) {
                List<String> args = new ArrayList<>(List.of("--template", template.toString()));
                args.addAll(List.of(wrong));
                CommandLineTexts refused = optimize(args.toArray(String[]::new));

                assertThat(refused.status()).as(String.join(" ", wrong)).isEqualTo(2);
                assertThat(refused.err().lines().filter(line -> line.startsWith("spo:")))
                        .hasSize(1);
                assertThat(folder.resolve("run")).doesNotExist();
            }
        }

        private Path template() throws IOException {
            StringBuilder yaml =
                    new StringBuilder("prompt: Follow the walk.\nrequirements: Right, with every step.\nqa:\n");
            for (int steps = 1; steps < 11; steps++) {
                yaml.append("- question: You look north. Walk ")
                        .append(steps)
                        .append(" steps forward. Are you back?\n");
            }
            return Files.writeString(folder.resolve("walks.yaml"), yaml);
        }
    }
}
