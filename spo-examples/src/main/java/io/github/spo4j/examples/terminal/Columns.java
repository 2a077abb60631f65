package io.github.spo4j.examples.terminal;

/**
 * Measures and fits texts in terminal columns: Chinese characters take two, combining marks none. A character is never
 * split, neither between its surrogates nor from its marks.
 */
public final class Columns {

    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Columns() {}

    /**
     * {@return how many columns a line takes}
     *
     * @param line one line
     */
    public static int width(String line) {
        return line.codePoints().map(Columns::width).sum();
    }

    /**
     * {@return the line with spaces after it}
     *
     * @param line one line
     * @param columns its width at least
     */
    public static String padded(String line, int columns) {
        return line + " ".repeat(Math.max(0, columns - width(line)));
    }

    /**
     * {@return the line with spaces before it}
     *
     * @param line one line
     * @param columns its width at least
     */
    public static String right(String line, int columns) {
        return " ".repeat(Math.max(0, columns - width(line))) + line;
    }

    /**
     * {@return as much of the line as fits, with an ellipsis if it is cut}
     *
     * @param line one line
     * @param columns the available width
     */
    public static String cut(String line, int columns) {
        if (width(line) <= columns) {
            return line;
        }
        int end = 0;
        int taken = 0;
        for (int start = 0; start < line.length(); ) {
            int next = characterEnd(line, start);
            taken += width(line.substring(start, next));
            if (taken > columns - 1) {
                break;
            }
            end = next;
            start = next;
        }
        return columns < 1 ? "" : line.substring(0, end) + "…";
    }

    /** The index after a character and all that belongs to it: its marks, and what is joined to it. */
    private static int characterEnd(String line, int start) {
        int end = start + Character.charCount(line.codePointAt(start));
        boolean joined = line.codePointAt(start) == ZERO_WIDTH_JOINER;
        while (end < line.length()) {
            int next = line.codePointAt(end);
            if (!joined && width(next) > 0) {
                break;
            }
            joined = next == ZERO_WIDTH_JOINER;
            end += Character.charCount(next);
        }
        return end;
    }

    private static int width(int character) {
        if (character < 0x300) {
            return Character.isISOControl(character) || character == 0xAD ? 0 : 1;
        }
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isVowelOrTail(character) ? 0 : isWide(character) ? 2 : 1;
        };
    }

    /** Hangul that joins the syllable before it. */
    private static boolean isVowelOrTail(int character) {
        return character >= 0x1160 && character <= 0x11FF;
    }

    /** The blocks whose characters are wide or full-width in Unicode's annex 11, including emoji. */
    private static boolean isWide(int character) {
        return between(character, 0x1100, 0x115F) // Hangul
                || between(character, 0x231A, 0x231B)
                || between(character, 0x23E9, 0x23EC)
                || between(character, 0x2614, 0x2615)
                || between(character, 0x2648, 0x2653)
                || character == 0x26A1
                || character == 0x2705
                || character == 0x274C
                || between(character, 0x2753, 0x2757)
                || character == 0x2B50
                || between(character, 0x2E80, 0x303E) // radicals, punctuation
                || between(character, 0x3041, 0xA4CF) // kana, ideographs, Yi
                || between(character, 0xA960, 0xA97F)
                || between(character, 0xAC00, 0xD7A3) // Hangul syllables
                || between(character, 0xF900, 0xFAFF) // ideographs
                || between(character, 0xFE10, 0xFE19)
                || between(character, 0xFE30, 0xFE6F)
                || between(character, 0xFF00, 0xFF60) // full-width forms
                || between(character, 0xFFE0, 0xFFE6)
                || between(character, 0x16FE0, 0x18DFF) // Tangut
                || between(character, 0x1B000, 0x1B2FF)
                || between(character, 0x1F300, 0x1F64F) // emoji
                || between(character, 0x1F680, 0x1F6FF)
                || between(character, 0x1F900, 0x1FAFF)
                || between(character, 0x20000, 0x3FFFD); // ideographs
    }

    private static boolean between(int character, int first, int last) {
        return character >= first && character <= last;
    }
}
