package io.github.spo4j.evaluation;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.evaluation.ComparedQuestion.Outcome;
import io.github.spo4j.internal.Require;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Vote;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What a comparison of two prompts found. Immutable.
 *
 * <p>Each question is won, lost or tied by the new prompt; it is won only if the judge chose its answer in both orders.
 * "Better" is said if so many wins among the decided questions would come about in at most α of all cases with prompts that
 * are equally good (the exact sign test); "worse" in the same way.
 */
public final class ComparisonResult {

    /** The share of cases in which "better" may be said of prompts that are equally good, if no other is set. */
    public static final double ALPHA = 0.05;

    /** On fewer the judge may be unlucky. */
    private static final int FEWEST_VOTED = 5;

    private final List<ComparedQuestion> questions;
    private final double alpha;
    private final int look;
    private final RunUsage usage;
    private final Finding finding;

    private ComparisonResult(List<ComparedQuestion> questions, double alpha, int look, RunUsage usage) {
        this.questions = List.copyOf(questions);
        this.alpha = alpha;
        this.look = Require.positive(look, "look");
        this.usage = requireNonNull(usage, "usage");
        if (!(alpha > 0 && alpha <= 0.5)) {
            throw new IllegalArgumentException("alpha must be above 0 and at most 0.5: " + alpha);
        }
        finding =
                Finding.of(this.questions.stream().map(ComparedQuestion::score).toList(), 1, alphaOfLook());
    }

    /**
     * Judges the answers to all questions.
     *
     * @param questions what was asked, answered and voted
     * @param alpha how often "better" may be said of prompts that are equally good, above 0 and at most 0.5
     * @param look the number of this look at a run that went on: each is tested at half the α of the one before
     * @param usage what the comparison has taken
     * @return the result
     */
    public static ComparisonResult of(List<ComparedQuestion> questions, double alpha, int look, RunUsage usage) {
        return new ComparisonResult(questions, alpha, look, usage);
    }

    /**
     * {@return how many of the decided questions a prompt must win to be called better; empty if a win on each is too little}
     *
     * @param decided how many questions are won or lost; at most all of them
     * @param alpha as for {@link #of}
     */
    public static OptionalInt winsNeeded(int decided, double alpha) {
        return SignFlipTest.winsNeeded(decided, alpha);
    }

    /** {@return the word for it} */
    public ComparisonVerdict verdict() {
        return judgeCannotTell() ? ComparisonVerdict.NO_VERDICT : finding.verdict();
    }

    private boolean judgeCannotTell() {
        int voted = votedOn();
        return voted >= FEWEST_VOTED && (2 * readable() < voted || agreeing() == 0);
    }

    /** {@return all questions, in their order; unmodifiable} */
    public List<ComparedQuestion> questions() {
        return questions;
    }

    /** {@return how many questions the new prompt won} */
    public int wins() {
        return count(Outcome.WIN);
    }

    /** {@return how many questions the old prompt won} */
    public int losses() {
        return count(Outcome.LOSS);
    }

    /** {@return how many questions neither won} */
    public int ties() {
        return count(Outcome.TIE);
    }

    private int count(Outcome outcome) {
        return (int) questions.stream()
                .filter(question -> question.outcome() == outcome)
                .count();
    }

    /** {@return wins less losses, as a share of all questions: from -1 to 1} */
    public double net() {
        return finding.net();
    }

    /** {@return the lower end of the interval of level 1 - 2α around {@link #net}; it never contradicts the verdict} */
    public double low() {
        return finding.low();
    }

    /** {@return the upper end of the interval, see {@link #low}} */
    public double high() {
        return finding.high();
    }

    /** {@return how likely the new prompt is so far ahead, or further, if both are equally good} */
    public double pBetter() {
        return finding.pBetter();
    }

    /** {@return how likely the new prompt is so far behind, or further, if both are equally good} */
    public double pWorse() {
        return finding.pWorse();
    }

    /** {@return how many questions the judge was asked about} */
    public int votedOn() {
        return (int) questions.stream().filter(ComparedQuestion::isVotedOn).count();
    }

    /** {@return about how many of them both of its votes could be read} */
    public int readable() {
        return (int) questions.stream().filter(ComparedQuestion::isReadable).count();
    }

    /** {@return about how many of them its votes in both orders chose the same side} */
    public int agreeing() {
        return (int) questions.stream().filter(ComparedQuestion::ordersAgree).count();
    }

    /** {@return how many votes could be read} */
    public int readableVotes() {
        return (int)
                votes().filter(vote -> vote.choice() != Vote.Choice.ABSTAINED).count();
    }

    /** {@return how many of these chose what they saw first; about half with a fair judge} */
    public int choseA() {
        return (int) votes().filter(Vote::choseA).count();
    }

    private Stream<Vote> votes() {
        return questions.stream().flatMap(question -> question.votes().stream());
    }

    /** {@return the α that was set, before it is halved for later looks} */
    public double alpha() {
        return alpha;
    }

    /** {@return the number of this look, from 1} */
    public int look() {
        return look;
    }

    /** {@return the α that this look is tested at} */
    public double alphaOfLook() {
        return alpha / Math.pow(2, look - 1);
    }

    /** {@return what the comparison has taken, by role and in total} */
    public RunUsage usage() {
        return usage;
    }

    /**
     * {@return the result in sentences for people: the verdict, what it promises, what the judge did, and what to be careful
     * about}
     */
    public List<String> sentences() {
        return sentences(Locale.ENGLISH);
    }

    /**
     * {@return the {@linkplain #sentences() sentences} in a language: Chinese, or English for any other}
     *
     * @param language the language
     */
    public List<String> sentences(Locale language) {
        return ComparisonWords.sentences(this, language);
    }

    /**
     * For a test that keeps a prompt from getting worse.
     *
     * <p>On few questions "not worse" is an alarm for accidents and no proof. If the judge errs in a tenth of its votes, a
     * prompt that is truly worse on 7 of 10 questions is found in 10 of 100 cases with 6 questions, in 17 with 10, in 40
     * with 20, in 69 with 40 and in 97 with 100.
     *
     * @throws AssertionError if the new prompt is worse, or there is no verdict, or there are too few questions for one; its
     *     message has the {@linkplain #sentences() sentences}
     */
    public void requireNotWorse() {
        switch (verdict()) {
            case BETTER, NO_DIFFERENCE_SEEN -> {}
            case WORSE, TOO_FEW_QUESTIONS, NO_VERDICT ->
                throw new AssertionError(String.join(System.lineSeparator(), sentences()));
        }
    }

    @Override
    public String toString() {
        return "ComparisonResult[" + verdict() + ", " + wins() + " won, " + losses() + " lost, " + ties() + " tied]";
    }
}
