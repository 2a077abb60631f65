package io.github.spo4j.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * What only OpenAI's classes can say. They are an optional dependency: check {@link OptionalClasses#OPEN_AI} before
 * touching this class.
 */
final class OpenAiDetails {

    private OpenAiDetails() {}

    static boolean areSpokenBy(ChatRequestParameters defaults) {
        return defaults instanceof OpenAiChatRequestParameters;
    }

    static ChatRequestParameters with(
            ChatRequestParameters common, ModelSettings settings, LangChain4jChatModel.Limits limits) {
        OpenAiChatRequestParameters.Builder parameters =
                OpenAiChatRequestParameters.builder().overrideWith(common).seed(seed(settings));
        if (limits == LangChain4jChatModel.Limits.COMPLETION_TOKENS) {
            parameters.maxOutputTokens(null).maxCompletionTokens(settings.maxOutputTokens());
        }
        return parameters.build();
    }

    private static @Nullable Integer seed(ModelSettings settings) {
        Long seed = settings.seed();
        if (seed == null) {
            return null;
        }
        if (seed != seed.intValue()) {
            throw new ModelException(
                    ModelException.Kind.INVALID_REQUEST,
                    "LangChain4j sends seeds from -2^31 to 2^31-1 only: " + seed + " is not one of them");
        }
        return seed.intValue();
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
