package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.Speaker;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.ChatModelPortContract;
import io.github.spo4j.testing.StandInServer;
import io.github.spo4j.testing.StandInServer.Answer;
import io.github.spo4j.testing.StandInServer.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** After Anthropic's reference of the Messages API, its errors and its stop reasons. */
class AnthropicPortTest extends ChatModelPortContract {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String USAGE_FIELD = ",\"usage\":{\"input_tokens\":10,\"cache_creation_input_tokens\":2,"
            + "\"cache_read_input_tokens\":6,\"output_tokens\":9,\"service_tier\":\"standard\"}";

    /** The contract sets seeds, which Anthropic does not take. */
    private CapturedLog log;

    @BeforeEach
    void captureLog() {
        log = new CapturedLog(Omissions.class);
    }

    @AfterEach
    void releaseLog() {
        log.close();
    }

    @Override
    protected ChatModelPort port(String url, Duration timeout) {
        return ModelServer.anthropic()
                .baseUrl(url + "/v1")
                .apiKey(KEY)
                .timeout(timeout)
                .build()
                .port(ModelSettings.named(MODEL));
    }

    @Override
    protected Answer plays(Scene scene) {
        String text = block("text", TEXT);
        return switch (scene) {
            case TEXT -> Answer.ok(message(text, "end_turn", USAGE_FIELD));
            case REASONING ->
                Answer.ok(message(
                        block("thinking", THOUGHTS) + ",{\"type\":\"redacted_thinking\",\"data\":\"x\"}," + text,
                        "end_turn",
                        USAGE_FIELD));
            case CUT -> Answer.ok(message(text, "max_tokens", USAGE_FIELD));
            case ENDED_ODDLY -> Answer.ok(message(text, "pause_turn", USAGE_FIELD));
            case WITHOUT_USAGE -> Answer.ok(message(text, "end_turn", ""));
            case RATE_LIMITED -> error(429, "rate_limit_error", "Too many requests", "retry-after: 7");
            case QUOTA_EXHAUSTED -> error(402, "billing_error", "There is an issue with your payment information");
            case WRONG_KEY -> error(401, "authentication_error", "invalid x-api-key " + KEY);
            case FORBIDDEN -> error(403, "permission_error", "Your key may not use this resource");
            case UNKNOWN_MODEL -> error(404, "not_found_error", "model: a-model");
            case INVALID_REQUEST -> error(400, "invalid_request_error", "`temperature` is deprecated for this model.");
            case TOO_LONG -> error(400, "invalid_request_error", "prompt is too long: 200001 tokens > 200000 maximum");
            case SERVER_ERROR -> error(500, "api_error", "Internal server error");
            case OVERLOADED -> error(529, "overloaded_error", "Overloaded");
            case ERROR_WITH_200 -> error(200, "overloaded_error", "Overloaded");
            case OTHER_JSON -> Answer.ok("{\"object\":\"chat.completion\"}");
            case BLANK -> Answer.ok(message(block("text", " \n"), "end_turn", USAGE_FIELD));
            case REASONING_ONLY -> Answer.ok(message(block("thinking", THOUGHTS), "max_tokens", USAGE_FIELD));
            case REFUSED -> Answer.ok(message("", "refusal", USAGE_FIELD));
            case FILTERED_REQUEST -> error(400, "invalid_request_error", "Output blocked by content filtering policy");
            case NO_CHOICES, FILTERED_REPLY -> throw new IllegalArgumentException(scene.name());
        };
    }

    @Override
    protected Set<Scene> unheardOf() {
        return EnumSet.of(Scene.NO_CHOICES, Scene.FILTERED_REPLY);
    }

    private static String block(String type, String text) {
        String rest = type.equals("thinking") ? ",\"signature\":\"EqQB\"}" : "}";
        return "{\"type\":\"" + type + "\",\"" + type + "\":" + Json.quoted(text) + rest;
    }

    private static String message(String blocks, String reason, String rest) {
        return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"" + SERVED_MODEL
                + "\",\"content\":[" + blocks + "],\"stop_reason\":\"" + reason + "\",\"stop_sequence\":null" + rest
                + "}";
    }

    private static Answer error(int status, String type, String message, String... headers) {
        return Answer.of(
                status,
                "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":" + Json.quoted(message)
                        + "},\"request_id\":\"req_1\"}",
                headers);
    }

    @Override
    protected ModelSettings settingsIn(Request request) {
        JsonNode body = request.json();
        assertThat(Json.fields(body))
                .isSubsetOf("model", "messages", "system", "max_tokens", "stream", "temperature", "top_p");
        assertThat(body.path("stream").asBoolean(true)).isFalse();
        ModelSettings settings = ModelSettings.named(body.path("model").asText())
                .maxOutputTokens(body.path("max_tokens").asInt());
        settings = body.has("temperature")
                ? settings.temperature(body.path("temperature").asDouble())
                : settings;
        return body.has("top_p") ? settings.topP(body.path("top_p").asDouble()) : settings;
    }

    /** There is always a limit and never a seed. */
    @Override
    protected ModelSettings sent(ModelSettings set) {
        Integer limit = set.maxOutputTokens();
        ModelSettings sent =
                ModelSettings.named(String.valueOf(set.name())).maxOutputTokens(limit == null ? 8_192 : limit);
        Double temperature = set.temperature();
        Double topP = set.topP();
        sent = temperature == null ? sent : sent.temperature(temperature);
        return topP == null ? sent : sent.topP(topP);
    }

    @Override
    protected List<Message> messagesIn(Request request) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode block : request.json().path("system")) {
            messages.add(Message.system(block.path("text").asText()));
        }
        for (JsonNode message : request.json().path("messages")) {
            assertThat(message.path("content")).hasSize(1);
            messages.add(new Message(
                    Speaker.valueOf(message.path("role").asText().toUpperCase(Locale.ROOT)),
                    message.path("content").path(0).path("text").asText()));
        }
        return messages;
    }

    private static ModelRequest request(ModelSettings settings) {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")))
                .settings(settings)
                .build();
    }

    private ModelReply reply(String body) {
        try (StandInServer server = new StandInServer(Answer.ok(body))) {
            return port(server.url(), LONG).chat(request(ModelSettings.unset()));
        }
    }

    private JsonNode body(ModelSettings settings) {
        try (StandInServer server = new StandInServer(plays(Scene.TEXT))) {
            port(server.url(), LONG).chat(request(settings));
            return server.only().json();
        }
    }

    @Test
    void a_request_is_a_message_with_key_and_version_in_their_headers() {
        try (StandInServer server = new StandInServer(plays(Scene.TEXT))) {
            port(server.url(), LONG)
                    .chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.system("Be brief"), Message.user("Hi")))
                            .json(true)
                            .build());

            assertThat(server.only().method()).isEqualTo("POST");
            assertThat(server.only().path()).isEqualTo("/v1/messages");
            assertThat(server.only().headers())
                    .containsEntry("x-api-key", KEY)
                    .containsEntry("anthropic-version", "2023-06-01")
                    .containsEntry("content-type", "application/json")
                    .doesNotContainKeys("authorization", "anthropic-beta");
            assertThat(server.only().json())
                    .hasToString("{\"model\":\"a-model\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                            + "\"text\",\"text\":\"Hi\"}]}],\"system\":[{\"type\":\"text\",\"text\":\"Be brief\"}],"
                            + "\"max_tokens\":8192,\"stream\":false}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "claude-3-opus-20240229, 4096",
        "claude-3-5-sonnet-20240620, 8192",
        "claude-sonnet-4-6, 8192",
        "claude-opus-4-7, 16384",
        "claude-sonnet-5-5, 16384"
    })
    void the_limit_of_output_tokens_is_ours(String model, int limit) {
        assertThat(body(ModelSettings.named(model)).path("max_tokens").asInt()).isEqualTo(limit);
        assertThat(body(ModelSettings.named(model).maxOutputTokens(7))
                        .path("max_tokens")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void samplers_are_sent_as_far_as_the_model_takes_them_and_the_rest_is_said_once() {
        ModelSettings both = ModelSettings.named("claude-3-5-sonnet-20240620")
                .temperature(0.7)
                .topP(0.9);
        assertThat(Json.fields(body(both))).contains("temperature", "top_p");
        assertThat(log.messages()).isEmpty();

        assertThat(Json.fields(body(ModelSettings.named("claude-sonnet-4-5-20250929")
                        .temperature(0.7)
                        .topP(0.9))))
                .contains("temperature")
                .doesNotContain("top_p");
        assertThat(Json.fields(body(
                        ModelSettings.named("claude-opus-4-8").temperature(0.7).topP(0.9))))
                .doesNotContain("temperature", "top_p");
        assertThat(Json.fields(body(ModelSettings.named("claude-sonnet-4-6").temperature(1.5))))
                .doesNotContain("temperature");
        assertThat(log.messages()).hasSize(4).allMatch(message -> message.startsWith("WARNING "));
    }

    @Test
    void what_is_not_sent_is_said_once_for_a_server() {
        try (StandInServer server = new StandInServer(plays(Scene.TEXT))) {
            ChatModelPort port = port(server.url(), LONG);
            for (int i = 0; i < 3; i++) {
                port.chat(request(ModelSettings.unset().seed(i)));
            }
            assertThat(log.messages()).containsExactly("WARNING {0} {1} is not sent to {2}: {3}");
        }
    }

    @Test
    void blocks_of_text_are_one_text() {
        assertThat(reply(message(block("text", "Hel") + "," + block("text", "lo"), "end_turn", ""))
                        .text())
                .isEqualTo("Hello");
    }

    @Test
    void a_full_context_window_cuts_the_reply() {
        assertThat(reply(message(block("text", "Hel"), "model_context_window_exceeded", ""))
                        .finishReason())
                .isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void what_is_odd_in_fields_that_are_not_needed_is_not_known() {
        ModelReply reply = reply("{\"id\":{},\"type\":[],\"role\":{},\"model\":{},\"content\":["
                + block("text", "Hello") + "],\"stop_reason\":\"end_turn\",\"stop_sequence\":[],\"container\":\"x\","
                + "\"usage\":{\"input_tokens\":10,\"output_tokens\":3000000000,\"cache_read_input_tokens\":[]}}");

        assertThat(reply.text()).isEqualTo("Hello");
        assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(reply.servedModel()).isNull();
        assertThat(reply.usage()).isEqualTo(new TokenUsage(10L, null, null, null, null));
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                argumentSet(
                        "credit",
                        error(400, "invalid_request_error", "Your credit balance is too low to access the API"),
                        Kind.QUOTA_EXHAUSTED),
                argumentSet(
                        "own spend limit",
                        error(400, "invalid_request_error", "You have reached your specified API usage limits."),
                        Kind.QUOTA_EXHAUSTED),
                argumentSet(
                        "spend limit",
                        Answer.of(
                                429,
                                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"x\","
                                        + "\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}"),
                        Kind.QUOTA_EXHAUSTED),
                argumentSet("size", error(413, "request_too_large", "Request exceeds the size"), Kind.REQUEST_TOO_LONG),
                argumentSet(
                        "limit and prompt",
                        error(400, "invalid_request_error", "input length and `max_tokens` exceed context limit"),
                        Kind.REQUEST_TOO_LONG),
                argumentSet("429 in 200", error(200, "rate_limit_error", "x"), Kind.RATE_LIMITED),
                argumentSet("401 in 200", error(200, "authentication_error", "x"), Kind.UNAUTHORIZED),
                argumentSet("404 in 200", error(200, "not_found_error", "x"), Kind.NOT_FOUND),
                argumentSet("empty", Answer.ok(message("", "end_turn", "")), Kind.BLANK_REPLY));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void other_errors_have_their_kind(Answer answer, Kind kind) {
        try (StandInServer server = new StandInServer(answer)) {
            ModelException failure = catchThrowableOfType(
                    ModelException.class, () -> port(server.url(), LONG).chat(request(ModelSettings.unset())));

            assertThat(failure.kind()).isEqualTo(kind);
        }
    }
}
