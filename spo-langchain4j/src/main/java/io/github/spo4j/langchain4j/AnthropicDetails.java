package io.github.spo4j.langchain4j;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.ChatModel;
import io.github.spo4j.model.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Uses Anthropic's classes. They are an optional dependency: check {@link OptionalClasses#ANTHROPIC} before
 * touching this class.
 */
final class AnthropicDetails {

    private AnthropicDetails() {}

    static ChatModel model(ModelServer.Access access) {
        return AnthropicChatModel.builder()
                .httpClientBuilder(access.httpClient())
                .baseUrl(access.endpoint().baseUrl())
                .apiKey(requireNonNull(access.endpoint().key(), "key"))
                .maxRetries(0)
                .returnThinking(true)
                .logRequests(false)
                .logResponses(false)
                .build();
    }

    /** Here the input does not include what was read from or written to the cache. Thoughts are not counted separately. */
    static TokenUsage refined(TokenUsage plain, dev.langchain4j.model.output.TokenUsage reported) {
        if (!(reported instanceof AnthropicTokenUsage usage)) {
            return plain;
        }
        Long read = LangChain4jChatModel.count(usage.cacheReadInputTokens());
        Long written = LangChain4jChatModel.count(usage.cacheCreationInputTokens());
        Long input = plain.input();
        return new TokenUsage(
                input == null ? null : Long.valueOf(input + orZero(read) + orZero(written)),
                plain.output(),
                read,
                written,
                null);
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }
}
