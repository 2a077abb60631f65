package io.github.spo4j.evaluation;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Choice;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question that both prompts answered. Immutable.
 *
 * @param question what was asked
 * @param oldAnswer what the old prompt led to, or null if two replies were not usable
 * @param newAnswer the same of the new prompt
 * @param votes the judge's, the one that saw the new answer first and the other; the candidate is the new prompt. None where
 *     none is needed: the answers are equal, or one is missing
 * @param reasons what the judge said with each vote
 */
public record ComparedQuestion(
        QuestionAnswer question,
        @Nullable String oldAnswer,
        @Nullable String newAnswer,
        List<Vote> votes,
        List<String> reasons) {

    /** Who did better on a question. */
    public enum Outcome {
        /** The new prompt: both votes chose it, or only it has an answer. */
        WIN,
        /** The old prompt, in the same way. */
        LOSS,
        /** Neither: the votes differ or cannot be read, the answers are equal, or none could be used. */
        TIE
    }

    public ComparedQuestion {
        requireNonNull(question, "question");
        votes = List.copyOf(votes);
        reasons = List.copyOf(reasons);
    }

    /** {@return who did better} */
    public Outcome outcome() {
        if (oldAnswer == null || newAnswer == null) {
            return oldAnswer == null && newAnswer == null
                    ? Outcome.TIE
                    : newAnswer == null ? Outcome.LOSS : Outcome.WIN;
        }
        if (!ordersAgree()) {
            return Outcome.TIE;
        }
        return votes.get(0).choice() == Choice.CANDIDATE ? Outcome.WIN : Outcome.LOSS;
    }

    /** {@return whether the judge was asked} */
    public boolean isVotedOn() {
        return !votes.isEmpty();
    }

    /** {@return whether both votes could be read} */
    public boolean isReadable() {
        return isVotedOn() && votes.stream().noneMatch(vote -> vote.choice() == Choice.ABSTAINED);
    }

    /** {@return whether both votes could be read and chose the same side} */
    public boolean ordersAgree() {
        return isReadable() && votes.stream().map(Vote::choice).distinct().count() == 1;
    }

    /** How many characters the new answer is longer; 0 if one is missing. */
    int lengthDifference() {
        return oldAnswer == null || newAnswer == null ? 0 : codePoints(newAnswer) - codePoints(oldAnswer);
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    int score() {
        return switch (outcome()) {
            case WIN -> 1;
            case LOSS -> -1;
            case TIE -> 0;
        };
    }
}
