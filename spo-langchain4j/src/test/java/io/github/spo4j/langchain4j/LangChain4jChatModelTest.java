package io.github.spo4j.langchain4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import com.fasterxml.jackson.core.JsonParseException;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.output.FinishReason;
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
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LangChain4jChatModelTest {

    /** A model that keeps what it was asked, as a user's own would see it. */
    private static final class ScriptedChatModel implements ChatModel {

        private final List<ChatRequest> asked = new ArrayList<>();
        private final ChatRequestParameters defaults;
        private final Function<ChatRequest, ChatResponse> script;

        ScriptedChatModel(ChatRequestParameters defaults, Function<ChatRequest, ChatResponse> script) {
            this.defaults = defaults;
            this.script = script;
        }

        ScriptedChatModel(Function<ChatRequest, ChatResponse> script) {
            this(ChatRequestParameters.builder().build(), script);
        }

        @Override
        public ChatRequestParameters defaultRequestParameters() {
            return defaults;
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            asked.add(request);
            return script.apply(request);
        }
    }

    private static ChatResponse says(String text) {
        return ChatResponse.builder().aiMessage(AiMessage.from(text)).build();
    }

    private static ModelRequest.Builder request() {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Say hello")));
    }

    private static ModelException failure(RuntimeException thrown) {
        ChatModel model = new ScriptedChatModel(asked -> {
            throw thrown;
        });
        return catchThrowableOfType(
                ModelException.class,
                () -> LangChain4jChatModel.of(model).chat(request().build()));
    }

    @Nested
    class Requests {

        @Test
        void leave_to_the_model_what_is_not_set() {
            ScriptedChatModel model = new ScriptedChatModel(
                    ChatRequestParameters.builder()
                            .modelName("its-own")
                            .temperature(0.5)
                            .build(),
                    asked -> says("Hello"));

            LangChain4jChatModel.of(model)
                    .chat(request()
                            .settings(ModelSettings.unset().temperature(0.0))
                            .build());

            assertThat(model.asked.get(0).modelName()).isEqualTo("its-own");
            assertThat(model.asked.get(0).temperature()).isEqualTo(0.0);
            assertThat(model.asked.get(0).topP()).isNull();
        }

        @Test
        void keep_who_says_what() {
            ScriptedChatModel model = new ScriptedChatModel(asked -> says("Hello"));

            LangChain4jChatModel.of(model)
                    .chat(ModelRequest.of(
                                    ModelRole.EXECUTE,
                                    List.of(
                                            Message.system("a"),
                                            Message.user("b"),
                                            new Message(Speaker.ASSISTANT, "c"),
                                            Message.user("d")))
                            .build());

            assertThat(model.asked.get(0).messages())
                    .extracting(message -> message.type().name())
                    .containsExactly("SYSTEM", "USER", "AI", "USER");
        }

        @Test
        void carry_the_seed_only_where_the_model_takes_one() {
            ScriptedChatModel plain = new ScriptedChatModel(asked -> says("Hello"));
            ScriptedChatModel openAi = new ScriptedChatModel(OpenAiChatRequestParameters.EMPTY, asked -> says("Hello"));
            ModelRequest request =
                    request().settings(ModelSettings.unset().seed(7)).build();

            LangChain4jChatModel.of(plain).chat(request);
            LangChain4jChatModel.of(openAi).chat(request);

            assertThat(plain.asked.get(0).parameters()).isNotInstanceOf(OpenAiChatRequestParameters.class);
            assertThat(((OpenAiChatRequestParameters) openAi.asked.get(0).parameters()).seed())
                    .isEqualTo(7);
        }

        @Test
        void refuse_a_seed_that_does_not_fit() {
            ScriptedChatModel openAi = new ScriptedChatModel(OpenAiChatRequestParameters.EMPTY, asked -> says("Hello"));

            ModelException failure = catchThrowableOfType(
                    ModelException.class,
                    () -> LangChain4jChatModel.of(openAi)
                            .chat(request()
                                    .settings(ModelSettings.unset().seed(1L << 31))
                                    .build()));

            assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
            assertThat(failure).hasMessageContaining("2147483648");
        }

        @Test
        void name_the_limit_of_tokens_as_the_model_knows_it() {
            ScriptedChatModel model = new ScriptedChatModel(OpenAiChatRequestParameters.EMPTY, asked -> says("Hello"));

            for (String name : List.of("gpt-4o", "o3-mini")) {
                LangChain4jChatModel.of(model)
                        .chat(request()
                                .settings(ModelSettings.named(name).maxOutputTokens(9))
                                .build());
            }

            assertThat(model.asked).extracting(ChatRequest::maxOutputTokens).containsExactly(9, null);
            assertThat(model.asked)
                    .extracting(asked -> ((OpenAiChatRequestParameters) asked.parameters()).maxCompletionTokens())
                    .containsExactly(null, 9);
        }

        @Test
        void hold_back_what_the_model_s_own_name_says_that_it_refuses() {
            ScriptedChatModel model = new ScriptedChatModel(
                    OpenAiChatRequestParameters.builder().modelName("o3-mini").build(), asked -> says("Hello"));

            try (CapturedLog log = new CapturedLog(Omissions.class)) {
                LangChain4jChatModel.of(model)
                        .chat(request()
                                .settings(ModelSettings.unset().temperature(0.5))
                                .build());

                assertThat(model.asked.get(0).temperature()).isNull();
                assertThat(log.messages()).hasSize(1);
            }
        }

        @Test
        void wish_for_json_and_do_without_where_there_is_none() {
            ScriptedChatModel model = new ScriptedChatModel(asked -> {
                if (asked.responseFormat() != null) {
                    throw new UnsupportedFeatureException("no JSON here");
                }
                return says("Hello");
            });

            ModelReply reply =
                    LangChain4jChatModel.of(model).chat(request().json(true).build());

            assertThat(reply.text()).isEqualTo("Hello");
            assertThat(model.asked).extracting(ChatRequest::responseFormat).containsExactly(ResponseFormat.JSON, null);
        }

        @Test
        void are_not_made_of_blank_messages() {
            ChatModel model = mock();

            ModelException failure = catchThrowableOfType(
                    ModelException.class,
                    () -> LangChain4jChatModel.of(model)
                            .chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user(" ")))
                                    .build()));

            assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
            verify(model, never()).chat(any(ChatRequest.class));
        }

        @Test
        void are_not_made_after_the_deadline() {
            ChatModel model = mock();

            ModelException failure = catchThrowableOfType(
                    ModelException.class,
                    () -> LangChain4jChatModel.of(model)
                            .chat(request().deadline(Instant.EPOCH).build()));

            assertThat(failure.kind()).isEqualTo(Kind.DEADLINE);
            assertThat(failure.attempts()).isZero();
            verify(model, never()).chat(any(ChatRequest.class));
        }
    }

    @Nested
    class Replies {

        @Test
        void are_translated_with_a_user_s_model() {
            ScriptedChatModel model = new ScriptedChatModel(asked -> ChatResponse.builder()
                    .aiMessage(AiMessage.builder().text("Hello").thinking("Hm").build())
                    .modelName("served")
                    .finishReason(FinishReason.LENGTH)
                    .tokenUsage(new dev.langchain4j.model.output.TokenUsage(5, null))
                    .build());

            ModelReply reply = LangChain4jChatModel.of(model).chat(request().build());

            assertThat(reply.reasoning()).isEqualTo("Hm");
            assertThat(reply.servedModel()).isEqualTo("served");
            assertThat(reply.finishReason()).isEqualTo(io.github.spo4j.model.FinishReason.LENGTH);
            assertThat(reply.usage().input()).isEqualTo(5);
        }

        @Test
        void with_a_negative_count_report_nothing() {
            ScriptedChatModel model = new ScriptedChatModel(asked -> ChatResponse.builder()
                    .aiMessage(AiMessage.from("Hello"))
                    .tokenUsage(new dev.langchain4j.model.output.TokenUsage(-1, -1, -2))
                    .build());

            assertThat(LangChain4jChatModel.of(model).chat(request().build()).usage())
                    .isEqualTo(TokenUsage.UNKNOWN);
        }

        @Test
        void that_are_cut_before_any_text_say_so() {
            ScriptedChatModel model = new ScriptedChatModel(asked -> ChatResponse.builder()
                    .aiMessage(AiMessage.builder().thinking("Hm").build())
                    .finishReason(FinishReason.LENGTH)
                    .build());

            ModelException failure = catchThrowableOfType(
                    ModelException.class,
                    () -> LangChain4jChatModel.of(model).chat(request().build()));

            assertThat(failure.kind()).isEqualTo(Kind.BLANK_REPLY);
            assertThat(failure).hasMessageContaining("reasoning only").hasMessageContaining("limit of output tokens");
        }

        @ParameterizedTest
        @EnumSource(
                value = FinishReason.class,
                names = {"STOP", "CONTENT_FILTER"})
        void without_text_say_what_they_took_because_it_is_paid_for(FinishReason finish) {
            ScriptedChatModel model = new ScriptedChatModel(asked -> ChatResponse.builder()
                    .aiMessage(AiMessage.builder().build())
                    .finishReason(finish)
                    .tokenUsage(new dev.langchain4j.model.output.TokenUsage(12, 34))
                    .build());

            ModelException failure = catchThrowableOfType(
                    ModelException.class,
                    () -> LangChain4jChatModel.of(model).chat(request().build()));

            assertThat(failure.isNoUsableReply()).isTrue();
            assertThat(failure.usage()).isEqualTo(TokenUsage.of(12, 34));
        }

        @Test
        void that_are_null_are_a_broken_model() {
            ChatModel model = mock();

            ModelException failure = catchThrowableOfType(
                    ModelException.class,
                    () -> LangChain4jChatModel.of(model).chat(request().build()));

            assertThat(failure.kind()).isEqualTo(Kind.UNEXPECTED);
        }
    }

    @Nested
    class Failures {

        static Stream<Arguments> thrown() {
            return Stream.of(
                    argumentSet("rate limit", new RateLimitException("x"), Kind.RATE_LIMITED),
                    argumentSet("authentication", new AuthenticationException("x"), Kind.UNAUTHORIZED),
                    argumentSet("model", new ModelNotFoundException("x"), Kind.NOT_FOUND),
                    argumentSet("request", new InvalidRequestException("x"), Kind.INVALID_REQUEST),
                    argumentSet("feature", new UnsupportedFeatureException("x"), Kind.INVALID_REQUEST),
                    argumentSet("server", new InternalServerException("x"), Kind.SERVER_ERROR),
                    argumentSet("refusal", new ContentFilteredException("x"), Kind.REFUSED),
                    argumentSet("time-out", new TimeoutException("x"), Kind.TIMEOUT),
                    argumentSet("host", new UnresolvedModelServerException("x"), Kind.NETWORK),
                    argumentSet("address", wrapped(new UnresolvedAddressException()), Kind.NETWORK),
                    argumentSet("connect", wrapped(new ConnectException("x")), Kind.NETWORK),
                    argumentSet("stream", new UncheckedIOException(new IOException("x")), Kind.NETWORK),
                    argumentSet("socket time-out", wrapped(new SocketTimeoutException("x")), Kind.TIMEOUT),
                    argumentSet("HTTP time-out", wrapped(new HttpTimeoutException("x")), Kind.TIMEOUT),
                    argumentSet("JSON", wrapped(new JsonParseException(null, "x")), Kind.MALFORMED_REPLY),
                    argumentSet(
                            "quota",
                            new RateLimitException(
                                    new HttpException(429, "{\"error\":{\"code\":\"insufficient_quota\"}}")),
                            Kind.QUOTA_EXHAUSTED),
                    argumentSet("no body", new RateLimitException(new HttpException(429, null)), Kind.RATE_LIMITED),
                    argumentSet("other", new IllegalStateException("x"), Kind.UNEXPECTED));
        }

        private static RuntimeException wrapped(Exception cause) {
            return new RuntimeException(cause);
        }

        @ParameterizedTest
        @MethodSource("thrown")
        void of_a_user_s_model_get_their_kind(RuntimeException thrown, Kind kind) {
            assertThat(failure(thrown).kind()).isEqualTo(kind);
        }

        static Stream<Arguments> unreached() {
            return Stream.of(
                    argumentSet("refused", wrapped(new ConnectException("x"))),
                    argumentSet("no connection in time", wrapped(new HttpConnectTimeoutException("x"))),
                    argumentSet("no route", wrapped(new NoRouteToHostException("x"))),
                    argumentSet("name", wrapped(new UnknownHostException("x"))),
                    argumentSet("host", new UnresolvedModelServerException("x")));
        }

        @ParameterizedTest
        @MethodSource("unreached")
        void before_there_is_a_connection_cost_nothing(RuntimeException thrown) {
            ModelException failure = failure(thrown);

            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
            assertThat(failure.attempts()).isZero();
            assertThat(failure(wrapped(new IOException("reset"))).attempts()).isOne();
        }

        @Test
        void that_a_model_in_another_language_throws_as_checked_exceptions_get_their_kind() {
            ChatModel kotlin = new ScriptedChatModel(asked -> {
                Failures.<RuntimeException>sneak(new IOException("reset"));
                return says("never");
            });

            ModelException failure = catchThrowableOfType(
                    ModelException.class,
                    () -> LangChain4jChatModel.of(kotlin).chat(request().build()));

            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
        }

        @SuppressWarnings({"unchecked", "DoNotCallSuggester"}) // it is for being called
        private static <E extends Throwable> void sneak(Throwable e) throws E {
            throw (E) e;
        }

        @Test
        void by_interrupt_set_the_flag_again() {
            ModelException failure = failure(new RuntimeException(new InterruptedException()));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.kind()).isEqualTo(Kind.INTERRUPTED);
        }

        @Test
        void of_a_model_built_on_a_port_pass_through() {
            ModelException own = new ModelException(Kind.REFUSED, "no");

            assertThat(failure(own)).isSameAs(own);
        }

        @Test
        void end_a_cause_chain_that_bites_its_tail() {
            RuntimeException outer = new RuntimeException("outer");
            outer.initCause(new RuntimeException("inner", outer));

            assertThat(failure(outer).kind()).isEqualTo(Kind.UNEXPECTED);
        }

        @Test
        void show_where_they_come_from() {
            RuntimeException thrown = new RuntimeException("outer", new ConnectException("inner"));

            Throwable cause = requireNonNull(failure(thrown).getCause());

            assertThat(cause).hasMessage("java.lang.RuntimeException: outer");
            assertThat(cause.getCause()).hasMessage("java.net.ConnectException: inner");
            assertThat(cause.getStackTrace()).isEqualTo(thrown.getStackTrace());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "sk-proj-SECRET99",
                    "Bearer SECRET99",
                    "{\"api_key\": \"SECRET99\"}",
                    "https://host/v1?key=1&api-key=SECRET99",
                    "AIzaSECRET99",
                    "SECRET99f00df00df00df00df00df00df00d"
                })
        void hide_what_looks_like_a_key(String text) {
            ModelException failure = failure(new RuntimeException("It said " + text, new IOException(text)));

            assertThat(trace(failure)).contains("java.io.IOException", "***").doesNotContain("SECRET");
        }

        private static String trace(Throwable failure) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            return trace.toString();
        }

        @Test
        void cut_a_long_body_and_never_through_a_key() {
            String body = "x ".repeat(95) + "sk-SECRET99 " + "y ".repeat(5000);

            Throwable cause = requireNonNull(failure(new RuntimeException(body)).getCause());

            assertThat(cause.getMessage())
                    .hasSizeLessThan(250)
                    .doesNotContain("SE")
                    .endsWith("…");
        }
    }
}
