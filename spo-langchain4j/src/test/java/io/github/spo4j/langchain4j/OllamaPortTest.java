package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.testing.OpenAiPortContract;
import io.github.spo4j.testing.StandInServer;
import io.github.spo4j.testing.StandInServer.Answer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** After Ollama's page on its OpenAI compatibility. */
class OllamaPortTest extends OpenAiPortContract {

    @Override
    protected ChatModelPort port(String url, Duration timeout) {
        return ModelServer.ollama()
                .baseUrl(url + "/v1")
                .timeout(timeout)
                .build()
                .port(ModelSettings.named(MODEL));
    }

    @Override
    protected Set<Scene> unheardOf() {
        return EnumSet.of(
                Scene.RATE_LIMITED,
                Scene.QUOTA_EXHAUSTED,
                Scene.WRONG_KEY,
                Scene.FORBIDDEN,
                Scene.TOO_LONG,
                Scene.REFUSED,
                Scene.FILTERED_REQUEST,
                Scene.FILTERED_REPLY);
    }

    @Override
    protected Answer plays(Scene scene) {
        return switch (scene) {
            case UNKNOWN_MODEL -> error(404, "model \\\"a-model\\\" not found, try pulling it first", "api_error");
            case INVALID_REQUEST -> error(400, "invalid message content type", "invalid_request_error");
            case SERVER_ERROR -> error(500, "llama runner process has terminated", "api_error");
            case OVERLOADED -> error(503, "server busy, please try again", "api_error");
            default -> super.plays(scene);
        };
    }

    private static Answer error(int status, String message, String type) {
        return Answer.of(
                status,
                "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type + "\",\"param\":null,\"code\":null}}");
    }

    @Test
    void a_request_needs_no_key() {
        try (StandInServer server = new StandInServer(plays(Scene.TEXT))) {
            port(server.url(), Duration.ofSeconds(30))
                    .chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")))
                            .build());

            assertThat(server.only().path()).isEqualTo("/v1/chat/completions");
            assertThat(server.only().headers()).doesNotContainKeys("authorization", "api-key");
        }
    }

    @Test
    void thoughts_that_are_left_in_the_text_are_separated() {
        try (StandInServer server = new StandInServer(Answer.ok("{\"model\":\"deepseek-r1\",\"choices\":[{\"message\":"
                + "{\"role\":\"assistant\",\"content\":\"<think>\\nHm\\n</think>\\n\\nHello\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":9}}"))) {
            ModelReply reply = port(server.url(), Duration.ofSeconds(30))
                    .chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")))
                            .build());

            assertThat(reply.text()).isEqualTo("Hello");
            assertThat(reply.reasoning()).isEqualTo("Hm");
            assertThat(reply.usage().output()).isEqualTo(9);
        }
    }
}
