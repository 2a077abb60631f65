package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** What a model answered to one {@link ModelRequest}. Immutable. */
public final class ModelReply {

    private final String text;
    private final @Nullable String reasoning;
    private final FinishReason finishReason;
    private final TokenUsage usage;
    private final @Nullable String servedModel;
    private final int attempts;
    private final TokenUsage lost;

    private ModelReply(Builder builder) {
        text = builder.text;
        reasoning = builder.reasoning;
        finishReason = builder.finishReason;
        usage = builder.usage;
        servedModel = builder.servedModel;
        attempts = builder.attempts;
        lost = builder.lost;
    }

    /**
     * A reply of which only the text is known.
     *
     * @param text the content
     */
    public static ModelReply of(String text) {
        return builder(text).build();
    }

    /**
     * Starts a reply.
     *
     * @param text the content
     * @return a builder with no reasoning, {@link FinishReason#OTHER}, {@link TokenUsage#UNKNOWN} and one attempt
     */
    public static Builder builder(String text) {
        return new Builder(text);
    }

    /** {@return the content, without the reasoning; a blank one is no usable reply} */
    public String text() {
        return text;
    }

    /** {@return what the model thought before it answered; null if it did not, or the provider hides it} */
    public @Nullable String reasoning() {
        return reasoning;
    }

    /** {@return why the reply ended} */
    public FinishReason finishReason() {
        return finishReason;
    }

    /** {@return what the provider reported for the attempt that gave this reply; {@link TokenUsage#NONE} from a cache} */
    public TokenUsage usage() {
        return usage;
    }

    /** {@return the model that answered, as the provider names it; null if not reported} */
    public @Nullable String servedModel() {
        return servedModel;
    }

    /** {@return how often the port was called: 1 from a port, more after retries, 0 from a cache, which costs nothing} */
    public int attempts() {
        return attempts;
    }

    /**
     * {@return the most that attempts before the last one can have taken, and the last one beyond its usual limit; no tokens
     * without such attempts}
     */
    public TokenUsage lost() {
        return lost;
    }

    /**
     * Starts a changed copy, for example in a port that wraps another.
     *
     * @return a builder with all values of this reply
     */
    public Builder toBuilder() {
        return builder(text)
                .reasoning(reasoning)
                .finishReason(finishReason)
                .usage(usage)
                .servedModel(servedModel)
                .attempts(attempts)
                .lost(lost);
    }

    @Override
    public String toString() {
        return "ModelReply[" + text.length() + " characters, " + finishReason + ", " + usage + "]";
    }

    /** Collects what a {@link ModelReply} is made of. Not thread-safe. */
    public static final class Builder {

        private final String text;
        private @Nullable String reasoning;
        private FinishReason finishReason = FinishReason.OTHER;
        private TokenUsage usage = TokenUsage.UNKNOWN;
        private @Nullable String servedModel;
        private int attempts = 1;
        private TokenUsage lost = TokenUsage.NONE;

        private Builder(String text) {
            this.text = requireNonNull(text, "text");
        }

        /**
         * Sets what the model thought before it answered.
         *
         * @param value the reasoning; null or blank for none
         */
        public Builder reasoning(@Nullable String value) {
            reasoning = value == null || value.isBlank() ? null : value;
            return this;
        }

        /**
         * Sets why the reply ended. {@link FinishReason#LENGTH} gives the optimizing model more room when it is asked again.
         *
         * @param value default {@link FinishReason#OTHER}
         */
        public Builder finishReason(FinishReason value) {
            finishReason = requireNonNull(value, "finishReason");
            return this;
        }

        /**
         * Sets what the call took. A budget counts what is not set as the most that the call can have taken.
         *
         * @param value default {@link TokenUsage#UNKNOWN}
         */
        public Builder usage(TokenUsage value) {
            usage = requireNonNull(value, "usage");
            return this;
        }

        /**
         * Sets the model that answered.
         *
         * @param value the provider's name for it; default null, which is not known
         */
        public Builder servedModel(@Nullable String value) {
            servedModel = value;
            return this;
        }

        /**
         * Sets how often the call was sent; a try that reached no server does not count. A port that retries inside reports its attempts here.
         *
         * @param value default 1; 0 for a reply that was not paid for
         * @throws IllegalArgumentException if the value is negative
         */
        public Builder attempts(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("attempts must not be negative: " + value);
            }
            attempts = value;
            return this;
        }

        /**
         * Sets the most that attempts before the last one can have taken.
         *
         * @param value default no tokens
         */
        public Builder lost(TokenUsage value) {
            lost = requireNonNull(value, "lost");
            return this;
        }

        /** {@return the reply} */
        public ModelReply build() {
            return new ModelReply(this);
        }
    }
}
