package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.testing.OpenAiPortContract;
import io.github.spo4j.testing.StandInServer;
import io.github.spo4j.testing.StandInServer.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** After Microsoft's reference of the Azure OpenAI v1 API and its content filter. */
class AzurePortTest extends OpenAiPortContract {

    @Override
    protected ChatModelPort port(String url, Duration timeout) {
        return ModelServer.azure(url + "/openai/v1/")
                .apiKey(KEY)
                .timeout(timeout)
                .build()
                .port(ModelSettings.named(MODEL));
    }

    @Override
    protected String limit() {
        return "max_completion_tokens";
    }

    @Override
    protected Answer plays(Scene scene) {
        return switch (scene) {
            case RATE_LIMITED -> error(429, "429", "Requests have exceeded the rate limit", "Retry-After: 7");
            case QUOTA_EXHAUSTED -> error(429, "insufficient_quota", "You exceeded your current quota");
            case WRONG_KEY -> error(401, "401", "Access denied due to invalid subscription key " + KEY);
            case FORBIDDEN -> error(403, "AuthorizationFailed", "The principal lacks the data action");
            case UNKNOWN_MODEL -> error(404, "DeploymentNotFound", "The API deployment does not exist");
            case INVALID_REQUEST -> error(400, "OperationNotSupported", "The operation does not work with the model");
            case TOO_LONG -> error(400, "context_length_exceeded", "This model's maximum context length is …");
            case FILTERED_REQUEST ->
                Answer.of(
                        400,
                        "{\"error\":{\"message\":\"The response was filtered\",\"type\":null,\"param\":\"prompt\","
                                + "\"code\":\"content_filter\",\"status\":400,\"innererror\":{\"code\":"
                                + "\"ResponsibleAIPolicyViolation\",\"content_filter_result\":{\"hate\":"
                                + "{\"filtered\":true,\"severity\":\"high\"}}}}}");
            case SERVER_ERROR -> error(500, "InternalServerError", "Backend returned unexpected response");
            case OVERLOADED -> error(503, "ServiceUnavailable", "The system is overloaded");
            default -> super.plays(scene);
        };
    }

    private static Answer error(int status, String code, String message, String... headers) {
        return Answer.of(
                status, "{\"error\":{\"code\":\"" + code + "\",\"message\":" + Json.quoted(message) + "}}", headers);
    }

    @Test
    void a_request_goes_to_the_v1_address_with_the_key_in_its_header_and_the_deployment_as_model() {
        try (StandInServer server = new StandInServer(plays(Scene.TEXT))) {
            port(server.url(), Duration.ofSeconds(30))
                    .chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")))
                            .settings(ModelSettings.named("my-deployment"))
                            .build());

            assertThat(server.only().method()).isEqualTo("POST");
            assertThat(server.only().path()).isEqualTo("/openai/v1/chat/completions");
            assertThat(server.only().headers()).containsEntry("api-key", KEY).doesNotContainKey("authorization");
            assertThat(server.only().json().path("model").asText()).isEqualTo("my-deployment");
        }
    }

    @Test
    void a_server_needs_the_v1_address_and_a_key() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelServer.azure("https://name.openai.azure.com"))
                .withMessageContaining("/openai/v1");
        assertThatIllegalStateException()
                .isThrownBy(() -> ModelServer.azure("https://name.openai.azure.com/openai/v1")
                        .build())
                .withMessageContaining("apiKey is not set");
    }
}
