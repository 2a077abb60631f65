package io.github.spo4j.examples.terminal;

import com.github.difflib.DiffUtils;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Two texts as one, with what is gone as <code>[-gone-]</code> and what is new as <code>{+new+}</code>, or in red and
 * green. Words are compared, and Chinese, which has no spaces, by character.
 */
public final class WordDiff {

    private static final Pattern TOKEN =
            Pattern.compile("\\p{IsHan}|\\s|[\\p{L}\\p{N}_&&[^\\p{IsHan}]]+|.", Pattern.DOTALL);

    private WordDiff() {}

    /** How what is gone and what is new is marked. */
    public enum Marks {
        /** With brackets, for where there are no colours. */
        BRACKETS("[-", "-]", "{+", "+}"),
        /** In red and green. */
        COLOURS("\033[31m", "\033[0m", "\033[32m", "\033[0m");

        private final String goneStart;
        private final String goneEnd;
        private final String newStart;
        private final String newEnd;

        Marks(String goneStart, String goneEnd, String newStart, String newEnd) {
            this.goneStart = goneStart;
            this.goneEnd = goneEnd;
            this.newStart = newStart;
            this.newEnd = newEnd;
        }

        private String gone(String text) {
            return text.isEmpty() ? "" : goneStart + text + goneEnd;
        }

        private String come(String text) {
            return text.isEmpty() ? "" : newStart + text + newEnd;
        }
    }

    /**
     * A stretch of text, the same before and after where nothing changed.
     *
     * @param before what it was
     * @param after what it is
     */
    public record Part(String before, String after) {}

    /**
     * Two texts as one, marked with {@link Marks#BRACKETS}.
     *
     * @param before what it was
     * @param after what it is
     * @return both
     */
    public static String between(String before, String after) {
        return between(before, after, Marks.BRACKETS);
    }

    /**
     * Two texts as one.
     *
     * @param before what it was
     * @param after what it is
     * @param marks how what is gone and what is new is marked
     * @return both
     */
    public static String between(String before, String after, Marks marks) {
        return parts(before, after).stream()
                .map(part -> part.before().equals(part.after())
                        ? part.after()
                        : marks.gone(part.before()) + marks.come(part.after()))
                .collect(Collectors.joining());
    }

    /**
     * Two texts in stretches that are the same, or differ.
     *
     * @param before what it was
     * @param after what it is
     * @return in order
     */
    public static List<Part> parts(String before, String after) {
        return DiffUtils.diff(tokens(before), tokens(after), true).getDeltas().stream()
                .map(delta -> new Part(
                        String.join("", delta.getSource().getLines()),
                        String.join("", delta.getTarget().getLines())))
                .toList();
    }

    private static List<String> tokens(String text) {
        return TOKEN.matcher(text).results().map(MatchResult::group).toList();
    }
}
