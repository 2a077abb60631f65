package io.github.spo4j.run;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Remark;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One finished round: a prompt, what it led to, and whether it became the best. Immutable.
 *
 * <p>A <em>void</em> round measured nothing, because a call failed or no candidate was fit to try; it promotes nothing
 * and has a reason.
 */
public final class Round {

    private final int number;
    private final String prompt;
    private final List<Answer> answers;
    private final boolean accepted;
    private final List<Vote> votes;
    private final @Nullable Long tokens;
    private final int cutAnswers;
    private final @Nullable LocalDateTime time;
    private final @Nullable String voidReason;
    private final List<BrokenCheck> brokenChecks;
    private final Source source;
    private final @Nullable String intention;

    /** Where a round's prompt comes from. */
    public enum Source {

        /** From the template: round 1. */
        TEMPLATE,

        /** From the optimizing model. */
        MODEL,

        /** From a person who promoted it. */
        PERSON
    }

    /**
     * A question and the answer to it.
     *
     * @param question what was asked
     * @param answer what the prompt led to; empty where a run of the Python system has none
     */
    public record Answer(String question, String answer) {

        public Answer {
            requireNonNull(question, "question");
            requireNonNull(answer, "answer");
        }
    }

    /**
     * An answer check that an answer broke.
     *
     * @param question the number of the answer among the round's answers, from 1
     * @param check what the answer must have, such as {@code max_words: 80}
     */
    public record BrokenCheck(int question, String check) {

        public BrokenCheck {
            requireNonNull(check, "check");
        }
    }

    private Round(Builder builder) {
        number = builder.number;
        prompt = builder.prompt;
        answers = builder.answers;
        accepted = builder.accepted;
        votes = builder.votes;
        tokens = builder.tokens;
        cutAnswers = builder.cutAnswers;
        time = builder.time;
        voidReason = builder.voidReason;
        brokenChecks = builder.brokenChecks;
        source = builder.source;
        intention = builder.intention;
    }

    /**
     * Starts a round, for example to test a listener.
     *
     * @param number the round's number, from 1
     * @param prompt the prompt that was tried; of a void round the candidate, or empty if there was none
     * @return a builder: no answers and votes, not accepted, not void, tokens and time not known, from the template in
     *     round 1 and else from the optimizing model
     * @throws IllegalArgumentException if the number is not positive
     */
    public static Builder builder(int number, String prompt) {
        return new Builder(number, prompt);
    }

    /**
     * Starts a changed copy.
     *
     * @return a builder with all values of this round
     */
    public Builder toBuilder() {
        return builder(number, prompt)
                .answers(answers)
                .accepted(accepted)
                .votes(votes)
                .tokens(tokens)
                .cutAnswers(cutAnswers)
                .time(time)
                .voidReason(voidReason)
                .brokenChecks(brokenChecks)
                .source(source)
                .intention(intention);
    }

    /**
     * Finds the round of the best prompt.
     *
     * @param rounds in order
     * @return the last accepted one, or empty if none was accepted
     */
    public static Optional<Round> best(List<Round> rounds) {
        return rounds.stream().filter(Round::accepted).reduce((earlier, later) -> later);
    }

    /** {@return the round's number, from 1} */
    public int number() {
        return number;
    }

    /** {@return the prompt that was tried; of a void round the candidate, or empty} */
    public String prompt() {
        return prompt;
    }

    /**
     * {@return what the prompt led to: one answer a question, in question order; none in a void round. A prompt that was
     * rejected by {@code SPREAD} on the first half of the questions has answered only that}
     */
    public List<Answer> answers() {
        return answers;
    }

    /** {@return whether the prompt became the best so far: true for round 1, each promoted candidate and a person's decision} */
    public boolean accepted() {
        return accepted;
    }

    /**
     * {@return the votes that decided, in place order; none in round 1, in a void round, in one that a person, a judge of
     * your own or an answer check decided, and in rounds of the Python system}
     */
    public List<Vote> votes() {
        return votes;
    }

    /** {@return where the prompt comes from} */
    public Source source() {
        return source;
    }

    /**
     * {@return what the optimizing model meant to change, in its own words: at most 2,000 characters; null if it said nothing, in
     * rounds that it did not propose, and in those of earlier versions}
     */
    public @Nullable String intention() {
        return intention;
    }

    /** {@return output tokens of the answers, or null if a provider did not report them} */
    public @Nullable Long tokens() {
        return tokens;
    }

    /**
     * {@return how many of the answers are not complete, because the model reached its limit of output tokens; 0 where that was
     * not recorded}
     */
    public int cutAnswers() {
        return cutAnswers;
    }

    /** {@return when the round ended, in local time; null if not known} */
    public @Nullable LocalDateTime time() {
        return time;
    }

    /** {@return why nothing was measured, or null if the round is not void} */
    public @Nullable String voidReason() {
        return voidReason;
    }

    /**
     * {@return the answer checks that the prompt's answers broke and those of the best prompt keep, which put it out without a
     * vote; empty if that is not so}
     */
    public List<BrokenCheck> brokenChecks() {
        return brokenChecks;
    }

    @Override
    public String toString() {
        String how = voidReason != null ? "void" : accepted ? "accepted" : "not accepted";
        return "Round[" + number + ", " + how + ", " + votes.size() + " vote(s)]";
    }

    /** Collects what a {@link Round} is made of. Not thread-safe. */
    public static final class Builder {

        private final int number;
        private final String prompt;
        private List<Answer> answers = List.of();
        private boolean accepted;
        private List<Vote> votes = List.of();
        private @Nullable Long tokens;
        private int cutAnswers;
        private @Nullable LocalDateTime time;
        private @Nullable String voidReason;
        private List<BrokenCheck> brokenChecks = List.of();
        private Source source;
        private @Nullable String intention;

        private Builder(int number, String prompt) {
            if (number < 1) {
                throw new IllegalArgumentException("rounds count from 1: " + number);
            }
            this.number = number;
            this.prompt = requireNonNull(prompt, "prompt");
            source = number == 1 ? Source.TEMPLATE : Source.MODEL;
        }

        /**
         * Sets what the prompt led to.
         *
         * @param value one answer a question, in question order; default: none
         */
        public Builder answers(List<Answer> value) {
            answers = List.copyOf(value);
            return this;
        }

        /**
         * Sets whether the prompt became the best.
         *
         * @param value default false
         */
        public Builder accepted(boolean value) {
            accepted = value;
            return this;
        }

        /**
         * Sets the votes that decided.
         *
         * @param value in place order; default: none
         */
        public Builder votes(List<Vote> value) {
            votes = List.copyOf(value);
            return this;
        }

        /**
         * Sets the output tokens of the answers.
         *
         * @param value default null: not known
         */
        public Builder tokens(@Nullable Long value) {
            tokens = value;
            return this;
        }

        /**
         * Sets how many of the answers reached the model's limit of output tokens.
         *
         * @param value default 0
         * @throws IllegalArgumentException if the value is negative
         */
        public Builder cutAnswers(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("cutAnswers must not be negative: " + value);
            }
            cutAnswers = value;
            return this;
        }

        /**
         * Sets when the round ended.
         *
         * @param value local time; default null: not known
         */
        public Builder time(@Nullable LocalDateTime value) {
            time = value;
            return this;
        }

        /**
         * Makes the round void.
         *
         * @param value why nothing was measured, without any error text of a server; default null: not void
         */
        public Builder voidReason(@Nullable String value) {
            voidReason = value;
            return this;
        }

        /**
         * Sets the answer checks that put the prompt out.
         *
         * @param value in the order of the questions; default: none
         */
        public Builder brokenChecks(List<BrokenCheck> value) {
            brokenChecks = List.copyOf(value);
            return this;
        }

        /**
         * Sets where the prompt comes from.
         *
         * @param value default {@link Source#TEMPLATE} in round 1, else {@link Source#MODEL}
         */
        public Builder source(Source value) {
            source = requireNonNull(value, "source");
            return this;
        }

        /**
         * Sets what the optimizing model meant to change.
         *
         * @param value in its own words; what is beyond 2,000 characters is left out. Default null: not known
         */
        public Builder intention(@Nullable String value) {
            intention = Remark.of(value);
            return this;
        }

        /** {@return the round} */
        public Round build() {
            return new Round(this);
        }
    }
}
