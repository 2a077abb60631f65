package io.github.spo4j.langchain4j;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import io.github.spo4j.model.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Uses Gemini's classes. They are an optional dependency: check {@link OptionalClasses#GEMINI} before
 * touching this class.
 */
final class GeminiDetails {

    private GeminiDetails() {}

    static ChatModel model(ModelServer.Access access, @Nullable Integer seed) {
        return GoogleAiGeminiChatModel.builder()
                .httpClientBuilder(access.httpClient())
                .baseUrl(access.endpoint().baseUrl())
                .apiKey(requireNonNull(access.endpoint().key(), "key"))
                .maxRetries(0)
                .returnThinking(true)
                .seed(seed)
                .logRequests(false)
                .logResponses(false)
                .build();
    }

    /** Here the input includes cached tokens, and the output does not include thoughts. */
    static TokenUsage refined(TokenUsage plain, dev.langchain4j.model.output.TokenUsage reported) {
        if (!(reported instanceof GoogleAiGeminiTokenUsage usage)) {
            return plain;
        }
        Long thoughts = LangChain4jChatModel.count(usage.thoughtsTokenCount());
        Long said = plain.output();
        Long output = said == null ? thoughts : thoughts == null ? said : Long.valueOf(said + thoughts);
        return new TokenUsage(
                plain.input(), output, LangChain4jChatModel.count(usage.cachedContentTokenCount()), null, thoughts);
    }
}
