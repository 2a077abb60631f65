package io.github.spo4j.template;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression that gives up: on some texts a bad one would look for longer than anybody waits. Immutable. */
final class BoundedPattern {

    /** Characters looked at: some tenths of a second. */
    private static final int MOST_STEPS = 20_000_000;

    private final Pattern pattern;

    /**
     * Compiles it.
     *
     * @throws IllegalArgumentException if it is none
     */
    BoundedPattern(String regex) {
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "this is no regular expression (" + e.getDescription() + " near character " + (e.getIndex() + 1)
                            + ")",
                    e);
        } catch (StackOverflowError e) { // thousands of open groups
            throw new IllegalArgumentException("this regular expression nests too deep", e);
        }
    }

    /**
     * Whether the whole text matches.
     *
     * @throws IllegalStateException if that cannot be found out
     */
    boolean matches(String text) {
        try {
            return pattern.matcher(new Steps(text)).matches();
        } catch (StackOverflowError e) { // Java matches repeated groups by recursion
            throw tooMuch();
        }
    }

    private static IllegalStateException tooMuch() {
        return new IllegalStateException("its regular expression is too much work for this answer; write a"
                + " simpler one, without a repeated group inside a repeated group");
    }

    /** A text that counts how often it is looked at. */
    private static final class Steps implements CharSequence {

        private final String text;
        private int taken;

        Steps(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++taken > MOST_STEPS) {
                throw tooMuch();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
