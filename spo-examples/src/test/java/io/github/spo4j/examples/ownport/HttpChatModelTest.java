package io.github.spo4j.examples.ownport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.testing.OpenAiPortContract;
import io.github.spo4j.testing.StandInServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpChatModelTest extends OpenAiPortContract {

    @Override
    protected ChatModelPort port(String url, Duration timeout) {
        return new HttpChatModel(url + "/v1", KEY, MODEL, timeout);
    }

    @Test
    void a_request_is_a_chat_completion_with_a_bearer_token() {
        try (StandInServer server = new StandInServer(plays(Scene.TEXT))) {
            port(server.url(), Duration.ofSeconds(30))
                    .chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")))
                            .json(true)
                            .build());

            assertThat(server.only().method()).isEqualTo("POST");
            assertThat(server.only().path()).isEqualTo("/v1/chat/completions");
            assertThat(server.only().headers())
                    .containsEntry("authorization", "Bearer " + KEY)
                    .containsEntry("content-type", "application/json");
            assertThat(server.only().json())
                    .hasToString("{\"model\":\"a-model\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                            + "\"response_format\":{\"type\":\"json_object\"}}");
        }
    }
}
