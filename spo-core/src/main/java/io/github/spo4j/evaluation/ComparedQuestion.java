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
 *     none is needed: the answers are equal, one is missing, or breaks a check, or the judge is one of your own
 * @param reasons what the judge said with each vote
 * @param oldBroke the answer checks that the old answer breaks and the new one keeps, each as {@code max_words: 80}
 * @param newBroke the answer checks that the new answer breaks and the old one keeps
 * @param judged what a judge of your own decided; null if it was not asked
 */
public record ComparedQuestion(
        QuestionAnswer question,
        @Nullable String oldAnswer,
        @Nullable String newAnswer,
        List<Vote> votes,
        List<String> reasons,
        List<String> oldBroke,
        List<String> newBroke,
        @Nullable Outcome judged) {

    /** Who did better on a question. */
    public enum Outcome {
        /** The new prompt: both votes chose it, or only it has an answer, or one with all that an answer must have. */
        WIN,
        /** The old prompt, in the same way. */
        LOSS,
        /** Neither: the votes differ or cannot be read, the answers are equal or fail alike, or none could be used. */
        TIE
    }

    public ComparedQuestion {
        requireNonNull(question, "question");
        votes = List.copyOf(votes);
        reasons = List.copyOf(reasons);
        oldBroke = List.copyOf(oldBroke);
        newBroke = List.copyOf(newBroke);
    }

    /**
     * A question without answer checks and without a judge of your own.
     *
     * @param question what was asked
     * @param oldAnswer what the old prompt led to, or null if two replies were not usable
     * @param newAnswer the same of the new prompt
     * @param votes the judge's
     * @param reasons what the judge said with each vote
     */
    public ComparedQuestion(
            QuestionAnswer question,
            @Nullable String oldAnswer,
            @Nullable String newAnswer,
            List<Vote> votes,
            List<String> reasons) {
        this(question, oldAnswer, newAnswer, votes, reasons, List.of(), List.of(), null);
    }

    /** {@return who did better} */
    public Outcome outcome() {
        if (oldAnswer == null || newAnswer == null) {
            return failing(oldAnswer == null, newAnswer == null);
        }
        if (!oldBroke.isEmpty() || !newBroke.isEmpty()) {
            return failing(!oldBroke.isEmpty(), !newBroke.isEmpty());
        }
        if (judged != null) {
            return judged;
        }
        if (!ordersAgree()) {
            return Outcome.TIE;
        }
        return votes.get(0).choice() == Choice.CANDIDATE ? Outcome.WIN : Outcome.LOSS;
    }

    private static Outcome failing(boolean oldFails, boolean newFails) {
        return oldFails == newFails ? Outcome.TIE : newFails ? Outcome.LOSS : Outcome.WIN;
    }

    /** Whether a judge was asked, be it one of the user's own. */
    boolean isJudged() {
        return isVotedOn() || judged != null;
    }

    /** {@return whether the judging model was asked} */
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
