package io.github.spo4j.langchain4j;

import static io.github.spo4j.langchain4j.LoopbackModelServer.completion;
import static io.github.spo4j.langchain4j.LoopbackModelServer.html;
import static io.github.spo4j.langchain4j.LoopbackModelServer.ok;
import static io.github.spo4j.langchain4j.LoopbackModelServer.status;
import static org.assertj.core.api.Assertions.assertThat;
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
import io.github.spo4j.testing.CapturedLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers say when they refuse, as they say it. */
class RefusalsTest {

    private static final String KEY = "sk-proj-Abc123secretKEY";

    private static ChatModelPort port(LoopbackModelServer server) {
        return ModelServer.openAi()
                .baseUrl(server.baseUrl())
                .apiKey(KEY)
                .build()
                .port(ModelSettings.named("a-model"));
    }

    private static ModelRequest request(boolean json) {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Say hello")))
                .json(json)
                .build();
    }

    private static ModelException failure(Answer answer) {
        try (LoopbackModelServer server = new LoopbackModelServer(answer)) {
            ModelException failure = catchThrowableOfType(
                    ModelException.class, () -> port(server).chat(request(false)));
            assertThat(server.received()).hasSize(1);
            return failure;
        }
    }

    static List<String[]> table() {
        try (InputStream in = Objects.requireNonNull(RefusalsTest.class.getResourceAsStream("refusals.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> refusals() {
        return table().stream()
                .map(line -> argumentSet(
                        line[0] + ": " + line[1], Integer.parseInt(line[2]), Kind.valueOf(line[3]), line[4]));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void are_known_for_what_they_are(int status, Kind kind, String body) {
        ModelException failure = failure(status(status, body));

        assertThat(failure).hasMessageStartingWith("the server answered " + status + ": ");
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(status);
    }

    @Test
    void come_from_many_providers() {
        Set<String> providers = new HashSet<>();
        table().forEach(line -> providers.add(line[0]));

        assertThat(table()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(providers).hasSizeGreaterThanOrEqualTo(20);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void end_with_the_servers_own_words_on_one_short_line(int status, Kind kind, String body) {
        ModelException failure = failure(status(status, body));

        assertThat(failure.details()).contains("a-model at 127.0.0.1:").doesNotContain("\n", KEY);
        assertThat(failure.details()).contains(", said: ").hasSizeLessThan(300);
        assertThat(failure.getMessage()).endsWith("; " + failure.details());
    }

    @Nested
    class Words {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'error':{'message':'The kettle is on','type':'t'}} | The kettle is on",
                    "{'error':'The kettle is on'} | The kettle is on",
                    "{'message':'The kettle is on'} | The kettle is on",
                    "{'detail':[{'loc':['body','seed'],'msg':'is a kettle','input':'secret'}]} | seed: is a kettle",
                    "{'message':{'detail':[{'loc':['body','seed'],'msg':'is a kettle'}]}} | seed: is a kettle",
                    "{'errors':[{'code':7,'message':'kettle'},{'message':'pot'}]} | kettle: pot",
                    "{'error':{'code':'KettleOn'}} | code=kettleon",
                    "The kettle\tis on | The kettle is on",
                    "{'Response':{'Error':{'Code':'K','Message':'kettle'}}} | kettle"
                })
        void are_found_in_bodies_of_all_shapes(String body, String words) {
            ModelException failure = failure(status(418, body.replace('\'', '"')));

            assertThat(failure.getMessage()).endsWith(" said: " + words);
        }

        @Test
        void of_a_page_are_its_title() {
            ModelException failure = failure(html(
                    403, "<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head><body>x</body></html>"));

            assertThat(failure)
                    .hasMessageContaining("a page for people came")
                    .hasMessageEndingWith("said: an HTML page titled \"Just a moment...\"");
        }

        @Test
        void show_no_key_and_at_most_two_hundred_characters() {
            ModelException failure = failure(status(
                    400,
                    "{\"error\":\"" + KEY + " is not a key. Bearer abcdefghijk. " + "And so on. ".repeat(90) + "\"}"));

            assertThat(failure.getMessage())
                    .contains("said: *** is not a key. ***")
                    .doesNotContain("abcdefghijk");
            assertThat(failure.getMessage().replaceFirst(".* said: ", "")).hasSize(200);
        }

        @Test
        void stand_beside_how_long_the_server_asks_to_wait() {
            ModelException failure = failure(status(429, "{\"error\":{\"message\":\"slow\"}}", "Retry-After: 86400"));

            assertThat(failure).hasMessageEndingWith(", asks to wait 86400 s, said: slow");
        }
    }

    @Nested
    class A_wait_that_is_asked_for_in_words {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "Limit 30000, Used 29000. Please try again in 1.2s. Visit https://x | 1200",
                    "Please try again in 20ms. | 20",
                    "Please try again in 6m0s. | 360000",
                    "Please try again in 2m59.56s. Need more tokens? | 179560",
                    "Please try again in 1h2m3s. | 3723000",
                    "Please try again in 1 day, 2 hours. | 93600000",
                    "Rate limit is exceeded. Try again in 5 seconds. | 5000",
                    "Requests have exceeded call rate limit. Please retry after 54 seconds. | 54000",
                    "You exceeded your quota. Please retry in 37.4s. | 37400"
                })
        void is_read(String words, long milliseconds) {
            ModelException failure = failure(status(429, "{\"error\":{\"message\":\"" + words + "\"}}"));

            assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(milliseconds));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Please try again later.",
                    "Please try again in a few minutes.",
                    "Try again in 5.",
                    "Try again in 3 months.",
                    "Limited to 20 requests in 60 seconds.",
                    "Try again with 3 s of sound.",
                    "Retry in 99999999999999999999 s"
                })
        void is_not_guessed(String words) {
            assertThat(failure(status(429, "{\"error\":{\"message\":\"" + words + "\"}}"))
                            .retryAfter())
                    .isNull();
        }

        @Test
        void counts_less_than_a_header() {
            assertThat(failure(status(429, "{\"error\":\"Please try again in 20s.\"}", "Retry-After: 7"))
                            .retryAfter())
                    .isEqualTo(Duration.ofSeconds(7));
        }
    }

    @Nested
    class In_a_200 {

        private Answer finish(String reason, String more) {
            return ok(completion("partial answer").replace("\"stop\"", "\"" + reason + "\"" + more));
        }

        @ParameterizedTest
        @ValueSource(strings = {"error", "network_error", "insufficient_system_resource", "abort"})
        void a_choice_that_the_server_marks_as_failed_is_tried_again(String reason) {
            ModelException failure = failure(finish(reason, ""));

            assertThat(failure.kind()).isEqualTo(Kind.SERVER_ERROR);
            assertThat(failure.isRetryable()).isTrue();
            assertThat(failure).hasMessageContaining("finish reason " + reason);
        }

        @Test
        void an_error_in_a_choice_is_no_answer() {
            ModelException failure =
                    failure(finish("error", ",\"error\":{\"code\":502,\"message\":\"Upstream error\"}"));

            assertThat(failure.kind()).isEqualTo(Kind.SERVER_ERROR);
            assertThat(failure).hasMessageEndingWith("said: Upstream error");
        }

        @ParameterizedTest
        @ValueSource(strings = {"sensitive", "content_filter", "safety", "PROHIBITED_CONTENT"})
        void a_choice_that_was_filtered_is_no_answer(String reason) {
            ModelException failure = failure(finish(reason, ""));

            assertThat(failure.kind()).isEqualTo(Kind.CONTENT_FILTERED);
            assertThat(failure.usage().output()).isEqualTo(3);
        }

        @ParameterizedTest
        @ValueSource(strings = {"length", "model_context_window_exceeded", "max_tokens", "MAX_TOKENS", "model_length"})
        void a_choice_that_was_cut_says_so(String reason) {
            try (LoopbackModelServer server = new LoopbackModelServer(finish(reason, ""))) {
                ModelReply reply = port(server).chat(request(false));

                assertThat(reply.finishReason()).isEqualTo(FinishReason.LENGTH);
                assertThat(reply.text()).isEqualTo("partial answer");
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'model':'m','message':{'role':'assistant','content':'Hi'},'done':true} | NOT_FOUND | base_url ends in /v1",
                    "{'choices':[{'text':'Hi','finish_reason':'stop'}]} | MALFORMED_REPLY | check base_url"
                })
        void an_answer_in_another_protocol_says_what_to_check(String body, Kind kind, String check) {
            ModelException failure = failure(ok(body.replace('\'', '"')));

            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure).hasMessageContaining(check);
        }
    }

    @Nested
    class Of_json_mode {

        private static final String REFUSED = "{\"error\":\"'response_format.type' must be 'json_schema' or 'text'\"}";

        @Test
        void are_answered_by_asking_without_it_from_then_on() {
            try (LoopbackModelServer server = new LoopbackModelServer(status(400, REFUSED), ok(completion("{}")));
                    CapturedLog log = new CapturedLog(Omissions.class)) {
                ChatModelPort port = port(server);

                assertThat(port.chat(request(true)).text()).isEqualTo("{}");
                assertThat(port.chat(request(true)).text()).isEqualTo("{}");

                List<Boolean> asked = new ArrayList<>();
                server.received().forEach(sent -> asked.add(sent.body().has("response_format")));
                assertThat(asked).containsExactly(true, false, false);
                assertThat(log.messages()).hasSize(1);
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"error\":{\"message\":\"Json mode response is not supported when enable_thinking is true\"}}",
                    "{\"detail\":[{\"loc\":[\"body\",\"response_format\"],\"msg\":\"no\"}]}",
                    "{\"error\":{\"message\":\"json_object is something I have never heard of\"}}",
                    "{\"error\":{\"message\":\"nope\",\"param\":\"response_format\"}}"
                })
        void are_known_in_other_words(String body) {
            try (LoopbackModelServer server = new LoopbackModelServer(status(422, body), ok(completion("{}")));
                    CapturedLog log = new CapturedLog(Omissions.class)) {
                assertThat(port(server).chat(request(true)).text()).isEqualTo("{}");
                assertThat(log.messages()).hasSize(1);
            }
        }

        @Test
        void name_the_setting_if_the_request_fails_without_it_too() {
            try (LoopbackModelServer server = new LoopbackModelServer(status(400, REFUSED), status(400, "no"));
                    CapturedLog log = new CapturedLog(Omissions.class)) {
                ModelException failure = catchThrowableOfType(
                        ModelException.class, () -> port(server).chat(request(true)));

                assertThat(failure).hasMessageContaining("refuses: [response_format]");
                assertThat(server.received()).hasSize(2);
                assertThat(log.messages()).hasSize(1);
            }
        }
    }

    @Test
    void are_shown_with_the_address_that_was_called() {
        try (LoopbackModelServer server = new LoopbackModelServer(status(500, "{\"error\":\"x\"}"))) {
            ModelException failure = catchThrowableOfType(
                    ModelException.class, () -> port(server).chat(request(false)));

            URI uri = URI.create(server.baseUrl());
            assertThat(failure)
                    .hasMessageEndingWith("; a-model at " + uri.getHost() + ":" + uri.getPort() + ", said: x");
        }
    }
}
