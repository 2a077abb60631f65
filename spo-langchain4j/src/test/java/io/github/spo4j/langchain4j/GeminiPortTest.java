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
import io.github.spo4j.testing.ChatModelPortContract;
import io.github.spo4j.testing.StandInServer;
import io.github.spo4j.testing.StandInServer.Answer;
import io.github.spo4j.testing.StandInServer.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** After Google's reference of the Gemini API's generateContent and of its errors. */
class GeminiPortTest extends ChatModelPortContract {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Pattern PATH = Pattern.compile("/v1beta/models/([^:/]+):generateContent");
    private static final String USAGE_FIELD = ",\"usageMetadata\":{\"promptTokenCount\":18,\"candidatesTokenCount\":5,"
            + "\"thoughtsTokenCount\":4,\"cachedContentTokenCount\":6,\"totalTokenCount\":27,"
            + "\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":18}]}";

    @Override
    protected ChatModelPort port(String url, Duration timeout) {
        return ModelServer.gemini()
                .baseUrl(url + "/v1beta")
                .apiKey(KEY)
                .timeout(timeout)
                .build()
                .port(ModelSettings.named(MODEL));
    }

    @Override
    protected Answer plays(Scene scene) {
        String text = part(TEXT);
        return switch (scene) {
            case TEXT -> Answer.ok(content(text, "STOP", USAGE_FIELD));
            case REASONING -> Answer.ok(content(thought(THOUGHTS) + "," + text, "STOP", USAGE_FIELD));
            case CUT -> Answer.ok(content(text, "MAX_TOKENS", USAGE_FIELD));
            case ENDED_ODDLY -> Answer.ok(content(text, "TIRED", USAGE_FIELD));
            case WITHOUT_USAGE -> Answer.ok(content(text, "STOP", ""));
            case RATE_LIMITED ->
                error(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Quota exceeded, please retry in 7s.",
                        "{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":[{\"quotaId\":"
                                + "\"GenerateRequestsPerMinutePerProjectPerModel-FreeTier\"}]},"
                                + "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"7s\"}");
            case QUOTA_EXHAUSTED ->
                error(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Quota exceeded, please retry in 37s.",
                        "{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":[{\"quotaId\":"
                                + "\"GenerateRequestsPerDayPerProjectPerModel-FreeTier\"}]},"
                                + "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"37s\"}");
            case WRONG_KEY ->
                error(
                        400,
                        "INVALID_ARGUMENT",
                        "The key " + KEY + " is not good.",
                        "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\","
                                + "\"domain\":\"googleapis.com\"}");
            case FORBIDDEN -> error(403, "PERMISSION_DENIED", "Your key may not use this model", "");
            case UNKNOWN_MODEL -> error(404, "NOT_FOUND", "models/a-model is not found for API version v1beta", "");
            case INVALID_REQUEST -> error(400, "INVALID_ARGUMENT", "Unable to submit request", "");
            case TOO_LONG ->
                error(
                        400,
                        "INVALID_ARGUMENT",
                        "The input token count (1048577) exceeds the maximum number of tokens allowed (1048575).",
                        "");
            case SERVER_ERROR -> error(500, "INTERNAL", "An internal error has occurred", "");
            case OVERLOADED -> error(503, "UNAVAILABLE", "The model is overloaded", "");
            case ERROR_WITH_200 -> Answer.ok("{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}");
            case OTHER_JSON -> Answer.ok("{\"object\":\"chat.completion\"}");
            case BLANK -> Answer.ok(content(part(" \n"), "STOP", USAGE_FIELD));
            case REASONING_ONLY -> Answer.ok(content(thought(THOUGHTS), "MAX_TOKENS", USAGE_FIELD));
            case NO_CHOICES -> Answer.ok("{\"candidates\":[]" + USAGE_FIELD + "}");
            case FILTERED_REQUEST -> Answer.ok("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}" + USAGE_FIELD + "}");
            case FILTERED_REPLY -> Answer.ok("{\"candidates\":[{\"finishReason\":\"SAFETY\",\"index\":0}]}");
            case REFUSED -> throw new IllegalArgumentException(scene.name());
        };
    }

    @Override
    protected Set<Scene> unheardOf() {
        return EnumSet.of(Scene.REFUSED);
    }

    private static String part(String text) {
        return "{\"text\":" + Json.quoted(text) + "}";
    }

    private static String thought(String text) {
        return "{\"text\":" + Json.quoted(text) + ",\"thought\":true,\"thoughtSignature\":\"EqQB\"}";
    }

    private static String content(String parts, String reason, String rest) {
        return "{\"candidates\":[{\"content\":{\"parts\":[" + parts + "],\"role\":\"model\"},\"finishReason\":\""
                + reason + "\",\"index\":0}]" + rest + ",\"modelVersion\":\"" + SERVED_MODEL
                + "\",\"responseId\":\"r1\"}";
    }

    private static Answer error(int status, String name, String message, String details) {
        return Answer.of(
                status,
                "{\"error\":{\"code\":" + status + ",\"message\":" + Json.quoted(message) + ",\"status\":\"" + name
                        + "\",\"details\":[" + details + "]}}");
    }

    @Override
    protected ModelSettings settingsIn(Request request) {
        Matcher path = PATH.matcher(request.path());
        assertThat(path.matches()).as(request.path()).isTrue();
        JsonNode config = request.json().path("generationConfig");
        assertThat(Json.fields(config))
                .isSubsetOf(
                        "temperature",
                        "topP",
                        "maxOutputTokens",
                        "seed",
                        // what LangChain4j always says, each of them the default
                        "candidateCount",
                        "responseMimeType",
                        "responseLogprobs",
                        "enableEnhancedCivicAnswers");
        ModelSettings settings = ModelSettings.named(path.group(1));
        settings = config.has("temperature")
                ? settings.temperature(config.path("temperature").asDouble())
                : settings;
        settings = config.has("topP") ? settings.topP(config.path("topP").asDouble()) : settings;
        settings = config.has("maxOutputTokens")
                ? settings.maxOutputTokens(config.path("maxOutputTokens").asInt())
                : settings;
        return config.has("seed") ? settings.seed(config.path("seed").asLong()) : settings;
    }

    @Override
    protected List<Message> messagesIn(Request request) {
        List<Message> messages = new ArrayList<>();
        JsonNode system = request.json().path("systemInstruction").path("parts").path(0);
        if (!system.isMissingNode()) {
            messages.add(Message.system(system.path("text").asText()));
        }
        for (JsonNode content : request.json().path("contents")) {
            assertThat(content.path("parts")).hasSize(1);
            messages.add(new Message(
                    content.path("role").asText().equals("model") ? Speaker.ASSISTANT : Speaker.USER,
                    content.path("parts").path(0).path("text").asText()));
        }
        return messages;
    }

    private static ModelRequest.Builder request() {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")));
    }

    private ModelReply reply(String body) {
        try (StandInServer server = new StandInServer(Answer.ok(body))) {
            return port(server.url(), LONG).chat(request().build());
        }
    }

    private ModelException failure(Answer answer) {
        try (StandInServer server = new StandInServer(answer)) {
            return catchThrowableOfType(
                    ModelException.class,
                    () -> port(server.url(), LONG).chat(request().build()));
        }
    }

    @Test
    void a_request_generates_content_with_the_key_in_its_header() {
        try (StandInServer server = new StandInServer(plays(Scene.TEXT))) {
            port(server.url(), LONG).chat(request().json(true).build());

            assertThat(server.only().method()).isEqualTo("POST");
            assertThat(server.only().path()).isEqualTo("/v1beta/models/a-model:generateContent");
            assertThat(server.only().headers())
                    .containsEntry("x-goog-api-key", KEY)
                    .containsEntry("content-type", "application/json")
                    .doesNotContainKey("authorization");
            assertThat(server.only().json().path("contents"))
                    .hasToString("[{\"parts\":[{\"text\":\"Hi\"}],\"role\":\"user\"}]");
            assertThat(server.only()
                            .json()
                            .path("generationConfig")
                            .path("responseMimeType")
                            .asText())
                    .isEqualTo("application/json");
        }
    }

    @Test
    void each_seed_goes_out_as_it_is() {
        try (StandInServer server = new StandInServer(plays(Scene.TEXT))) {
            ChatModelPort port = port(server.url(), LONG);
            for (long seed : new long[] {1, 2, 1}) {
                port.chat(request().settings(ModelSettings.unset().seed(seed)).build());
            }
            port.chat(request().build());

            assertThat(server.requests())
                    .extracting(request -> settingsIn(request).seed())
                    .containsExactly(1L, 2L, 1L, null);
        }
    }

    @Test
    void parts_of_a_text_are_one_text() {
        ModelReply reply = reply(content(
                thought("Hm") + "," + part("Hel") + "," + thought("…") + "," + part("lo"), "STOP", USAGE_FIELD));

        assertThat(reply.text()).isEqualTo("Hello");
        assertThat(reply.reasoning()).isEqualTo("Hm…");
    }

    @Test
    void an_answer_may_lack_all_but_the_text() {
        ModelReply reply = reply("{\"candidates\":[{\"content\":{\"parts\":[" + part("Hello") + "]}}]}");

        assertThat(reply.text()).isEqualTo("Hello");
        assertThat(reply.finishReason()).isEqualTo(FinishReason.OTHER);
    }

    @Test
    void thoughts_without_an_answer_count_as_output() {
        ModelReply reply = reply(
                content(part("Hello"), "STOP", ",\"usageMetadata\":{\"promptTokenCount\":3,\"thoughtsTokenCount\":4}"));

        assertThat(reply.usage().output()).isEqualTo(4);
        assertThat(reply.usage().reasoning()).isEqualTo(4);
    }

    @Test
    void what_is_odd_in_fields_that_are_not_needed_is_not_known() {
        ModelReply reply = reply("{\"candidates\":[{\"content\":{\"parts\":[" + part("Hello")
                + "]},\"finishReason\":\"STOP\",\"index\":\"first\",\"groundingMetadata\":[],\"urlContextMetadata\":1},"
                + "7],\"modelVersion\":{},\"responseId\":[],\"groundingMetadata\":\"x\",\"usageMetadata\":"
                + "{\"promptTokenCount\":3,\"candidatesTokenCount\":3000000000,\"totalTokenCount\":\"many\"}}");

        assertThat(reply.text()).isEqualTo("Hello");
        assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(reply.servedModel()).isNull();
        assertThat(reply.usage()).isEqualTo(new TokenUsage(3L, null, null, null, null));
    }

    @ParameterizedTest
    @MethodSource("delays")
    void the_wait_is_read_from_the_details(String delay, @Nullable Duration wait) {
        ModelException failure = failure(error(
                503,
                "UNAVAILABLE",
                "Overloaded",
                "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"" + delay + "\"}"));

        assertThat(failure.retryAfter()).isEqualTo(wait);
    }

    static Stream<Arguments> delays() {
        return Stream.of(
                argumentSet("seconds", "37s", Duration.ofSeconds(37)),
                argumentSet("parts of a second", "0.955749311s", Duration.ofMillis(955)),
                argumentSet("nonsense", "soon", null),
                argumentSet("negative", "-3s", null));
    }

    @Test
    void an_error_in_a_list_is_read_too() {
        Answer answer = plays(Scene.RATE_LIMITED);

        ModelException failure = failure(Answer.of(answer.status(), "[" + answer.body() + "]"));

        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }
}
