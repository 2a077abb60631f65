package io.github.spo4j.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Uses OpenAI's classes. They are an optional dependency: check {@link OptionalClasses#OPEN_AI} before
 * touching this class.
 */
final class OpenAiDetails {

    private OpenAiDetails() {}

    /** Azure takes the key in another header; a bearer token there is something else. */
    static ChatModel model(ModelServer.Access access) {
        String key = access.endpoint().key();
        boolean azure = access.endpoint().type() == ApiType.AZURE;
        return OpenAiChatModel.builder()
                .httpClientBuilder(access.httpClient())
                .baseUrl(access.endpoint().baseUrl())
                .apiKey(azure ? null : key)
                .customHeaders(azure && key != null ? Map.of("api-key", key) : Map.of())
                .maxRetries(0)
                .returnThinking(true)
                .logRequests(false)
                .logResponses(false)
                .build();
    }

    /** The parameters with what only OpenAI's protocol has, for a model that speaks it. */
    static ChatRequestParameters refined(
            ChatModel model, ChatRequestParameters common, SettingFilter.Sendable sendable) {
        if (!(model.defaultRequestParameters() instanceof OpenAiChatRequestParameters own)) {
            return common;
        }
        ModelSettings settings = sendable.settings();
        OpenAiChatRequestParameters.Builder parameters =
                OpenAiChatRequestParameters.builder().overrideWith(common).seed(LangChain4jChatModel.seed(settings));
        if (limit(own, sendable) == Setting.MAX_COMPLETION_TOKENS) {
            parameters.maxOutputTokens(null).maxCompletionTokens(settings.maxOutputTokens());
        }
        return parameters.build();
    }

    /** A model object with a limit of its own sends that too: ours must replace it, since OpenAI refuses both at once. */
    private static Setting limit(OpenAiChatRequestParameters own, SettingFilter.Sendable sendable) {
        if (own.maxCompletionTokens() != null) {
            return Setting.MAX_COMPLETION_TOKENS;
        }
        return own.maxOutputTokens() == null ? sendable.limit() : Setting.MAX_TOKENS;
    }

    /** The limit of output tokens in the parameters, by either name. */
    static @Nullable Integer limit(ChatRequestParameters parameters) {
        Integer limit = parameters.maxOutputTokens();
        return limit == null && parameters instanceof OpenAiChatRequestParameters openAi
                ? openAi.maxCompletionTokens()
                : limit;
    }

    /** Cached tokens are part of the input here and reasoning is part of the output, as in {@link TokenUsage}. */
    static TokenUsage refined(TokenUsage plain, dev.langchain4j.model.output.TokenUsage reported) {
        if (!(reported instanceof OpenAiTokenUsage usage)) {
            return plain;
        }
        OpenAiTokenUsage.InputTokensDetails input = usage.inputTokensDetails();
        OpenAiTokenUsage.OutputTokensDetails output = usage.outputTokensDetails();
        return new TokenUsage(
                plain.input(),
                plain.output(),
                input == null ? null : LangChain4jChatModel.count(input.cachedTokens()),
                null,
                output == null ? null : LangChain4jChatModel.count(output.reasoningTokens()));
    }
}
