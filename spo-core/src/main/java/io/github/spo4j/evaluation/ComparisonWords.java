package io.github.spo4j.evaluation;

import io.github.spo4j.evaluation.ComparedQuestion.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A comparison in sentences. */
final class ComparisonWords {

    /** With fewer questions, what could not be found is said too. */
    private static final int FEW = 20;

    /** Fewer decided questions say nothing about length. */
    private static final int LEAST_DECIDED = 5;

    /** How often the judge errs, for what could not be found. */
    private static final double ERRS = 0.1;

    private final ComparisonResult result;

    ComparisonWords(ComparisonResult result) {
        this.result = result;
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        sentences.add(verdict());
        sentences.add(counts());
        if (result.verdict() != ComparisonVerdict.NO_VERDICT
                && result.verdict() != ComparisonVerdict.TOO_FEW_QUESTIONS) {
            sentences.add(promise());
            needed().ifPresent(wins -> sentences.add(
                    "Of " + decided() + " decided question(s), " + wins + " wins are needed to call a prompt better."));
            if (result.questions().size() < FEW) {
                sentences.add(power());
            }
        }
        if (result.votedOn() > 0) {
            sentences.add(judge());
        }
        add(sentences, unusable());
        add(sentences, length());
        return List.copyOf(sentences);
    }

    private static void add(List<String> sentences, @Nullable String sentence) {
        if (sentence != null) {
            sentences.add(sentence);
        }
    }

    private int decided() {
        return result.wins() + result.losses();
    }

    private OptionalInt needed() {
        return SignFlipTest.winsNeeded(decided(), result.alphaOfLook());
    }

    private String verdict() {
        int n = result.questions().size();
        return switch (result.verdict()) {
            case BETTER -> "The new prompt is better.";
            case WORSE -> "The new prompt is worse.";
            case NO_DIFFERENCE_SEEN -> "No difference was seen.";
            case TOO_FEW_QUESTIONS ->
                "Too few questions for a verdict: " + n + ", and even a win on each would prove nothing. Give at least "
                        + least() + ".";
            case NO_VERDICT ->
                "No verdict: this judge cannot tell the answers apart. "
                        + (result.agreeing() == 0 && 2 * result.readable() >= result.votedOn()
                                ? "Its votes contradict each other on every question when the sides change places."
                                : "Fewer than half of the questions have two votes that can be read.")
                        + " Take another judge.";
        };
    }

    private int least() {
        int units = 1;
        while (SignFlipTest.areTooFew(units, result.alphaOfLook())) {
            units++;
        }
        return units;
    }

    private String counts() {
        return String.format(
                Locale.ROOT,
                "It won %d, lost %d and tied %d of %d questions: net %+.0f of 100 questions, %s interval %+.0f to %+.0f.",
                result.wins(),
                result.losses(),
                result.ties(),
                result.questions().size(),
                100 * result.net(),
                percent(1 - 2 * result.alphaOfLook()),
                100 * result.low(),
                100 * result.high());
    }

    private String promise() {
        return result.look() == 1
                ? "If the two are equally good, \"better\" is said in at most " + cases(result.alpha())
                        + ", and \"worse\" in at most " + cases(result.alpha()) + "."
                : "This is look " + result.look()
                        + " at this run: over all looks together, \"better\" is said falsely in" + " at most "
                        + cases(2 * result.alpha()) + ".";
    }

    private String power() {
        int n = result.questions().size();
        return "With " + n + " questions, a prompt that is truly better on 70 of 100 questions is found in "
                + found(n, 0.7) + " of 100 cases, on 80 of 100 in " + found(n, 0.8)
                + ", if the judge errs in a tenth of its votes; the same holds for a worse one. \"Not worse\" on so few is"
                + " an alarm for accidents, no proof.";
    }

    private long found(int questions, double better) {
        double right = (1 - ERRS) * (1 - ERRS);
        double wrong = ERRS * ERRS;
        return Math.round(100
                * SignFlipTest.power(
                        questions,
                        right * better + wrong * (1 - better),
                        right * (1 - better) + wrong * better,
                        result.alphaOfLook()));
    }

    private String judge() {
        boolean contradicts = 2 * result.agreeing() < result.readable();
        return "The judge's two orders agreed on " + result.agreeing() + " of " + result.votedOn()
                + " questions that were voted on"
                + (contradicts ? ": it contradicts itself when the sides change places" : "") + ". It chose what it saw"
                + " first in " + result.choseA() + " of " + result.readableVotes() + " votes.";
    }

    private @Nullable String unusable() {
        long ofOld =
                result.questions().stream().filter(q -> q.oldAnswer() == null).count();
        long ofNew =
                result.questions().stream().filter(q -> q.newAnswer() == null).count();
        return ofOld + ofNew == 0
                ? null
                : "No usable answer came from the old prompt on " + ofOld + " and from the new one on " + ofNew
                        + " question(s); where only one is missing, that side lost.";
    }

    /** A judge that likes length says "better" of equals in most cases, and more questions make it worse. */
    private @Nullable String length() {
        int longer = 0;
        int longerWon = 0;
        int notLonger = 0;
        int notLongerWon = 0;
        int longSide = 0;
        for (ComparedQuestion question : result.questions()) {
            Outcome outcome = question.outcome();
            if (outcome == Outcome.TIE || question.oldAnswer() == null || question.newAnswer() == null) {
                continue;
            }
            int difference = Integer.compare(codePoints(question.newAnswer()), codePoints(question.oldAnswer()));
            boolean won = outcome == Outcome.WIN;
            if (difference > 0) {
                longer++;
                longerWon += won ? 1 : 0;
            } else {
                notLonger++;
                notLongerWon += won ? 1 : 0;
            }
            longSide += (difference > 0 && won) || (difference < 0 && !won) ? 1 : 0;
        }
        int all = longer + notLonger;
        boolean suspect = all >= LEAST_DECIDED && 4 * longer >= 3 * all && 4 * longSide >= 3 * all;
        return suspect
                ? "The new answers are longer on " + longer + " of " + all
                        + " decided questions, and the longer one nearly"
                        + " always won (longer " + longerWon + ":" + (longer - longerWon) + ", not longer "
                        + notLongerWon
                        + ":" + (notLonger - notLongerWon) + "): this judge may simply like length."
                : null;
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%s %%", plain(100 * share));
    }

    private static String cases(double share) {
        return plain(100 * share) + " of 100 cases";
    }

    private static String plain(double number) {
        return String.format(Locale.ROOT, "%.2f", number).replaceAll("\\.?0+$", "");
    }
}
