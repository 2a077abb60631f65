package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportCommandTest {

    @TempDir
    private Path workspace;

    /** Round 2 is accepted, round 3 is void. */
    @BeforeEach
    void run() {
        ScriptedChatModel model = new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> request.callId().round() == 2
                                ? "<prompt>Greet {name} well: {\"a\": 1}</prompt>"
                                : "<prompt>lost it</prompt>")
                .onCall(
                        ModelRole.EXECUTE,
                        request -> ModelReply.of(request.callId().toString()))
                .on(
                        ModelRole.EVALUATE,
                        request -> request.messages().get(0).text().indexOf("round=2")
                                        < request.messages().get(0).text().indexOf("round=1")
                                ? "<choose>A</choose>"
                                : "<choose>B</choose>");
        PromptOptimizer.builder()
                .optimizeWith(model, ModelSettings.unset())
                .executeWith(model, ModelSettings.named("gpt-x").temperature(0.5))
                .evaluateWith(model, ModelSettings.unset())
                .template(IterationTemplate.of("Greet {name}.", "Be kind.", "How?"))
                .placement(PromptPlacement.SYSTEM)
                .workspace(workspace)
                .name("hello")
                .maxRounds(3)
                .seed(1)
                .clock(Clock.fixed(Instant.parse("2026-11-25T10:00:00Z"), ZoneOffset.UTC))
                .build()
                .optimize();
    }

    private CommandLineTexts export(String folder, String... options) {
        return new CommandLineTexts(
                Stream.concat(Stream.of("export", workspace.resolve(folder).toString()), Stream.of(options))
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
    class The_best_prompt {

        @Test
        void is_printed_and_nothing_but_it() throws IOException {
            Map<String, String> before = files();

            CommandLineTexts run = export("hello", "--format", "text");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).isEqualTo("Greet {name} well: {\"a\": 1}");
            assertThat(run.err()).contains("note: it was measured as the system message", "model=gpt-x");
            assertThat(files()).isEqualTo(before);
        }

        @Test
        void is_written_with_model_and_provenance() throws IOException {
            Path file = workspace.resolve("hello.properties");

            CommandLineTexts run = export("hello/prompts", "--format", "QUARKUS", "--out", file.toString());

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).isEmpty();
            assertThat(Files.readString(file))
                    .contains(
                            "# round: 2\n",
                            "# template: sha256:",
                            "# date: 2026-11-25T10:00:00\n",
                            "# votes: 3 for it, 0 against it, 0 unclear\n",
                            "spo.prompt.system-message=Greet {name} well: \\\\{\"a\": 1\\\\}\n",
                            "spo.prompt.user-message={question}\n",
                            "spo.prompt.model=gpt-x\n",
                            "spo.prompt.temperature=0.5\n");
        }

        @ParameterizedTest
        @CsvSource({
            "chat_json, \"role\" : \"system\"",
            "langchain4j, {{name}}",
            "spring_ai, {! run:",
            "prompty, system:"
        })
        void has_every_format(String format, String part) {
            assertThat(export("hello", "--format", format).out()).contains(part);
        }

        @Test
        void may_be_another_rounds() {
            assertThat(export("hello", "--format", "text", "--round", "1").out())
                    .isEqualTo("Greet {name}.");
        }
    }

    @Nested
    class What_cannot_be_done {

        @Test
        void an_existing_file_is_left_as_it_is() throws IOException {
            Path file = Files.writeString(workspace.resolve("mine.txt"), "mine");

            CommandLineTexts run = export("hello", "--format", "text", "--out", file.toString());

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains(file + " exists already");
            assertThat(file).hasContent("mine");
        }

        @ParameterizedTest
        @CsvSource({
            "hello, --round=3, round 3 is void",
            "hello, --round=9, there is no round 9; the run in",
            "nowhere, --round=1, there is no folder",
            "hello, --out=/no/such/folder/x, does not exist"
        })
        void is_a_sentence_and_exit_status_2(String folder, String option, String message) {
            CommandLineTexts run = export(folder, "--format", "text", option);

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains(message).doesNotContain("\tat ");
            assertThat(run.out()).isEmpty();
        }

        @Test
        void is_a_folder_without_a_run() throws IOException {
            Files.createDirectory(workspace.resolve("empty"));

            CommandLineTexts run = export("empty", "--format", "text");

            assertThat(run.status()).isEqualTo(ExitStatus.RUN);
            assertThat(run.err()).contains("holds no run");
            assertThat(workspace.resolve("empty")).isEmptyDirectory();
        }
    }
}
