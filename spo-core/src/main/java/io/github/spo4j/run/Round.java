package io.github.spo4j.run;

import static java.util.Objects.requireNonNull;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One finished round: a prompt, what it led to, and whether it became the best. Immutable.
 *
 * <p>A <em>void</em> round measured nothing, because a call failed or no candidate was fit to try; it promotes nothing
 * and says why.
 */
public final class Round {

    private final int number;
    private final String prompt;
    private final List<Answer> answers;
    private final boolean accepted;
    private final List<Vote> votes;
    private final @Nullable Long tokens;
    private final @Nullable LocalDateTime time;
    private final @Nullable String voidReason;
    private final Source source;

    /** Where a round's prompt comes from. */
    public enum Source {

        /** From the template: round 1. */
        TEMPLATE,

        /** From the optimizing model. */
        MODEL,

        /** From a person, who took it for the best. */
        PERSON
    }

    /**
     * A question and the answer to it.
     *
     * @param question what was asked
     * @param answer what the prompt led to; empty where a run written by the reference has none
     */
    public record Answer(String question, String answer) {

        /** Checks that both are there. */
        public Answer {
            requireNonNull(question, "question");
            requireNonNull(answer, "answer");
        }
    }

    Round(
            int number,
            String prompt,
            List<Answer> answers,
            boolean accepted,
            List<Vote> votes,
            @Nullable Long tokens,
            @Nullable LocalDateTime time,
            @Nullable String voidReason,
            Source source) {
        if (number < 1) {
            throw new IllegalArgumentException("rounds count from 1: " + number);
        }
        this.number = number;
        this.prompt = requireNonNull(prompt, "prompt");
        this.answers = List.copyOf(answers);
        this.accepted = accepted;
        this.votes = List.copyOf(votes);
        this.tokens = tokens;
        this.time = time;
        this.voidReason = voidReason;
        this.source = source;
    }

    static Source proposedIn(int number) {
        return number == 1 ? Source.TEMPLATE : Source.MODEL;
    }

    /**
     * A round whose prompt was tried.
     *
     * @param number the round's number, from 1
     * @param prompt the prompt that was tried
     * @param answers what it led to, in question order
     * @param accepted whether it became the best prompt
     * @param votes the votes that decided, in place order; none in round 1 and where both sides answered the same
     * @param tokens output tokens of the answers, or null if not known
     * @param time when the round ended, local time
     * @return the round
     */
    public static Round measured(
            int number,
            String prompt,
            List<Answer> answers,
            boolean accepted,
            List<Vote> votes,
            @Nullable Long tokens,
            LocalDateTime time) {
        return new Round(
                number,
                prompt,
                answers,
                accepted,
                votes,
                tokens,
                requireNonNull(time, "time"),
                null,
                proposedIn(number));
    }

    /**
     * A round whose prompt a person took for the best: nobody votes.
     *
     * @param number the round's number, from 2
     * @param prompt the prompt
     * @param answers what it led to, in question order
     * @param tokens output tokens of the answers, or null if not known
     * @param time when the round ended, local time
     * @return the round
     */
    public static Round decided(
            int number, String prompt, List<Answer> answers, @Nullable Long tokens, LocalDateTime time) {
        return new Round(
                number, prompt, answers, true, List.of(), tokens, requireNonNull(time, "time"), null, Source.PERSON);
    }

    /**
     * A round that measured nothing.
     *
     * @param number the round's number, from 2
     * @param source where the candidate comes from
     * @param candidate the prompt that was to be tried, or empty if there was none
     * @param reason why nothing was measured, one sentence without any error text of a server
     * @param time when the round ended, local time
     * @return the round
     */
    public static Round voided(int number, Source source, String candidate, String reason, LocalDateTime time) {
        return new Round(
                number,
                candidate,
                List.of(),
                false,
                List.of(),
                0L,
                requireNonNull(time, "time"),
                requireNonNull(reason, "reason"),
                source);
    }

    /**
     * The round that the best prompt comes from.
     *
     * @param rounds in order
     * @return the last accepted one, or empty if none was accepted
     */
    public static Optional<Round> best(List<Round> rounds) {
        return rounds.stream().filter(Round::accepted).reduce((earlier, later) -> later);
    }

    /**
     * The round's number.
     *
     * @return 1 or more
     */
    public int number() {
        return number;
    }

    /**
     * The prompt that was tried.
     *
     * @return the prompt; of a void round the candidate, or empty
     */
    public String prompt() {
        return prompt;
    }

    /**
     * What the prompt led to.
     *
     * @return an answer a question, in question order; none in a void round
     */
    public List<Answer> answers() {
        return answers;
    }

    /**
     * Whether the prompt became the best so far.
     *
     * @return true for round 1, for each promoted candidate and for what a person decided
     */
    public boolean accepted() {
        return accepted;
    }

    /**
     * The votes that decided.
     *
     * @return in place order; none in round 1, in a void round, in one that a person decided, and in rounds that the
     *     Python system left
     */
    public List<Vote> votes() {
        return votes;
    }

    /**
     * Where the prompt comes from.
     *
     * @return the template in round 1, else a model or a person
     */
    public Source source() {
        return source;
    }

    /**
     * Output tokens of the answers.
     *
     * @return the number, or null if a provider did not report it
     */
    public @Nullable Long tokens() {
        return tokens;
    }

    /**
     * When the round ended.
     *
     * @return local time, or null where a file does not say
     */
    public @Nullable LocalDateTime time() {
        return time;
    }

    /**
     * Why nothing was measured.
     *
     * @return the reason, or null if the round is not void
     */
    public @Nullable String voidReason() {
        return voidReason;
    }

    @Override
    public String toString() {
        String how = voidReason != null ? "void" : accepted ? "accepted" : "not accepted";
        return "Round[" + number + ", " + how + ", " + votes.size() + " vote(s)]";
    }
}
