package io.github.spo4j.langchain4j;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A LangChain4j {@link ChatModel} as a port.
 *
 * <pre>{@code
 * ChatModelPort port = LangChain4jChatModel.of(chatModel);
 * }</pre>
 *
 * <p>One port can serve several roles: each request has its own model name and settings, and the {@code ChatModel} decides
 * what a request does not set. Settings that a model is known to refuse are left out, see {@link ModelServer}. The seed is
 * sent if the model takes OpenAI's parameters and, by models built here, to Gemini. JSON mode becomes {@link
 * ResponseFormat#JSON}, unless the model does not support it.
 *
 * <p>What a model thought before it answered is the reply's reasoning, whether the provider sends it separately or the
 * text starts with it between {@code <think>} and {@code </think>}.
 *
 * <p><b>Retries.</b> A {@code ChatModel} that you build may retry a failed request itself: LangChain4j's models do so twice
 * by default ({@code maxRetries}). SPO cannot see, count or stop that, so requests are sent that a budget does not count.
 * Build it with {@code maxRetries(0)}, and for Anthropic with {@code maxTokens}, which is 1,024 by default; or let
 * {@link ModelServer} or {@link ModelsConfig} build it.
 *
 * <p><b>Time.</b> A request whose deadline has passed is not sent. Once sent, it is limited by the {@code ChatModel}'s
 * time-out; models built here also stop at the deadline.
 *
 * <p><b>Failures.</b> Each is a {@link ModelException} with its kind, HTTP status and, from models built here, the time the
 * server asks to wait. Its causes are copies with keys masked and a server's words cut to 200 characters.
 *
 * <p>As thread-safe as the {@code ChatModel}; LangChain4j's are.
 */
public final class LangChain4jChatModel implements ChatModelPort {

    private final Function<ModelSettings, ChatModel> models;
    private final ModelSettings own;
    private final ModelSettings defaults;
    private final SettingFilter filter;
    private final KeyMask mask;
    private final Clock clock;

    /** The server, or null if somebody else built the model. */
    private final ModelServer.@Nullable Access access;

    LangChain4jChatModel(
            Function<ModelSettings, ChatModel> models,
            ModelSettings own,
            ModelSettings defaults,
            SettingFilter filter,
            KeyMask mask,
            ModelServer.@Nullable Access access) {
        this.models = models;
        this.own = own;
        this.defaults = own.withDefaults(defaults);
        this.filter = filter;
        this.mask = mask;
        this.access = access;
        clock = access == null ? Clock.systemUTC() : access.clock();
    }

    /**
     * A port to a model that you built.
     *
     * @param model the model, best built with {@code maxRetries(0)}, see above
     * @return the port
     */
    public static LangChain4jChatModel of(ChatModel model) {
        requireNonNull(model, "model");
        return new LangChain4jChatModel(
                any -> model, ModelSettings.unset(), defaultsOf(model), SettingFilter.byName(), KeyMask.LOOKS, null);
    }

    /** What the model object has itself; a mocked model has no defaults. */
    private static ModelSettings defaultsOf(ChatModel model) {
        ChatRequestParameters parameters = model.defaultRequestParameters();
        if (parameters == null) {
            return ModelSettings.unset();
        }
        String name = parameters.modelName();
        ModelSettings settings = name == null || name.isBlank() ? ModelSettings.unset() : ModelSettings.named(name);
        Integer limit = OptionalClasses.OPEN_AI ? OpenAiDetails.limit(parameters) : parameters.maxOutputTokens();
        return limit == null || limit < 1 ? settings : settings.maxOutputTokens(limit);
    }

    @Override
    public ModelSettings defaults() {
        return defaults;
    }

    /**
     * Sends one request and waits for its reply.
     *
     * @param request what to send
     * @return the reply, with text in it
     * @throws ModelException if there is no reply, or one without text. An interrupt ends the wait if the
     *     {@code ChatModel} supports that, with the flag still set
     */
    @Override
    public ModelReply chat(ModelRequest request) {
        refuseIfTooLate(request.deadline());
        List<ChatMessage> messages =
                request.messages().stream().map(LangChain4jChatModel::converted).toList();
        ModelSettings settings = request.settings().withDefaults(own);
        ChatModel model = models.apply(settings);
        String name = name(settings, model.defaultRequestParameters());
        SettingFilter.Sendable sendable = filter.sendable(name, settings, request.json());
        ChatResponse response = CallDeadline.during(request.deadline(), () -> answer(model, name, messages, sendable));
        try {
            return reply(response, request);
        } catch (ModelException e) {
            throw e.withDetails(source(name, e.kind()));
        }
    }

    /** The model and its address; a failure to connect also says which way was tried. */
    private String source(String name, ModelException.Kind kind) {
        String shown = mask.excerpt(name);
        if (access == null) {
            return shown;
        }
        String way = access.way();
        boolean proxy = way.startsWith("through");
        return shown + " at " + access.address() + (proxy || kind == ModelException.Kind.NETWORK ? ", " + way : "");
    }

    @Override
    public @Nullable String address() {
        return access == null ? null : access.address();
    }

    @Override
    public @Nullable Duration timeout() {
        return access == null ? null : access.timeout();
    }

    private void refuseIfTooLate(@Nullable Instant deadline) {
        if (Thread.currentThread().isInterrupted()) {
            throw notSent(ModelException.Kind.INTERRUPTED, "interrupted before the request was sent");
        }
        if (deadline != null && !clock.instant().isBefore(deadline)) {
            throw notSent(ModelException.Kind.DEADLINE, "the deadline passed before the request was sent");
        }
    }

    private static ModelException notSent(ModelException.Kind kind, String why) {
        return ModelException.notSent(kind, why, null);
    }

    private static ChatMessage converted(Message message) {
        if (message.text().isBlank()) {
            throw notSent(
                    ModelException.Kind.INVALID_REQUEST, "LangChain4j does not send a blank message: give it text");
        }
        return switch (message.speaker()) {
            case SYSTEM -> SystemMessage.from(message.text());
            case USER -> UserMessage.from(message.text());
            case ASSISTANT -> AiMessage.from(message.text());
        };
    }

    /** The name of the model, if known; a mocked model has no defaults. */
    private static String name(ModelSettings settings, @Nullable ChatRequestParameters defaults) {
        String own = defaults == null ? null : defaults.modelName();
        return requireNonNullElse(settings.name() == null ? own : settings.name(), "the model");
    }

    private ChatResponse answer(
            ChatModel model, String name, List<ChatMessage> messages, SettingFilter.Sendable sendable) {
        ChatRequest request = ChatRequest.builder()
                .messages(messages)
                .parameters(parameters(model, sendable))
                .build();
        try {
            return model.chat(request);
        } catch (UnsupportedFeatureException e) {
            if (sendable.json()) { // refused before anything was sent
                return answer(model, name, messages, sendable.withoutJson());
            }
            throw explained(new FailedCall(e), name);
        } catch (Exception e) { // a ChatModel in Kotlin, Groovy or Scala throws checked ones
            FailedCall failed = new FailedCall(e);
            if (sendable.json() && failed.refusesJson()) { // refused before any reply was made
                filter.leaveOutJson(name);
                return withoutJson(model, name, messages, sendable);
            }
            throw explained(failed, name);
        }
    }

    private ChatResponse withoutJson(
            ChatModel model, String name, List<ChatMessage> messages, SettingFilter.Sendable sendable) {
        try {
            return answer(model, name, messages, sendable.withoutJson());
        } catch (ModelException e) {
            throw e.withDetails(e.details() + "; it had refused JSON mode, which "
                    + "refuses: [response_format] in a config file leaves out");
        }
    }

    private ModelException explained(FailedCall failed, String name) {
        return failed.explained(mask, kind -> source(name, kind));
    }

    private static ChatRequestParameters parameters(ChatModel model, SettingFilter.Sendable sendable) {
        ModelSettings settings = sendable.settings();
        ChatRequestParameters common = ChatRequestParameters.builder()
                .modelName(settings.name())
                .temperature(settings.temperature())
                .topP(settings.topP())
                .maxOutputTokens(settings.maxOutputTokens())
                .responseFormat(sendable.json() ? ResponseFormat.JSON : null)
                .build();
        return OptionalClasses.OPEN_AI ? OpenAiDetails.refined(model, common, sendable) : common;
    }

    /** The seed as LangChain4j takes it. */
    static @Nullable Integer seed(ModelSettings settings) {
        Long seed = settings.seed();
        if (seed == null) {
            return null;
        }
        if (seed != seed.intValue()) {
            throw notSent(
                    ModelException.Kind.INVALID_REQUEST,
                    "LangChain4j sends seeds from -2^31 to 2^31-1 only: " + seed + " is not one of them");
        }
        return seed.intValue();
    }

    private static ModelReply reply(@Nullable ChatResponse response, ModelRequest request) {
        if (response == null) {
            throw new ModelException(ModelException.Kind.UNEXPECTED, "the ChatModel returned null");
        }
        if (response.finishReason() == dev.langchain4j.model.output.FinishReason.CONTENT_FILTER) {
            throw new ModelException(
                            ModelException.Kind.CONTENT_FILTERED, "the provider's content filter held the reply back")
                    .withUsage(usage(response.tokenUsage()));
        }
        AiMessage message = response.aiMessage();
        SpokenText spoken = SpokenText.of(requireNonNullElse(message.text(), ""), message.thinking(), request);
        FinishReason finish = finishReason(response.finishReason());
        if (spoken.text().isBlank()) {
            throw new ModelException(ModelException.Kind.BLANK_REPLY, blank(spoken, finish))
                    .withUsage(usage(response.tokenUsage()));
        }
        return ModelReply.builder(spoken.text())
                .reasoning(spoken.reasoning())
                .finishReason(finish)
                .usage(usage(response.tokenUsage()))
                .servedModel(response.modelName())
                .build();
    }

    private static String blank(SpokenText spoken, FinishReason finish) {
        String what = spoken.reasoning() == null ? "the reply has no text" : "the reply is reasoning only";
        return finish == FinishReason.LENGTH ? what + ", cut by the limit of output tokens: raise it" : what;
    }

    private static FinishReason finishReason(dev.langchain4j.model.output.@Nullable FinishReason reason) {
        if (reason == null) {
            return FinishReason.OTHER;
        }
        return switch (reason) {
            case STOP -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
            case TOOL_EXECUTION, CONTENT_FILTER, OTHER -> FinishReason.OTHER;
        };
    }

    private static TokenUsage usage(dev.langchain4j.model.output.@Nullable TokenUsage reported) {
        if (reported == null) {
            return TokenUsage.UNKNOWN;
        }
        TokenUsage plain =
                new TokenUsage(count(reported.inputTokenCount()), count(reported.outputTokenCount()), null, null, null);
        TokenUsage usage = OptionalClasses.OPEN_AI ? OpenAiDetails.refined(plain, reported) : plain;
        usage = OptionalClasses.ANTHROPIC ? AnthropicDetails.refined(usage, reported) : usage;
        return OptionalClasses.GEMINI ? GeminiDetails.refined(usage, reported) : usage;
    }

    /** A count as reported; a negative one reports nothing. */
    static @Nullable Long count(@Nullable Integer reported) {
        return reported == null || reported < 0 ? null : Long.valueOf(reported);
    }

    @Override
    public String toString() {
        return "LangChain4jChatModel[" + mask.mask(own.toString()) + "]";
    }
}
