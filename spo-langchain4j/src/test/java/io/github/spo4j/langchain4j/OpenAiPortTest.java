package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.openai.OpenAiChatModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.OpenAiPortContract;
import io.github.spo4j.testing.StandInServer;
import io.github.spo4j.testing.StandInServer.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI itself. */
class OpenAiPortTest extends OpenAiPortContract {

    @Override
    protected ChatModelPort port(String url, Duration timeout) {
        return ModelServer.openAi()
                .baseUrl(url + "/v1")
                .apiKey(KEY)
                .timeout(timeout)
                .build()
                .port(ModelSettings.named(MODEL));
    }

    private String body(ModelSettings settings) {
        try (StandInServer server = new StandInServer(plays(Scene.TEXT))) {
            port(server.url(), Duration.ofSeconds(30))
                    .chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")))
                            .settings(settings)
                            .build());
            return server.only().body().replaceAll("\\s", "");
        }
    }

    @Test
    void a_request_is_a_chat_completion_with_a_bearer_token() {
        try (StandInServer server = new StandInServer(plays(Scene.TEXT))) {
            port(server.url(), Duration.ofSeconds(30))
                    .chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.system("Be brief"), Message.user("Hi")))
                            .json(true)
                            .build());

            assertThat(server.only().method()).isEqualTo("POST");
            assertThat(server.only().path()).isEqualTo("/v1/chat/completions");
            assertThat(server.only().headers())
                    .containsEntry("authorization", "Bearer " + KEY)
                    .containsEntry("content-type", "application/json")
                    .doesNotContainKey("api-key");
            assertThat(server.only().body().replaceAll("\\s", ""))
                    .isEqualTo("{\"model\":\"a-model\",\"messages\":[{\"role\":\"system\",\"content\":\"Bebrief\"},"
                            + "{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":false,"
                            + "\"response_format\":{\"type\":\"json_object\"}}");
        }
    }

    @Test
    void a_reasoning_model_gets_only_what_it_takes() {
        try (CapturedLog log = new CapturedLog(Omissions.class)) {
            assertThat(body(ModelSettings.named("o3-mini")
                            .temperature(0.7)
                            .topP(0.9)
                            .maxOutputTokens(50)
                            .seed(4)))
                    .contains("\"max_completion_tokens\":50", "\"seed\":4")
                    .doesNotContain("temperature", "top_p", "max_tokens");
            assertThat(log.messages()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_completion_tokens", "max_tokens"})
    void a_model_object_with_a_limit_of_its_own_never_sends_two(String limit) {
        try (StandInServer server = new StandInServer(plays(Scene.TEXT))) {
            OpenAiChatModel.OpenAiChatModelBuilder builder = OpenAiChatModel.builder()
                    .baseUrl(server.url() + "/v1")
                    .apiKey(KEY)
                    .modelName("gpt-4o-mini")
                    .maxRetries(0);
            LangChain4jChatModel port = LangChain4jChatModel.of(
                    (limit.equals("max_tokens") ? builder.maxTokens(1_000) : builder.maxCompletionTokens(1_000))
                            .build());
            ModelRequest open = ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")))
                    .build();

            assertThat(port.defaults())
                    .isEqualTo(ModelSettings.named("gpt-4o-mini").maxOutputTokens(1_000));
            CallPolicy.defaults().wrap(port, Budget.ofTokens(100_000)).chat(open);
            port.chat(open.toBuilder()
                    .settings(ModelSettings.unset().maxOutputTokens(50))
                    .build());

            assertThat(server.requests())
                    .extracting(request -> request.body().replaceAll("\\s", ""))
                    .satisfiesExactly(
                            own -> assertThat(own).containsOnlyOnce("tokens\"").contains("\"" + limit + "\":1000"),
                            given -> assertThat(given)
                                    .containsOnlyOnce("tokens\"")
                                    .contains("\"" + limit + "\":50"));
        }
    }

    @Test
    void content_in_parts_is_one_text_and_its_thoughts() {
        String parts = "[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Hm\"},"
                + "{\"type\":\"text\",\"text\":\"…\"}]},{\"type\":\"text\",\"text\":\"Hel\"},"
                + "{\"type\":\"text\",\"text\":\"lo\"}]";
        try (StandInServer server = new StandInServer(Answer.ok("{\"choices\":[{\"message\":{\"role\":\"assistant\","
                + "\"content\":" + parts + "},\"finish_reason\":\"stop\"}]}"))) {
            ModelReply reply = port(server.url(), Duration.ofSeconds(30))
                    .chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")))
                            .build());

            assertThat(reply.text()).isEqualTo("Hello");
            assertThat(reply.reasoning()).isEqualTo("Hm…");
        }
    }
}
