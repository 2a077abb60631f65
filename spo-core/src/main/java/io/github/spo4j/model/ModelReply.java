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
     * @return the reply
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

    /**
     * The content, without the reasoning.
     *
     * @return the text; a blank one is no usable reply
     */
    public String text() {
        return text;
    }

    /**
     * What the model thought before it answered.
     *
     * @return the reasoning, or null if there is none or the provider hides it
     */
    public @Nullable String reasoning() {
        return reasoning;
    }

    /**
     * Why the reply ended.
     *
     * @return the reason
     */
    public FinishReason finishReason() {
        return finishReason;
    }

    /**
     * What the call took.
     *
     * @return what the provider reported for the attempt that gave this reply; {@link TokenUsage#NONE} from a cache
     */
    public TokenUsage usage() {
        return usage;
    }

    /**
     * The model that answered, as the provider names it.
     *
     * @return the name, or null if not reported
     */
    public @Nullable String servedModel() {
        return servedModel;
    }

    /**
     * How often the port was called for this reply.
     *
     * @return 1 from a port; more after retries; 0 if it came from a cache and cost nothing
     */
    public int attempts() {
        return attempts;
    }

    /**
     * What attempts before the one that gave this reply can have taken, at the most.
     *
     * @return no tokens without such attempts
     */
    public TokenUsage lost() {
        return lost;
    }

    /**
     * Starts a changed copy, for example in a port that wraps another.
     *
     * @return a builder with everything that this reply has
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
         * @return this builder
         */
        public Builder reasoning(@Nullable String value) {
            reasoning = value == null || value.isBlank() ? null : value;
            return this;
        }

        /**
         * Sets why the reply ended.
         *
         * @param value the reason
         * @return this builder
         */
        public Builder finishReason(FinishReason value) {
            finishReason = requireNonNull(value, "finishReason");
            return this;
        }

        /**
         * Sets what the call took.
         *
         * @param value the usage
         * @return this builder
         */
        public Builder usage(TokenUsage value) {
            usage = requireNonNull(value, "usage");
            return this;
        }

        /**
         * Sets the model that answered.
         *
         * @param value the provider's name for it, or null
         * @return this builder
         */
        public Builder servedModel(@Nullable String value) {
            servedModel = value;
            return this;
        }

        /**
         * Sets how often the port was called.
         *
         * @param value 0 or more
         * @return this builder
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
         * Sets what attempts before the one that gave this reply can have taken.
         *
         * @param value at the most; default no tokens
         * @return this builder
         */
        public Builder lost(TokenUsage value) {
            lost = requireNonNull(value, "lost");
            return this;
        }

        /**
         * Makes the reply.
         *
         * @return the reply
         */
        public ModelReply build() {
            return new ModelReply(this);
        }
    }
}
