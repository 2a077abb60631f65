package io.github.spo4j.examples.terminal;

import com.github.difflib.DiffUtils;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Shows two texts as one, with deletions as <code>[-gone-]</code> and insertions as <code>{+new+}</code>, or in red and
 * green. Words are compared, and Chinese, which has no spaces, by character.
 */
public final class WordDiff {

    private static final Pattern TOKEN =
            Pattern.compile("\\p{IsHan}|\\s|[\\p{L}\\p{N}_&&[^\\p{IsHan}]]+|.", Pattern.DOTALL);

    private WordDiff() {}

    /** How deletions and insertions are marked. */
    public enum Marks {
        /** With brackets, for output without colours. */
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
     * A passage of both texts; before and after are equal if it is unchanged.
     *
     * @param before the old text
     * @param after the new text
     */
    public record Part(String before, String after) {}

    /**
     * {@return two texts as one, marked with {@link Marks#BRACKETS}}
     *
     * @param before the old text
     * @param after the new text
     */
    public static String between(String before, String after) {
        return between(before, after, Marks.BRACKETS);
    }

    /**
     * {@return two texts as one}
     *
     * @param before the old text
     * @param after the new text
     * @param marks how deletions and insertions are marked
     */
    public static String between(String before, String after, Marks marks) {
        return parts(before, after).stream()
                .map(part -> part.before().equals(part.after())
                        ? part.after()
                        : marks.gone(part.before()) + marks.come(part.after()))
                .collect(Collectors.joining());
    }

    /**
     * {@return the passages of two texts, in order}
     *
     * @param before the old text
     * @param after the new text
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
