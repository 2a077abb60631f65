package io.github.spo4j.examples.aiservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.openai.OpenAiChatModel;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import io.github.spo4j.live.OptimizedPrompt;
import io.github.spo4j.template.QuestionAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimizeAiServiceTest {

    private static final Path SOURCE =
            Path.of("src/main/java/io/github/spo4j/examples/aiservice/OptimizeAiService.java");
    private static final Pattern METHOD =
            Pattern.compile("OptimizedPrompt optimized\\(.*?\\{\n(.*?)\n        return prompt;", Pattern.DOTALL);
    private static final Pattern SHOWN =
            Pattern.compile("<!-- example: OptimizeAiService -->\\s*```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void it_ends_with_a_better_prompt_in_use_and_keeps_the_old_one(@TempDir Path folder) throws IOException {
        try (SimulatedServer server =
                SimulatedServer.start(SimulatedModel.builder().seed(1).build(), Duration.ZERO)) {
            OpenAiChatModel model = OpenAiChatModel.builder()
                    .baseUrl(server.baseUrl())
                    .apiKey("none")
                    .modelName("simulation")
                    .maxRetries(0)
                    .build();

            OptimizedPrompt prompt = OptimizeAiService.optimized(
                    model,
                    folder.resolve("history.jsonl"),
                    List.of(QuestionAnswer.of("Why is the sky blue?"), QuestionAnswer.of("Why does bread rise?")));

            SimulatedModel judge = SimulatedModel.builder().build();
            assertThat(prompt.history()).hasSize(2);
            assertThat(judge.quality(prompt.text())).isGreaterThan(judge.quality("Answer the question."));
            assertThat(OptimizedPrompt.storedIn(folder.resolve("history.jsonl"), "another")
                            .history())
                    .isEqualTo(prompt.history());
        }
    }

    @Test
    void the_page_on_applications_shows_it_as_it_is() throws IOException {
        Matcher method = METHOD.matcher(Files.readString(SOURCE));
        Matcher shown = SHOWN.matcher(Files.readString(Path.of("../.github/docs/applications.md")));

        assertThat(method.find()).isTrue();
        assertThat(shown.find()).isTrue();
        assertThat(shown.group(1)).isEqualTo(statements(method.group(1)));
    }

    /** Without the indentation and without what is printed. */
    private static String statements(String body) {
        StringBuilder statements = new StringBuilder();
        body.lines()
                .filter(line -> !line.contains("System.out"))
                .map(line -> line.startsWith("        ") ? line.substring(8) : line)
                .forEach(line -> statements.append(line).append('\n'));
        return statements.toString();
    }
}
