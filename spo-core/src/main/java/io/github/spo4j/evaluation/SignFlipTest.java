package io.github.spo4j.evaluation;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The exact test of paired scores: if both sides are equally good, each score could as well have had the other sign. With
 * scores of 1 and -1 it is the sign test; its errors are bounded for any judge whose faults are the same for both sides.
 */
final class SignFlipTest {

    private SignFlipTest() {}

    /** How likely a sum as large as that of the scores, or larger, is if the signs are fair coins; 1 without scores. */
    static double p(List<Integer> scores) {
        int most = scores.stream().mapToInt(Math::abs).sum();
        double[] chance = new double[2 * most + 1]; // of each sum from -most to most
        chance[most] = 1;
        int reached = 0;
        for (int score : scores) {
            int size = Math.abs(score);
            double[] next = new double[chance.length];
            for (int i = most - reached; i <= most + reached; i++) {
                next[i - size] += chance[i] / 2;
                next[i + size] += chance[i] / 2;
            }
            chance = next;
            reached += size;
        }
        int sum = scores.stream().mapToInt(score -> score).sum();
        double p = 0;
        for (int i = 2 * most; i >= most + sum; i--) { // small ones first, which loses no digits
            p += chance[i];
        }
        return Math.min(1, p);
    }

    /** Whether even a win of every unit proves nothing. */
    static boolean areTooFew(int units, double alpha) {
        return Math.pow(0.5, units) > alpha;
    }

    /** How many of the decided questions must be won for the new prompt to be called better; empty if all are too few. */
    static OptionalInt winsNeeded(int decided, double alpha) {
        double p = 0;
        double chance = Math.pow(0.5, decided); // of exactly so many wins
        int needed = decided + 1;
        for (int wins = decided; wins >= 0 && p + chance <= alpha; wins--) {
            p += chance;
            needed = wins;
            chance = chance * wins / (decided - wins + 1);
        }
        return needed > decided ? OptionalInt.empty() : OptionalInt.of(needed);
    }

    /**
     * How likely a new prompt is found to be better.
     *
     * @param questions how many are asked
     * @param win how likely a question is won
     * @param loss how likely it is lost; else it is a tie
     * @param alpha of the test
     */
    static double power(int questions, double win, double loss, double alpha) {
        double decides = win + loss;
        return IntStream.rangeClosed(0, questions)
                .mapToDouble(decided -> {
                    OptionalInt needed = winsNeeded(decided, alpha);
                    return needed.isEmpty()
                            ? 0
                            : binomial(questions, decided, decides)
                                    * IntStream.rangeClosed(needed.getAsInt(), decided)
                                            .mapToDouble(wins -> binomial(decided, wins, win / decides))
                                            .sum();
                })
                .sum();
    }

    private static double binomial(int all, int some, double chance) {
        double logarithm = some * Math.log(chance) + (all - some) * Math.log1p(-chance);
        for (int i = 1; i <= some; i++) {
            logarithm += Math.log((double) (all - some + i) / i);
        }
        return chance == 1 ? (some == all ? 1 : 0) : chance == 0 ? (some == 0 ? 1 : 0) : Math.exp(logarithm);
    }
}
