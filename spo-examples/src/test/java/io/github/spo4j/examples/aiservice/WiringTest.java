package io.github.spo4j.examples.aiservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.spo4j.langchain4j.AiServicePrompt;
import io.github.spo4j.live.OptimizedPrompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class WiringTest {

    /** Answers with the system message that it was sent. */
    private static final ChatModel ECHO = new ChatModel() {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            SystemMessage system = (SystemMessage) request.messages().get(0);
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from(system.text()))
                    .build();
        }
    };

    @Test
    void spring_gives_the_service_the_prompt_that_is_in_use() throws IOException {
        Path history = Path.of("assistant-prompt.jsonl");
        Files.deleteIfExists(history);
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.registerBean(ChatModel.class, () -> ECHO);
            context.register(SpringWiring.class);
            context.refresh();

            Assistant assistant = context.getBean(Assistant.class);
            assertThat(assistant.answer("?")).isEqualTo("Answer the question.");
            context.getBean(OptimizedPrompt.class).swap("Answer well.", "test");
            assertThat(assistant.answer("?")).isEqualTo("Answer well.");
        } finally {
            Files.deleteIfExists(history);
        }
    }

    @Test
    void quarkus_gives_the_service_the_prompt_that_is_in_use() {
        OptimizedPrompt prompt =
                OptimizedPrompt.of(AiServicePrompt.of(Assistant.class).text());
        Assistant assistant = new QuarkusWiring().assistant(ECHO, prompt);

        prompt.swap("Answer well.", "test");

        assertThat(assistant.answer("?")).isEqualTo("Answer well.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SpringWiring", "QuarkusWiring"})
    void the_page_on_applications_shows_it_as_it_is(String name) throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/github/spo4j/examples/aiservice/" + name + ".java"));
        Matcher shown = Pattern.compile("<!-- example: " + name + " -->\\s*```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../.github/docs/applications.md")));

        assertThat(shown.find()).isTrue();
        assertThat(source).endsWith("// snippet: " + name + "\n" + shown.group(1));
    }
}
