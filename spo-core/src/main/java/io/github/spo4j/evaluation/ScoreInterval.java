package io.github.spo4j.evaluation;

import java.util.List;

/**
 * An interval of level 1 - 2α around the mean of paired scores: Bonett and Price's for paired proportions, with one unit
 * added on each side.
 */
record ScoreInterval(double low, double high) {

    private static final double FURTHEST = 10;
    private static final int HALVINGS = 100;

    static ScoreInterval of(List<Integer> scores, int largest, double alpha) {
        int n = scores.size() + 2;
        double sum = 0;
        double squares = 2; // of the units that are added
        for (int score : scores) {
            double share = (double) score / largest;
            sum += share;
            squares += share * share;
        }
        double mean = sum / n;
        double half = z(alpha) * Math.sqrt((squares / n - mean * mean) / n);
        return new ScoreInterval(Math.max(-1, mean - half), Math.min(1, mean + half));
    }

    /** Above it lies this share of the normal distribution. */
    static double z(double share) {
        double low = 0;
        double high = FURTHEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (above(middle) > share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The share of the normal distribution above a value, by the series of its integral from 0. */
    private static double above(double value) {
        double term = value;
        double sum = value;
        for (int odd = 3; term > sum * 1e-18; odd += 2) {
            term *= value * value / odd;
            sum += term;
        }
        return 0.5 - Math.exp(-value * value / 2) / Math.sqrt(2 * Math.PI) * sum;
    }
}
