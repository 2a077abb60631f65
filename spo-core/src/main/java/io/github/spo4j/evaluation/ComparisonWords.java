package io.github.spo4j.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.spo4j.evaluation.ComparedQuestion.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/** A comparison in sentences. */
final class ComparisonWords {

    /** With fewer questions, what could not be found is said too. */
    private static final int FEW = 20;

    /** Fewer decided questions say nothing about length. */
    private static final int LEAST_DECIDED = 5;

    /** How often the judge errs, for what could not be found. */
    private static final double ERRS = 0.1;

    private final ComparisonResult result;
    private final ResourceBundle texts;
    private final List<String> sentences = new ArrayList<>();

    private ComparisonWords(ComparisonResult result, Locale language) {
        this.result = result;
        texts = texts(language);
    }

    /** Without {@code ResourceBundle.getBundle}, which takes the machine's language where there is no file for one. */
    static ResourceBundle texts(Locale language) {
        String file = language.getLanguage().equals("zh") ? "comparison_zh.properties" : "comparison.properties";
        try (InputStream in = requireNonNull(ComparisonWords.class.getResourceAsStream(file), file)) {
            return new PropertyResourceBundle(new InputStreamReader(in, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> sentences(ComparisonResult result, Locale language) {
        ComparisonWords words = new ComparisonWords(result, language);
        words.addVerdict();
        words.addCounts();
        if (words.claims()) {
            words.addPromise();
            words.addPower();
        }
        words.addJudge();
        words.addUnusable();
        words.addBroken();
        words.addLength();
        return List.copyOf(words.sentences);
    }

    private void say(String key, Object... values) {
        sentences.add(String.format(Locale.ROOT, texts.getString(key), values));
    }

    private void addVerdict() {
        switch (result.verdict()) {
            case BETTER -> say("better");
            case WORSE -> say("worse");
            case NO_DIFFERENCE_SEEN -> say("no.difference");
            case TOO_FEW_QUESTIONS -> say("too.few", questions(), least());
            case NO_VERDICT ->
                say(2 * result.readable() < result.votedOn() ? "no.verdict.unreadable" : "no.verdict.contradicts");
        }
    }

    private boolean claims() {
        return switch (result.verdict()) {
            case BETTER, WORSE, NO_DIFFERENCE_SEEN -> true;
            case TOO_FEW_QUESTIONS, NO_VERDICT -> false;
        };
    }

    private int questions() {
        return result.questions().size();
    }

    private int least() {
        int units = 1;
        while (SignFlipTest.areTooFew(units, result.alphaOfLook())) {
            units++;
        }
        return units;
    }

    private void addCounts() {
        say(
                "counts",
                result.wins(),
                result.losses(),
                result.ties(),
                questions(),
                100 * result.net(),
                plain(100 * (1 - 2 * result.alphaOfLook())),
                100 * result.low(),
                100 * result.high());
    }

    private void addPromise() {
        if (result.look() == 1) {
            say("promise", plain(100 * result.alpha()));
        } else {
            say("promise.looks", result.look(), plain(200 * result.alpha()));
        }
        int decided = result.wins() + result.losses();
        SignFlipTest.winsNeeded(decided, result.alphaOfLook()).ifPresent(wins -> say("needed", decided, wins));
    }

    private void addPower() {
        if (questions() < FEW) {
            say("power", questions(), found(0.7), found(0.8));
        }
    }

    private long found(double better) {
        double right = (1 - ERRS) * (1 - ERRS);
        double wrong = ERRS * ERRS;
        return Math.round(100
                * SignFlipTest.power(
                        questions(),
                        right * better + wrong * (1 - better),
                        right * (1 - better) + wrong * better,
                        result.alphaOfLook()));
    }

    private void addJudge() {
        if (result.votedOn() > 0) {
            say(
                    2 * result.agreeing() < result.readable() ? "judge.contradicts" : "judge",
                    result.agreeing(),
                    result.votedOn(),
                    result.choseA(),
                    result.readableVotes());
        }
    }

    private void addUnusable() {
        long old = result.questions().stream()
                .filter(question -> question.oldAnswer() == null)
                .count();
        long candidate = result.questions().stream()
                .filter(question -> question.newAnswer() == null)
                .count();
        if (old + candidate > 0) {
            say("unusable", old, candidate);
        }
    }

    private void addBroken() {
        long old = result.questions().stream()
                .filter(question -> !question.oldBroke().isEmpty())
                .count();
        long candidate = result.questions().stream()
                .filter(question -> !question.newBroke().isEmpty())
                .count();
        if (old + candidate > 0) {
            say("broken", old, candidate);
        }
    }

    /** A judge that likes length says "better" of equals in most cases, and more questions make it worse. */
    private void addLength() {
        int[] longer = new int[2]; // won, lost
        int[] notLonger = new int[2];
        int longerSideWon = 0;
        for (ComparedQuestion question : result.questions()) {
            if (!question.isJudged() || question.outcome() == Outcome.TIE) {
                continue;
            }
            int difference = question.lengthDifference();
            int outcome = question.outcome() == Outcome.WIN ? 0 : 1;
            (difference > 0 ? longer : notLonger)[outcome]++;
            longerSideWon += difference > 0 == (outcome == 0) && difference != 0 ? 1 : 0;
        }
        int newIsLonger = longer[0] + longer[1];
        int decided = newIsLonger + notLonger[0] + notLonger[1];
        if (decided >= LEAST_DECIDED && 4 * newIsLonger >= 3 * decided && 4 * longerSideWon >= 3 * decided) {
            say("length", newIsLonger, decided, longer[0], longer[1], notLonger[0], notLonger[1]);
        }
    }

    private static String plain(double number) {
        return String.format(Locale.ROOT, "%.2f", number).replaceAll("\\.?0+$", "");
    }
}
