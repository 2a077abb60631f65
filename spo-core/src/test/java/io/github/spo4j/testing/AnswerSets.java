package io.github.spo4j.testing;

import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two sets of answers that a judge is shown. Immutable.
 *
 * @param a what stands below A, without the indentation
 * @param b what stands below B
 */
record AnswerSets(String a, String b) {

    private static final Pattern SETS = Pattern.compile("(?ms)^# A$(.*?)^# B$(.*?)(?=^# |\\z)");
    private static final Pattern INDENTATION = Pattern.compile("(?m)^ {2}");

    static AnswerSets of(String asked) {
        Matcher sets = SETS.matcher(asked);
        if (!sets.find()) {
            throw new IllegalStateException("a judge is asked without the headings # A and # B: " + asked);
        }
        return new AnswerSets(unindented(sets.group(1)), unindented(sets.group(2)));
    }

    private static String unindented(String set) {
        return INDENTATION.matcher(set).replaceAll("").strip();
    }

    /** Whether an answer is one of a set: not only part of another one's line. */
    static boolean has(String set, String answer) {
        return ("\n" + set + "\n").contains("\n" + answer.strip() + "\n");
    }

    /** A vote for the set with more points, and for A if they have as many. */
    String vote(ToLongFunction<String> points) {
        return points.applyAsLong(b) > points.applyAsLong(a) ? "<choose>B</choose>" : "<choose>A</choose>";
    }
}
