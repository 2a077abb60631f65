package io.github.spo4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.Speaker;
import io.github.spo4j.testing.StandInServer.Answer;
import io.github.spo4j.testing.StandInServer.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a port to a server with OpenAI's protocol promises; the server plays its scenes after OpenAI's reference of chat
 * completions and its list of error codes. Override {@link #plays(Scene)} where yours says something else.
 */
public abstract class OpenAiPortContract extends ChatModelPortContract {

    private static final String USAGE_FIELD =
            ",\"usage\":{\"prompt_tokens\":18,\"completion_tokens\":9,\"total_tokens\":27,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":6},\"completion_tokens_details\":{\"reasoning_tokens\":4}}";

    /** For the class that extends this. */
    protected OpenAiPortContract() {}

    @Override
    protected Answer plays(Scene scene) {
        String said = "{\"role\":\"assistant\",\"content\":" + quoted(TEXT) + "}";
        return switch (scene) {
            case TEXT -> Answer.ok(completion(said, "stop", USAGE_FIELD));
            case REASONING ->
                Answer.ok(completion(
                        "{\"role\":\"assistant\",\"reasoning_content\":" + quoted(THOUGHTS) + ",\"content\":"
                                + quoted(TEXT) + "}",
                        "stop",
                        USAGE_FIELD));
            case CUT -> Answer.ok(completion(said, "length", USAGE_FIELD));
            case ENDED_ODDLY -> Answer.ok(completion(said, "tired", USAGE_FIELD));
            case WITHOUT_USAGE -> Answer.ok(completion(said, "stop", ""));
            case ERROR_WITH_200 -> Answer.ok("{\"error\":{\"message\":\"It broke\",\"type\":\"server_error\"}}");
            case OTHER_JSON -> Answer.ok("{\"choices\":[{\"text\":\"old\"}]}");
            case BLANK -> Answer.ok(completion("{\"role\":\"assistant\",\"content\":\" \\n\"}", "stop", USAGE_FIELD));
            case REASONING_ONLY ->
                Answer.ok(completion(
                        "{\"role\":\"assistant\",\"content\":null,\"reasoning\":" + quoted(THOUGHTS) + "}",
                        "length",
                        USAGE_FIELD));
            case NO_CHOICES -> Answer.ok("{\"id\":\"c1\",\"object\":\"chat.completion\",\"choices\":[]}");
            case REFUSED ->
                Answer.ok(completion(
                        "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"I won't\"}", "stop", USAGE_FIELD));
            case FILTERED_REPLY -> Answer.ok(completion(said, "content_filter", USAGE_FIELD));
            default -> refusal(scene);
        };
    }

    private static Answer refusal(Scene scene) {
        return switch (scene) {
            case RATE_LIMITED -> error(429, "Rate limit reached", "requests", "rate_limit_exceeded", "Retry-After: 7");
            case QUOTA_EXHAUSTED ->
                error(429, "You exceeded your current quota", "insufficient_quota", "insufficient_quota");
            case WRONG_KEY ->
                error(401, "Incorrect API key provided: " + KEY, "invalid_request_error", "invalid_api_key");
            case FORBIDDEN -> error(403, "Country not supported", "request_forbidden", "unsupported_country");
            case UNKNOWN_MODEL -> error(404, "The model does not exist", "invalid_request_error", "model_not_found");
            case INVALID_REQUEST ->
                error(400, "Unsupported value: 'temperature'", "invalid_request_error", "unsupported_value");
            case TOO_LONG -> error(400, "This model's maximum …", "invalid_request_error", "context_length_exceeded");
            case FILTERED_REQUEST ->
                error(400, "Your request was rejected", "invalid_request_error", "content_policy_violation");
            case SERVER_ERROR -> error(500, "The server had an error", "server_error", "server_error");
            case OVERLOADED -> error(503, "That model is overloaded", "server_error", "overloaded");
            default -> throw new IllegalArgumentException(scene.name());
        };
    }

    private static Answer error(int status, String message, String type, String code, String... headers) {
        return Answer.of(
                status,
                "{\"error\":{\"message\":" + quoted(message) + ",\"type\":\"" + type + "\",\"param\":null,\"code\":\""
                        + code + "\"}}",
                headers);
    }

    private static String completion(String message, String reason, String rest) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"" + SERVED_MODEL
                + "\",\"choices\":[{\"index\":0,\"message\":" + message + ",\"logprobs\":null,\"finish_reason\":\""
                + reason + "\"}]" + rest + "}";
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    @Override
    protected ModelSettings settingsIn(Request request) {
        JsonNode body = request.json();
        assertThat(body.fieldNames())
                .toIterable()
                .isSubsetOf("model", "messages", "stream", "temperature", "top_p", "seed", limit());
        assertThat(body.path("stream").asBoolean(false)).isFalse();
        ModelSettings settings = ModelSettings.named(body.path("model").asText());
        settings = body.has("temperature")
                ? settings.temperature(body.path("temperature").asDouble())
                : settings;
        settings = body.has("top_p") ? settings.topP(body.path("top_p").asDouble()) : settings;
        settings =
                body.has(limit()) ? settings.maxOutputTokens(body.path(limit()).asInt()) : settings;
        return body.has("seed") ? settings.seed(body.path("seed").asLong()) : settings;
    }

    /**
     * The name of the limit of output tokens.
     *
     * @return {@code max_tokens} unless this is overridden
     */
    protected String limit() {
        return "max_tokens";
    }

    @Override
    protected List<Message> messagesIn(Request request) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : request.json().path("messages")) {
            String role = message.path("role").asText();
            assertThat(role).as("role of a message").isIn("system", "user", "assistant");
            messages.add(new Message(
                    Speaker.valueOf(role.toUpperCase(Locale.ROOT)),
                    message.path("content").asText()));
        }
        return messages;
    }
}
