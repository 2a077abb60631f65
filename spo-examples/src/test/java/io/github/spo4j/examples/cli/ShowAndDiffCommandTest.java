package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.examples.terminal.Terminal;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShowAndDiffCommandTest {

    @TempDir
    private Path workspace;

    /** Round 2 is accepted, round 3 is void, round 4 is begun. */
    @BeforeEach
    void run() {
        ScriptedChatModel model = new ScriptedChatModel()
                .onCall(ModelRole.OPTIMIZE, request -> switch (request.callId().round()) {
                    case 2 ->
                        reply("<modification>Kinder.\nWarmer.</modification><prompt>Greet {name} well. 请说好话。</prompt>");
                    case 3 -> reply("<prompt>lost it</prompt>");
                    default -> reply("<prompt>Greet {name} often. 请说话。</prompt>");
                })
                .onCall(ModelRole.EXECUTE, request -> {
                    if (request.callId().round() == 4) {
                        throw new ModelException(ModelException.Kind.UNAUTHORIZED, "scripted");
                    }
                    return reply(request.callId().toString());
                })
                .onCall(
                        ModelRole.EVALUATE,
                        request -> reply(
                                request.messages().get(0).text().indexOf("round=2")
                                                < request.messages()
                                                        .get(0)
                                                        .text()
                                                        .indexOf("round=1")
                                        ? "<analyse>A is kind.</analyse><choose>A</choose>"
                                        : "<analyse>B is kind.</analyse><choose>B</choose>"));
        PromptOptimizer optimizer = PromptOptimizer.builder()
                .optimizeWith(model, ModelSettings.named("gpt-4o"))
                .executeWith(model, ModelSettings.named("gpt-4o-mini"))
                .evaluateWith(model, ModelSettings.named("gpt-4o-mini"))
                .template(IterationTemplate.of("Greet {name}. 请说话。", "Be kind.", "How?"))
                .workspace(workspace)
                .name("hello")
                .seed(1)
                .clock(Clock.fixed(Instant.parse("2026-11-25T10:00:00Z"), ZoneOffset.UTC))
                .build();
        try {
            optimizer.optimize();
            throw new AssertionError("the run did not stop");
        } catch (ModelException e) {
            assertThat(e).hasMessageContaining("scripted");
        }
    }

    private static ModelReply reply(String text) {
        return ModelReply.builder(text).usage(TokenUsage.of(1000, 100)).build();
    }

    private CommandLineTexts spo(String command, String... options) {
        return new CommandLineTexts(
                Stream.concat(Stream.of(command, workspace.resolve("hello").toString()), Stream.of(options))
                        .toArray(String[]::new));
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(workspace)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file.toString(), Files.readString(file));
            }
        }
        return files;
    }

    @Nested
    class Show_of_a_round_that_broke_a_check {

        @Test
        void says_which() {
            ScriptedChatModel model = new ScriptedChatModel()
                    .on(ModelRole.OPTIMIZE, request -> "<prompt>At length.</prompt>")
                    .on(ModelRole.EXECUTE, request -> request.callId().round() == 1 ? "Fine." : "I am very fine.");
            PromptOptimizer.builder()
                    .model(model)
                    .template(IterationTemplate.of("In short.", "Be kind.", "How?"))
                    .answerCheck(AnswerCheck.maxWords(2))
                    .workspace(workspace)
                    .name("checked")
                    .maxRounds(2)
                    .build()
                    .optimize();
            String run = workspace.resolve("checked").toString();

            assertThat(new CommandLineTexts("show", run).out())
                    .contains("rejected  out, without a vote")
                    .contains("          the answer to question 1 breaks max_words: 2\n");
            assertThat(new CommandLineTexts("show", run, "--json").out())
                    .contains("\"broken_checks\":[{\"question\":1,\"check\":\"max_words: 2\"}]");
        }
    }

    @Nested
    class Show {

        @Test
        void says_what_the_run_came_to_and_changes_nothing() throws IOException {
            Map<String, String> before = files();

            CommandLineTexts run = spo("show");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.out().lines())
                    .startsWith(
                            "round 1   start                            2026-11-25 10:00:00",
                            "round 2   accepted  votes new:old 3:0      2026-11-25 10:00:00  best",
                            "round 3   void                             2026-11-25 10:00:00")
                    .contains(
                            "round 4 is open: the run stopped in it, or is in it now",
                            "Judge: agreed with itself in 1 of 1 pairs with the sides swapped; chose the first shown in"
                                    + " 1 of 3 votes.",
                            "Model: optimize gpt-4o",
                            "Files: " + workspace.resolve("hello"))
                    .anyMatch(line -> line.matches("Calls: \\d+ \\(optimize 4, execute \\d+, evaluate 3\\)"))
                    .anyMatch(line -> line.matches("Cost: .*0\\.0\\d+.* US dollars .*"));
            assertThat(files()).isEqualTo(before);
        }

        @Test
        void has_the_best_prompt_and_why_it_is_the_best() {
            assertThat(spo("show").out().lines())
                    .containsSequence("Best prompt (round 2):", "Greet {name} well. 请说好话。", "Meant: Kinder.", "Warmer.")
                    .filteredOn(line -> line.endsWith(" is kind."))
                    .singleElement()
                    .asString()
                    .startsWith("Vote 1 for the new prompt (A is ");
        }

        private Stream<String> votesOfRound2() {
            return spo("show", "--round", "2").out().lines().filter(line -> line.startsWith("Vote "));
        }

        @Test
        void has_one_round_with_every_vote() {
            assertThat(spo("show", "--round", "2").out().lines())
                    .startsWith(
                            "round 2   accepted  votes new:old 3:0      2026-11-25 10:00:00  best",
                            "",
                            "Greet {name} well. 请说好话。",
                            "",
                            "Meant: Kinder.",
                            "Warmer.",
                            "");
            assertThat(votesOfRound2().map(line -> line.replaceFirst("Vote \\d ", "")))
                    .hasSize(3)
                    .containsOnly(
                            "for the new prompt (A is the new prompt, B the best so far): A is kind.",
                            "for the new prompt (A is the best so far, B the new prompt): B is kind.");
            assertThat(spo("show", "--round", "3").out())
                    .contains("no candidate could be used")
                    .endsWith("\n\nlost it\n");
            assertThat(spo("show", "--round", "4").err()).contains("there is no round 4");
        }

        @Test
        void has_one_round_as_json() throws IOException {
            JsonNode json = new ObjectMapper()
                    .readTree(spo("show", "--round", "2", "--json").out());

            assertThat(json.path("intention").asText()).isEqualTo("Kinder.\nWarmer.");
            assertThat(json.path("reasons"))
                    .hasSize(3)
                    .allSatisfy(vote -> assertThat(vote.path("reason").asText())
                            .isEqualTo(vote.path("a").asText().equals("new") ? "A is kind." : "B is kind."));
            assertThat(json.path("best").asBoolean()).isTrue();
            assertThat(json.path("prompt").asText()).startsWith("Greet {name} well.");
        }

        @Test
        void has_all_of_it_as_json() throws IOException {
            CommandLineTexts run = spo("show", "--json");

            assertThat(run.out().lines()).hasSize(1);
            JsonNode json = new ObjectMapper().readTree(run.out());
            assertThat(json.properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactly(
                            "best_prompt",
                            "best_round",
                            "search_winner",
                            "confirmation",
                            "open_round",
                            "files",
                            "rounds",
                            "void_rounds",
                            "models",
                            "usage",
                            "judge");
            assertThat(json.at("/best_prompt").asText()).startsWith("Greet {name} well.");
            assertThat(json.at("/best_round").asInt()).isEqualTo(2);
            assertThat(json.at("/open_round").asInt()).isEqualTo(4);
            assertThat(json.at("/rounds/1/votes/new").asInt()).isEqualTo(3);
            assertThat(json.at("/rounds/2/void_reason").asText()).isNotBlank();
            assertThat(json.at("/models/execute").asText()).isEqualTo("gpt-4o-mini");
            assertThat(json.at("/usage/evaluate/calls").asInt()).isEqualTo(3);
            assertThat(json.at("/usage/evaluate/input_tokens").asInt()).isEqualTo(3000);
            assertThat(json.at("/usage/evaluate/cost").decimalValue()).isPositive();
            assertThat(json.at("/judge/pairs").asInt()).isEqualTo(1);
        }
    }

    @Nested
    class Diff {

        @Test
        void goes_from_the_start_to_the_best() {
            CommandLineTexts run = spo("diff");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).isEqualTo("Greet {name}{+ well+}. 请说{+好+}话。\n");
            assertThat(run.err())
                    .startsWith(
                            "round 1 (start) to round 2 (accepted)\nMeant: Kinder.\nWarmer.\nVote 1 for the new prompt (")
                    .endsWith(" is kind.\n");
        }

        @ParameterizedTest
        @CsvSource({
            "2, 1, Greet {name}[- well-]. 请说[-好-]话。",
            "1, 1, Greet {name}. 请说话。",
            "3, 1, '[-lost-]{+Greet+} [-it-]{+{name}. 请说话。+}'"
        })
        void takes_any_two_rounds(String from, String to, String difference) {
            assertThat(spo("diff", from, to).out()).isEqualTo(difference + "\n");
        }

        @Test
        void is_red_and_green_where_that_is_asked_for() {
            assertThat(spo("diff", "--color", "always").out())
                    .isEqualTo("Greet {name}\u001b[32m well\u001b[0m. 请说\u001b[32m好\u001b[0m话。\n");
        }

        @Test
        void has_its_parts_as_json() {
            String json = spo("diff", "--json").out();

            assertThat(json)
                    .startsWith("{\"from\":1,\"to\":2,\"intention\":\"Kinder.\\nWarmer.\",\"reasons\":[{\"vote\":1,")
                    .endsWith("\"parts\":[{\"same\":\"Greet {name}\"},{\"gone\":\"\",\"new\":\" "
                            + "well\"},{\"same\":\". 请说\"},{\"gone\":\"\",\"new\":\"好\"},{\"same\":\"话。\"}]}\n");
        }

        static Stream<Arguments> terminals() {
            return Stream.of(
                    argumentSet("a terminal", true, Map.of("TERM", "xterm"), true),
                    argumentSet("a pipe", false, Map.of("TERM", "xterm"), false),
                    argumentSet("NO_COLOR", true, Map.of("NO_COLOR", "1"), false),
                    argumentSet("an empty NO_COLOR", true, Map.of("NO_COLOR", ""), true),
                    argumentSet("a dumb terminal", true, Map.of("TERM", "dumb"), false));
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("terminals")
        void is_coloured_on_terminals_that_can(boolean terminal, Map<String, String> environment, boolean coloured) {
            Terminal known = new Terminal(environment::get, descriptor -> terminal, OptionalInt::empty);

            assertThat(known.showsColours()).isEqualTo(coloured);
        }

        @Test
        void of_a_round_that_there_is_not_is_refused() {
            CommandLineTexts run = spo("diff", "1", "9");

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains("there is no round 9; the run in").contains("has 3 finished round(s)");
            assertThat(run.out()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"show", "diff"})
    void a_folder_without_a_run_is_refused(String command) throws IOException {
        Path empty = Files.createDirectory(workspace.resolve("empty"));

        CommandLineTexts run = new CommandLineTexts(command, empty.toString());

        assertThat(run.status()).isEqualTo(ExitStatus.RUN);
        assertThat(run.err()).contains("holds no run");
        assertThat(empty).isEmptyDirectory();
    }
}
