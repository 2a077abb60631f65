package io.github.spo4j.evaluation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Does the prompt that a search found really help? What a run found on the questions that were held out of its search, or why
 * it found nothing. Immutable.
 *
 * @param state whether there was a comparison
 * @param searchWinner the number of the round that won the search; 0 if no round is finished
 * @param handedOut the number of the round whose prompt is handed out; 1 is the start, 0 if no round is finished
 * @param looks how many winners of this run were compared so far
 * @param rule what decides which prompt is handed out
 * @param questions how many questions there are
 * @param comparison of the start with the search's winner; empty if there was none
 */
public record Confirmation(
        State state,
        int searchWinner,
        int handedOut,
        int looks,
        HandOut rule,
        Questions questions,
        Optional<ComparisonResult> comparison) {

    /** Whether there was a comparison, or why not. */
    public enum State {
        /** The search's winner was compared with the start. */
        COMPARED,
        /** The search found nothing better than the start. */
        START_IS_BEST,
        /** A person promoted the prompt: it is handed out as it is. */
        BY_PERSON,
        /** No question was held out. */
        NO_QUESTIONS,
        /** The comparison stopped in the middle; the same call goes on with it. */
        UNFINISHED,
        /** The search stopped in the middle, so there is nothing to compare yet. */
        NOT_REACHED
    }

    /**
     * How many of the template's questions went where.
     *
     * @param searched how many the search asked
     * @param left how many others there are; -1 if that is not known
     * @param heldOut how many of these were held out
     * @param compared on how many of these the comparison is done
     */
    public record Questions(int searched, int left, int heldOut, int compared) {}

    public Confirmation {
        requireNonNull(state, "state");
        requireNonNull(rule, "rule");
        requireNonNull(questions, "questions");
        requireNonNull(comparison, "comparison");
    }

    /** {@return whether the search's winner is handed out} */
    public boolean handsOutWinner() {
        return handedOut == searchWinner;
    }

    /** {@return what it means, in sentences for people: which prompt is handed out and why, and what the comparison found} */
    public List<String> sentences() {
        return sentences(Locale.ENGLISH);
    }

    /**
     * {@return the {@linkplain #sentences() sentences} in a language: Chinese, or English for any other}
     *
     * @param language the language
     */
    public List<String> sentences(Locale language) {
        return ConfirmationWords.sentences(this, language);
    }
}
