package io.github.spo4j.internal;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.TokenUsage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a call can take at the most. */
public final class TokenReservation {

    /** The maximum of output tokens where nothing else is set and a budget needs one. */
    public static final int USUAL_OUTPUT = 4_096;

    private static final int TOKENS_A_MESSAGE = 16;

    private TokenReservation() {}

    /**
     * What a call can take: no tokenizer makes more than a token of a byte, and each message has some tokens of its own.
     *
     * @param request the call
     * @return input and output at the most
     */
    public static TokenUsage of(ModelRequest request) {
        Integer output = request.settings().maxOutputTokens();
        return TokenUsage.of(input(request), output == null ? USUAL_OUTPUT : output);
    }

    /**
     * What the messages of a call can take.
     *
     * @param request the call
     * @return input tokens at the most
     */
    public static long input(ModelRequest request) {
        return request.messages().stream()
                .mapToLong(message -> message.text().getBytes(StandardCharsets.UTF_8).length + TOKENS_A_MESSAGE)
                .sum();
    }

    /**
     * What is booked for a call that gave a reply: nothing if it was not paid for.
     *
     * @param reply the reply
     * @param atMost what was reserved
     * @return what was reported, and what was reserved where nothing was
     */
    public static TokenUsage booked(ModelReply reply, TokenUsage atMost) {
        return reply.attempts() == 0 ? TokenUsage.NONE : booked(reply.usage(), atMost);
    }

    /**
     * What counts as reported: what was not paid for took nothing, whatever was reported.
     *
     * @param reported what was reported
     * @param booked what is booked
     * @return what was reported of what is booked
     */
    public static TokenUsage counted(TokenUsage reported, TokenUsage booked) {
        return booked.equals(TokenUsage.NONE) ? TokenUsage.NONE : reported;
    }

    private static TokenUsage booked(TokenUsage reported, TokenUsage atMost) {
        return new TokenUsage(
                known(reported.input(), atMost.input()),
                known(reported.output(), atMost.output()),
                known(reported.cachedInput(), 0L),
                known(reported.cacheWrite(), 0L),
                known(reported.reasoning(), 0L));
    }

    private static @Nullable Long known(@Nullable Long reported, @Nullable Long otherwise) {
        return reported == null ? otherwise : reported;
    }

    /**
     * What is booked for a call that failed: nothing if it was not sent, the server refused it or failed itself, else what
     * was reported, and where a reply may have been made and lost, all that was reserved.
     *
     * @param failure how it failed
     * @param atMost what was reserved
     * @return what is booked
     */
    public static TokenUsage booked(ModelException failure, TokenUsage atMost) {
        if (failure.attempts() == 0) {
            return TokenUsage.NONE;
        }
        return switch (failure.kind()) {
            case RATE_LIMITED,
                    QUOTA_EXHAUSTED,
                    UNAUTHORIZED,
                    NOT_FOUND,
                    INVALID_REQUEST,
                    SERVER_ERROR,
                    REQUEST_TOO_LONG,
                    BUDGET_SPENT -> TokenUsage.NONE;
            case NETWORK,
                    TIMEOUT,
                    MALFORMED_REPLY,
                    BLANK_REPLY,
                    NO_CHOICES,
                    REFUSED,
                    CONTENT_FILTERED,
                    DEADLINE,
                    INTERRUPTED,
                    UNEXPECTED -> booked(failure.usage(), atMost);
        };
    }
}
