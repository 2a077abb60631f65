package io.github.spo4j.internal;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.TokenUsage;
import org.jspecify.annotations.Nullable;

/** What a call can take at most, and what it counts as when it has ended. */
public final class TokenReservation {

    private static final int TOKENS_A_MESSAGE = 16;

    private TokenReservation() {}

    /**
     * {@return the most that a call can take: no tokenizer makes more than one token of a byte, and each message costs a few
     * tokens itself. Without a limit of output tokens it is that of {@link ReasoningModels#usualOutput}}
     *
     * @param request the call
     */
    public static TokenUsage of(ModelRequest request) {
        ModelSettings settings = request.settings();
        Integer output = settings.maxOutputTokens();
        return TokenUsage.of(input(request), output == null ? ReasoningModels.usualOutput(settings.name()) : output);
    }

    /**
     * {@return the most that a call can take to a port with settings of its own}
     *
     * @param request the call
     * @param own what the port sets itself
     */
    public static TokenUsage of(ModelRequest request, ModelSettings own) {
        return of(counted(request, own));
    }

    private static ModelRequest counted(ModelRequest request, ModelSettings own) {
        return request.toBuilder()
                .settings(request.settings().withDefaults(own))
                .build();
    }

    /**
     * {@return the most input tokens that the messages of a call can take}
     *
     * @param request the call
     */
    public static long input(ModelRequest request) {
        return request.messages().stream()
                .mapToLong(message -> bytes(message.text()) + TOKENS_A_MESSAGE)
                .sum();
    }

    /**
     * What a call that gave a reply took, without the attempts before it: nothing if it was not paid for. Where nothing was
     * reported, the reservation counts.
     *
     * @param request the call
     * @param own what its port sets itself
     * @param reply the reply
     * @return the usage, cost not looked up
     */
    public static RoleUsage spent(ModelRequest request, ModelSettings own, ModelReply reply) {
        ModelRequest counted = counted(request, own);
        return spent(counted, reply.attempts(), reply.attempts() > 0, reply.usage(), received(counted, reply));
    }

    /** Without a limit a reply can be longer than any reservation; it has at most one token for each byte. */
    private static long received(ModelRequest request, ModelReply reply) {
        return request.settings().maxOutputTokens() == null ? bytes(reply.text()) + bytes(reply.reasoning()) : 0;
    }

    /** In UTF-8, counted without a copy: an article may be large. Half a surrogate pair counts more than it takes. */
    private static long bytes(@Nullable String text) {
        return text == null
                ? 0
                : text.chars()
                        .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate((char) c) ? 2 : 3)
                        .sum();
    }

    /**
     * What a call that failed took, without the attempts before it: nothing if it reached no server, or the server refused it
     * or failed itself. Where a reply may have been made and lost, the reservation counts.
     *
     * @param request the call
     * @param own what its port sets itself
     * @param failure how it failed
     * @return the usage, cost not looked up
     */
    public static RoleUsage spent(ModelRequest request, ModelSettings own, ModelException failure) {
        boolean paid = failure.attempts() > 0 && mayBePaid(failure.kind());
        return spent(counted(request, own), failure.attempts(), paid, failure.usage(), 0);
    }

    private static boolean mayBePaid(ModelException.Kind kind) {
        return switch (kind) {
            case RATE_LIMITED,
                    QUOTA_EXHAUSTED,
                    UNAUTHORIZED,
                    NOT_FOUND,
                    INVALID_REQUEST,
                    SERVER_ERROR,
                    REQUEST_TOO_LONG,
                    BUDGET_SPENT -> false;
            case NETWORK,
                    TIMEOUT,
                    MALFORMED_REPLY,
                    BLANK_REPLY,
                    NO_CHOICES,
                    REFUSED,
                    CONTENT_FILTERED,
                    DEADLINE,
                    INTERRUPTED,
                    UNEXPECTED -> true;
        };
    }

    private static RoleUsage spent(
            ModelRequest request, int attempts, boolean paid, TokenUsage reported, long received) {
        TokenUsage reserved = of(request);
        TokenUsage atMost = new TokenUsage(
                known(reported.input(), reserved.input()),
                known(reported.output(), Math.max(received, requireNonNull(reserved.output()))),
                known(reported.cachedInput(), 0L),
                known(reported.cacheWrite(), 0L),
                known(reported.reasoning(), 0L));
        return paid && !atMost.equals(TokenUsage.NONE)
                ? new RoleUsage(attempts, reported, atMost)
                : new RoleUsage(attempts, TokenUsage.NONE, TokenUsage.NONE);
    }

    private static @Nullable Long known(@Nullable Long reported, @Nullable Long otherwise) {
        return reported == null ? otherwise : reported;
    }
}
