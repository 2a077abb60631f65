package io.github.spo4j.langchain4j;

import static io.github.spo4j.langchain4j.LoopbackModelServer.closedAtOnce;
import static io.github.spo4j.langchain4j.LoopbackModelServer.closedMidBody;
import static io.github.spo4j.langchain4j.LoopbackModelServer.completion;
import static io.github.spo4j.langchain4j.LoopbackModelServer.html;
import static io.github.spo4j.langchain4j.LoopbackModelServer.ok;
import static io.github.spo4j.langchain4j.LoopbackModelServer.resetMidBody;
import static io.github.spo4j.langchain4j.LoopbackModelServer.silence;
import static io.github.spo4j.langchain4j.LoopbackModelServer.stalledBody;
import static io.github.spo4j.langchain4j.LoopbackModelServer.status;
import static io.github.spo4j.langchain4j.LoopbackModelServer.trickle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.langchain4j.LoopbackModelServer.Answer;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelServerTest {

    private static final String KEY = "sk-proj-Abc123secretKEY";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static ChatModelPort port(LoopbackModelServer server, Duration timeout) {
        return ModelServer.openAi()
                .baseUrl(server.baseUrl())
                .apiKey(KEY)
                .timeout(timeout)
                .clock(Clock.fixed(NOON, ZoneOffset.UTC))
                .build()
                .port(ModelSettings.named("a-model"));
    }

    private static ModelRequest.Builder request() {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Say hello")));
    }

    private static ModelReply reply(Answer answer) {
        try (LoopbackModelServer server = new LoopbackModelServer(answer)) {
            ModelReply reply = port(server, LONG).chat(request().build());
            assertThat(server.received()).hasSize(1);
            return reply;
        }
    }

    private static ModelException failure(Answer answer, Duration timeout) {
        try (LoopbackModelServer server = new LoopbackModelServer(answer)) {
            ModelException failure = failure(port(server, timeout));
            assertThat(server.received()).as("a request is sent once").hasSize(1);
            return failure;
        }
    }

    private static ModelException failure(ChatModelPort port) {
        return catchThrowableOfType(
                ModelException.class, () -> port.chat(request().build()));
    }

    private static List<String> fields(LoopbackModelServer.Received request) {
        List<String> names = new ArrayList<>();
        request.body().fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Nested
    class Requests {

        @Test
        void B31_sends_nothing_that_is_not_set() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                port(server, LONG).chat(request().build());

                assertThat(fields(server.only())).containsExactlyInAnyOrder("model", "messages", "stream");
                assertThat(server.only().body().path("model").asText()).isEqualTo("a-model");
                assertThat(server.only().body().path("stream").asBoolean(true)).isFalse();
                assertThat(server.only().body().path("messages").toString())
                        .isEqualTo("[{\"role\":\"user\",\"content\":\"Say hello\"}]");
            }
        }

        @Test
        void B31_sends_all_that_is_set() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                port(server, LONG)
                        .chat(ModelRequest.of(
                                        ModelRole.OPTIMIZE,
                                        List.of(Message.system("Be brief"), Message.user("Say hello in JSON")))
                                .settings(ModelSettings.named("another")
                                        .temperature(0.7)
                                        .topP(0.9)
                                        .maxOutputTokens(50)
                                        .seed(42))
                                .json(true)
                                .build());

                assertThat(server.only().body().toString())
                        .contains("\"model\":\"another\"")
                        .contains("\"role\":\"system\"", "\"temperature\":0.7", "\"top_p\":0.9", "\"max_tokens\":50")
                        .contains("\"seed\":42", "\"response_format\":{\"type\":\"json_object\"}");
                assertThat(fields(server.only())).hasSize(8);
            }
        }

        @Test
        void go_to_the_chat_address_with_the_key() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                port(server, LONG).chat(request().build());

                assertThat(server.only().method()).isEqualTo("POST");
                assertThat(server.only().path()).isEqualTo("/v1/chat/completions");
                assertThat(server.only().headers())
                        .containsEntry("authorization", "Bearer " + KEY)
                        .containsEntry("content-type", "application/json")
                        .doesNotContainKeys("upgrade", "http2-settings");
            }
        }

        @Test
        void hold_no_key_where_none_is_set() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                ModelServer.openAi()
                        .baseUrl(server.baseUrl())
                        .build()
                        .port(ModelSettings.named("a-model"))
                        .chat(request().build());

                assertThat(server.only().headers()).doesNotContainKey("authorization");
            }
        }

        @Test
        void of_three_roles_share_one_port_and_keep_their_settings() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                ChatModelPort port = port(server, LONG);
                double temperature = 0;
                for (ModelRole role : List.of(ModelRole.OPTIMIZE, ModelRole.EVALUATE, ModelRole.EXECUTE)) {
                    temperature += 0.3;
                    port.chat(ModelRequest.of(role, List.of(Message.user("Hi")))
                            .settings(ModelSettings.named(role.name()).temperature(temperature))
                            .build());
                }

                assertThat(server.received())
                        .extracting(request -> request.body().path("model").asText())
                        .containsExactly("OPTIMIZE", "EVALUATE", "EXECUTE");
                assertThat(server.received())
                        .extracting(request ->
                                Math.round(request.body().path("temperature").asDouble() * 10))
                        .containsExactly(3L, 6L, 9L);
            }
        }

        @Test
        void B4_share_one_kept_connection_and_are_sent_once() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                ChatModelPort port = port(server, LONG);
                for (int i = 0; i < 5; i++) {
                    port.chat(request().build());
                }

                assertThat(server.received()).hasSize(5);
                assertThat(server.connections()).isEqualTo(1);
            }
        }

        @Test
        void B4_are_not_repeated_when_a_kept_connection_breaks() {
            try (LoopbackModelServer server = new LoopbackModelServer(ok(completion("Hello")), closedAtOnce())) {
                ChatModelPort port = port(server, LONG);
                port.chat(request().build());

                assertThat(failure(port).kind()).isEqualTo(Kind.NETWORK);
                assertThat(server.received()).hasSize(2);
            }
        }
    }

    @Nested
    class Replies {

        @Test
        void have_text_usage_and_the_serving_model() {
            ModelReply reply = reply(ok(completion("Hello")));

            assertThat(reply.text()).isEqualTo("Hello");
            assertThat(reply.usage()).isEqualTo(TokenUsage.of(7, 3));
            assertThat(reply.servedModel()).isEqualTo("served-model");
            assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(reply.reasoning()).isNull();
        }

        @Test
        void count_cached_tokens_as_input_and_reasoning_as_output() {
            ModelReply reply = reply(ok(completion(
                    "{\"role\":\"assistant\",\"content\":\"Hello\"}",
                    ",\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":50,\"total_tokens\":150,"
                            + "\"prompt_tokens_details\":{\"cached_tokens\":64},"
                            + "\"completion_tokens_details\":{\"reasoning_tokens\":40}}")));

            assertThat(reply.usage()).isEqualTo(new TokenUsage(100L, 50L, 64L, null, 40L));
        }

        @Test
        void B5_need_no_usage() {
            assertThat(reply(ok(completion("{\"role\":\"assistant\",\"content\":\"Hello\"}", "")))
                            .usage())
                    .isEqualTo(TokenUsage.UNKNOWN);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "'created':1            | 'created':'2026-01-01T00:00:00Z'",
                    "'created':1            | 'id':{},'system_fingerprint':[],'service_tier':{'name':'flex'}",
                    "'index':0              | 'index':'first','logprobs':[]",
                    "'role':'assistant'     | 'role':1,'tool_calls':'none','function_call':[],'refusal':[]",
                    "{'prompt_tokens':7,'completion_tokens':3,'total_tokens':10} | 'n/a'",
                    "'total_tokens':10      | 'total_tokens':'ten','prompt_tokens_details':[]",
                    "'total_tokens':10      | 'completion_tokens_details':{'reasoning_tokens':'few'}",
                    "'completion_tokens':3  | 'completion_tokens':3000000000",
                    "'prompt_tokens':7      | 'prompt_tokens':{'text':7}"
                })
        void survive_what_is_odd_in_fields_that_are_not_needed(String plain, String odd) {
            String completion = completion("Hello");
            String changed = completion.replace(plain.replace('\'', '"'), odd.replace('\'', '"'));
            assertThat(changed).isNotEqualTo(completion);

            ModelReply reply = reply(ok(changed));

            assertThat(reply.text()).isEqualTo("Hello");
            assertThat(reply.servedModel()).isEqualTo("served-model");
            assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
        }

        @Test
        void have_the_usage_that_can_be_read() {
            ModelReply reply = reply(ok(completion(
                    "{\"role\":\"assistant\",\"content\":\"Hello\"}",
                    ",\"usage\":{\"prompt_tokens\":\"100\",\"completion_tokens\":3000000000,\"total_tokens\":{},"
                            + "\"prompt_tokens_details\":{\"cached_tokens\":64,\"audio_tokens\":[]},"
                            + "\"completion_tokens_details\":[]}")));

            assertThat(reply.usage()).isEqualTo(new TokenUsage(100L, null, 64L, null, null));
        }

        @ParameterizedTest
        @ValueSource(strings = {"reasoning_content", "reasoning"})
        void keep_the_reasoning_apart(String field) {
            ModelReply reply = reply(
                    ok(completion("{\"role\":\"assistant\",\"content\":\"Hello\",\"" + field + "\":\"Hm\"}", "")));

            assertThat(reply.text()).isEqualTo("Hello");
            assertThat(reply.reasoning()).isEqualTo("Hm");
        }

        @ParameterizedTest
        @ValueSource(strings = {"length", "odd"})
        void say_how_they_ended(String reason) {
            ModelReply reply = reply(ok(completion("Hello").replace("\"stop\"", "\"" + reason + "\"")));

            assertThat(reply.finishReason())
                    .isEqualTo(reason.equals("length") ? FinishReason.LENGTH : FinishReason.OTHER);
        }
    }

    @Nested
    class Failures {

        static Stream<Arguments> answers() {
            return Stream.of(
                    argumentSet("401", status(401, error("invalid_api_key")), Kind.UNAUTHORIZED, 401),
                    argumentSet("403", status(403, error("forbidden")), Kind.UNAUTHORIZED, 403),
                    argumentSet("400 wrong key", status(400, error("invalid_api_key")), Kind.UNAUTHORIZED, 400),
                    argumentSet("404", status(404, error("model_not_found")), Kind.NOT_FOUND, 404),
                    argumentSet("404 page", html(404, "<html>no</html>"), Kind.NOT_FOUND, 404),
                    argumentSet("404 text", status(404, "{\"error\":\"model not found\"}"), Kind.NOT_FOUND, 404),
                    argumentSet("400 model", status(400, error("model_not_found")), Kind.NOT_FOUND, 400),
                    argumentSet("307", status(307, "", "Location: http://127.0.0.1:1/x"), Kind.NOT_FOUND, 307),
                    argumentSet("400", status(400, error("bad")), Kind.INVALID_REQUEST, 400),
                    argumentSet("422", status(422, "{\"detail\":\"bad\"}"), Kind.INVALID_REQUEST, 422),
                    argumentSet("402", status(402, "{}"), Kind.QUOTA_EXHAUSTED, 402),
                    argumentSet("408", status(408, "{}"), Kind.RATE_LIMITED, 408),
                    argumentSet("429", status(429, error("rate_limit_exceeded")), Kind.RATE_LIMITED, 429),
                    argumentSet("429 tokens", status(429, error("x", "context window")), Kind.RATE_LIMITED, 429),
                    argumentSet("429 quota", status(429, error("insufficient_quota")), Kind.QUOTA_EXHAUSTED, 429),
                    argumentSet("400 long", status(400, error("context_length_exceeded")), Kind.REQUEST_TOO_LONG, 400),
                    argumentSet(
                            "400 long, vLLM",
                            status(400, "{\"message\":\"This model's maximum context length is 4096\",\"code\":400}"),
                            Kind.REQUEST_TOO_LONG,
                            400),
                    argumentSet("413", html(413, "<html>"), Kind.REQUEST_TOO_LONG, 413),
                    argumentSet("400 filter", status(400, error("content_filter")), Kind.CONTENT_FILTERED, 400),
                    argumentSet("500", status(500, error("server_error")), Kind.SERVER_ERROR, 500),
                    argumentSet("502 page", html(502, "<html>"), Kind.SERVER_ERROR, 502),
                    argumentSet("529", status(529, ""), Kind.SERVER_ERROR, 529),
                    argumentSet("500 list", status(500, "[" + error("x") + "]"), Kind.SERVER_ERROR, 500),
                    argumentSet("error in 200", ok(error("oops")), Kind.SERVER_ERROR, 200),
                    argumentSet("quota in 200", ok(error("insufficient_quota")), Kind.QUOTA_EXHAUSTED, 200),
                    argumentSet("429 in 200", ok("{\"error\":{\"code\":429}}"), Kind.RATE_LIMITED, 200),
                    argumentSet("HTML", html(200, "<html>hello</html>"), Kind.MALFORMED_REPLY, null),
                    argumentSet("cut JSON", ok("{\"choices\":[{\"mess"), Kind.MALFORMED_REPLY, null),
                    argumentSet("cut error", ok("{\"error\":{\"mess"), Kind.MALFORMED_REPLY, null),
                    argumentSet("empty body", ok(""), Kind.MALFORMED_REPLY, null),
                    argumentSet("a list", ok("[]"), Kind.MALFORMED_REPLY, null),
                    argumentSet("null", ok("null"), Kind.MALFORMED_REPLY, null),
                    argumentSet("no message", ok("{\"choices\":[{}]}"), Kind.MALFORMED_REPLY, null),
                    argumentSet("no choices", ok("{\"model\":\"m\"}"), Kind.NO_CHOICES, null),
                    argumentSet("null error", ok("{\"error\":null}"), Kind.NO_CHOICES, null),
                    argumentSet("empty choices", ok("{\"choices\":[]}"), Kind.NO_CHOICES, null),
                    argumentSet(
                            "null content",
                            ok(completion("{\"role\":\"assistant\",\"content\":null}", "")),
                            Kind.BLANK_REPLY,
                            null),
                    argumentSet("blank", ok(completion(" \\n")), Kind.BLANK_REPLY, null),
                    argumentSet(
                            "reasoning only",
                            ok(completion("{\"role\":\"assistant\",\"content\":\"\",\"reasoning\":\"Hm\"}", "")),
                            Kind.BLANK_REPLY,
                            null),
                    argumentSet(
                            "content_filter",
                            ok(completion("Half").replace("\"stop\"", "\"content_filter\"")),
                            Kind.CONTENT_FILTERED,
                            null),
                    argumentSet(
                            "refusal",
                            ok(completion("{\"role\":\"assistant\",\"content\":null,\"refusal\":\"I won't\"}", "")),
                            Kind.REFUSED,
                            null),
                    argumentSet("closed at once", closedAtOnce(), Kind.NETWORK, null),
                    argumentSet("closed in the body", closedMidBody(completion("Hello")), Kind.NETWORK, null),
                    argumentSet("reset in the body", resetMidBody(completion("Hello")), Kind.NETWORK, null));
        }

        private static String error(String code) {
            return error(code, "It did not work");
        }

        private static String error(String code, String message) {
            return "{\"error\":{\"code\":\"" + code + "\",\"type\":\"t\",\"message\":\"" + message + "\"}}";
        }

        @ParameterizedTest
        @MethodSource("answers")
        void B5_are_never_answers_and_say_what_happened(Answer answer, Kind kind, @Nullable Integer status) {
            ModelException failure = failure(answer, LONG);

            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.status()).isEqualTo(status);
            assertThat(failure.getMessage()).isNotBlank().doesNotContain("\n", "{", "<");
        }

        @ParameterizedTest
        @CsvSource({
            "unsupported_value, Unsupported value: 'temperature' does not support 0.7, temperature",
            "unsupported_parameter, Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens', max_tokens",
            "x, `top_p` is deprecated for this model., top_p"
        })
        void name_the_setting_that_the_model_refuses(String code, String message, String setting) {
            ModelException failure = failure(status(400, error(code, message)), LONG);

            assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
            assertThat(failure)
                    .hasMessageContaining("the model does not take " + setting)
                    .hasMessageContaining("refuses");
        }

        @ParameterizedTest
        @MethodSource("unfinished")
        void B14_include_answers_that_do_not_end_in_time(Answer answer) throws InterruptedException {
            try (LoopbackModelServer server = new LoopbackModelServer(answer)) {
                assertThat(failure(port(server, SHORT)).kind()).isEqualTo(Kind.TIMEOUT);

                assertThat(server.received()).hasSize(1);
                assertThat(server.hungUp().await(10, TimeUnit.SECONDS))
                        .as("the connection is closed")
                        .isTrue();
            }
        }

        static Stream<Arguments> unfinished() {
            return Stream.of(
                    argumentSet("silence", silence()),
                    argumentSet("a stalled body", stalledBody(completion("Hello"))),
                    argumentSet("a trickling body", trickle()));
        }

        @Test
        void B14_come_at_the_deadline_if_that_is_sooner() {
            try (LoopbackModelServer server = new LoopbackModelServer(silence())) {
                ModelException failure = catchThrowableOfType(
                        ModelException.class,
                        () -> port(server, LONG)
                                .chat(request().deadline(NOON.plus(SHORT)).build()));

                assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            }
        }

        @Test
        void come_without_a_request_when_the_deadline_is_over() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                ModelException failure = catchThrowableOfType(
                        ModelException.class,
                        () -> port(server, LONG).chat(request().deadline(NOON).build()));

                assertThat(failure.kind()).isEqualTo(Kind.DEADLINE);
                assertThat(server.received()).isEmpty();
            }
        }

        @Test
        void include_a_refused_connection() throws IOException {
            int unused;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                unused = socket.getLocalPort();
            }
            ChatModelPort port = ModelServer.openAi()
                    .baseUrl("http://127.0.0.1:" + unused + "/v1")
                    .build()
                    .port(ModelSettings.named("a-model"));

            assertThat(failure(port).kind()).isEqualTo(Kind.NETWORK);
        }

        @Test
        void include_an_unknown_host() {
            ChatModelPort port = ModelServer.openAi()
                    .baseUrl("http://no-such-host.invalid/v1")
                    .build()
                    .port(ModelSettings.named("a-model"));

            assertThat(failure(port).kind()).isEqualTo(Kind.NETWORK);
        }

        @ParameterizedTest
        @MethodSource("waits")
        void say_how_long_to_wait(String header, @Nullable Duration wait) {
            ModelException failure = failure(status(429, "{}", "Retry-After: " + header), LONG);

            assertThat(failure.retryAfter()).isEqualTo(wait);
        }

        static Stream<Arguments> waits() {
            return Stream.of(
                    argumentSet("seconds", "2", Duration.ofSeconds(2)),
                    argumentSet("a date", "Thu, 01 Jan 2026 12:01:30 GMT", Duration.ofSeconds(90)),
                    argumentSet("a date that is over", "Thu, 01 Jan 2026 11:00:00 GMT", Duration.ZERO),
                    argumentSet("nonsense", "soon", null),
                    argumentSet("a huge number", "99999999999999999999", null));
        }

        @Test
        void of_an_interrupted_thread_keep_its_flag_and_close_the_connection() throws Exception {
            try (LoopbackModelServer server = new LoopbackModelServer(stalledBody(completion("Hello")))) {
                FutureTask<Boolean> call = new FutureTask<>(() -> {
                    ModelException failure = failure(port(server, LONG));
                    assertThat(failure.kind()).isEqualTo(Kind.INTERRUPTED);
                    return Thread.currentThread().isInterrupted();
                });
                Thread caller = new Thread(call);
                caller.start();
                assertThat(server.arrived().await(10, TimeUnit.SECONDS)).isTrue();
                caller.interrupt();

                assertThat(call.get(10, TimeUnit.SECONDS)).as("flag").isTrue();
                assertThat(server.hungUp().await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(server.received()).hasSize(1);
            }
        }

        @Test
        void of_a_thread_interrupted_before_come_without_a_request() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                Thread.currentThread().interrupt();
                ModelException failure = failure(port(server, LONG));

                assertThat(Thread.interrupted()).isTrue();
                assertThat(failure.kind()).isEqualTo(Kind.INTERRUPTED);
                assertThat(server.received()).isEmpty();
            }
        }
    }

    @Nested
    class Keys {

        @ParameterizedTest
        @ValueSource(ints = {200, 400, 401, 429, 500})
        void are_in_no_message_cause_or_string(int status) {
            String body = "{\"error\":{\"message\":\"Incorrect API key provided: " + KEY + ". Bearer " + KEY + "\"}}";

            ModelException failure = failure(status(status, body), LONG);

            assertThat(printed(failure)).doesNotContain("secretKEY").contains("***");
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString() + cause.getMessage()).doesNotContain("secretKEY");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "plain text with " + KEY,
                    "{\"choices\": \"" + KEY + "\"}",
                    "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"no, " + KEY + "\"}}]}"
                })
        void are_not_repeated_from_an_unreadable_answer(String body) {
            assertThat(printed(failure(ok(body), LONG))).doesNotContain("secretKEY");
        }

        @Test
        void are_not_in_the_strings_of_servers_and_ports() {
            ModelServer server = ModelServer.openAi().apiKey(KEY).build();

            assertThat(server + " " + server.port(ModelSettings.unset())).doesNotContain(KEY);
        }

        private static String printed(Throwable failure) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            return trace.toString();
        }
    }

    @Nested
    class Builders {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "localhost:8080",
                    "ftp://host/",
                    "http:///v1",
                    "http://u:secret@host/",
                    "http://h/?k=secret"
                })
        void refuse_what_is_no_address(String url) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelServer.openAi().baseUrl(url))
                    .withMessageNotContaining("secret");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "sec ret", "secret\n", "sécret"})
        void refuse_a_key_that_no_header_can_hold(String key) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelServer.openAi().apiKey(key))
                    .withMessageNotContaining("secret");
        }

        @Test
        void refuse_a_timeout_that_is_not_positive() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelServer.openAi().timeout(Duration.ZERO));
        }
    }
}
