package io.github.spo4j.model;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a call took. Null means not reported, which is not the same as zero. Immutable.
 *
 * @param input all input tokens, cached ones included
 * @param output all output tokens, reasoning included
 * @param cachedInput the part of the input that was read from the provider's cache
 * @param cacheWrite the part of the input that was written to the provider's cache
 * @param reasoning the part of the output that is reasoning
 */
public record TokenUsage(
        @Nullable Long input,
        @Nullable Long output,
        @Nullable Long cachedInput,
        @Nullable Long cacheWrite,
        @Nullable Long reasoning)
        implements Serializable {

    /** Nothing was reported. */
    public static final TokenUsage UNKNOWN = new TokenUsage(null, null, null, null, null);

    /** No token was used: the sum of no calls. */
    public static final TokenUsage NONE = new TokenUsage(0L, 0L, 0L, 0L, 0L);

    public TokenUsage {
        requireNotNegative(input, "input");
        requireNotNegative(output, "output");
        requireNotNegative(cachedInput, "cachedInput");
        requireNotNegative(cacheWrite, "cacheWrite");
        requireNotNegative(reasoning, "reasoning");
    }

    /**
     * Usage of which only the two totals are known.
     *
     * @param input all input tokens
     * @param output all output tokens
     */
    public static TokenUsage of(long input, long output) {
        return new TokenUsage(input, output, null, null, null);
    }

    /**
     * Adds another call's usage. A count that either side did not report is not known in the sum either.
     *
     * @param other the usage to add
     * @return the sum
     */
    public TokenUsage plus(TokenUsage other) {
        return new TokenUsage(
                sum(input, other.input),
                sum(output, other.output),
                sum(cachedInput, other.cachedInput),
                sum(cacheWrite, other.cacheWrite),
                sum(reasoning, other.reasoning));
    }

    /** Adds up what was reported: a count that only one side reported is that side's. */
    TokenUsage plusReported(TokenUsage other) {
        return new TokenUsage(
                sumReported(input, other.input),
                sumReported(output, other.output),
                sumReported(cachedInput, other.cachedInput),
                sumReported(cacheWrite, other.cacheWrite),
                sumReported(reasoning, other.reasoning));
    }

    private static @Nullable Long sumReported(@Nullable Long a, @Nullable Long b) {
        return a == null || b == null ? (a == null ? b : a) : Long.valueOf(a + b);
    }

    private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
        return a == null || b == null ? null : Long.valueOf(a + b);
    }

    private static void requireNotNegative(@Nullable Long count, String name) {
        if (count != null && count < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + count);
        }
    }
}
