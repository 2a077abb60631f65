package io.github.spo4j.evaluation;

import java.util.List;

/**
 * What the scores of two prompts on the same units prove. A unit is a question, or a group of related ones; its score is
 * positive where the new prompt did better.
 *
 * @param verdict the word for it; the judge is taken as able to judge
 * @param pBetter how likely the new prompt is so far ahead, or further, if both are equally good
 * @param pWorse the same for behind
 * @param net the mean score, as a share of the largest that a unit can have
 * @param low the lower end of the interval around it, which never contradicts the verdict
 * @param high its upper end
 */
record Finding(ComparisonVerdict verdict, double pBetter, double pWorse, double net, double low, double high) {

    /**
     * Looks at scores.
     *
     * @param scores one a unit
     * @param largest the largest absolute score that a unit can have
     * @param alpha how often "better" may be said of prompts that are equally good, and how often "worse"
     */
    static Finding of(List<Integer> scores, int largest, double alpha) {
        double pBetter = SignFlipTest.p(scores);
        double pWorse = SignFlipTest.p(scores.stream().map(score -> -score).toList());
        ComparisonVerdict verdict = verdict(scores.size(), pBetter, pWorse, alpha);
        double net = scores.stream().mapToInt(score -> score).average().orElse(0) / largest;
        ScoreInterval interval = ScoreInterval.of(scores, largest, alpha);
        boolean better = verdict == ComparisonVerdict.BETTER;
        boolean worse = verdict == ComparisonVerdict.WORSE;
        double low = better ? Math.max(0, interval.low()) : worse ? interval.low() : Math.min(0, interval.low());
        double high = worse ? Math.min(0, interval.high()) : better ? interval.high() : Math.max(0, interval.high());
        return new Finding(verdict, pBetter, pWorse, net, low, high);
    }

    private static ComparisonVerdict verdict(int units, double pBetter, double pWorse, double alpha) {
        if (SignFlipTest.areTooFew(units, alpha)) {
            return ComparisonVerdict.TOO_FEW_QUESTIONS;
        }
        if (pBetter <= alpha) {
            return ComparisonVerdict.BETTER;
        }
        return pWorse <= alpha ? ComparisonVerdict.WORSE : ComparisonVerdict.NO_DIFFERENCE_SEEN;
    }
}
