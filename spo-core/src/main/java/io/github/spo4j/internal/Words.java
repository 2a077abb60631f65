package io.github.spo4j.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text into words. In a script without spaces, such as Chinese, each character is a word. Elsewhere letters, marks and
 * digits make words, and an apostrophe or a hyphen between two of them joins them.
 */
public final class Words {

    private static final String JOINING = "'’-";

    private Words() {}

    /**
     * {@return the words of a text, in order}
     *
     * <p>Without a regular expression, since whole instructions are split for each new prompt.
     *
     * @param text any text
     */
    public static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        int next;
        for (int at = 0; at < text.length(); at = next) {
            int character = text.codePointAt(at);
            next = at + Character.charCount(character);
            boolean spaced = isSpaced(character);
            if (spaced && start < 0) {
                start = at;
            } else if (!spaced && start >= 0 && !joins(text, at, next)) {
                words.add(text.substring(start, at));
                start = -1;
            }
            if (isUnspaced(character)) {
                words.add(text.substring(at, next));
            }
        }
        if (start >= 0) {
            words.add(text.substring(start));
        }
        return words;
    }

    /**
     * {@return whether a word is one character of a script without spaces}
     *
     * @param word one of {@link #of}
     */
    public static boolean isCharacter(String word) {
        int first = word.codePointAt(0);
        return word.length() == Character.charCount(first) && isUnspaced(first);
    }

    /** Only between two parts of a word: the one behind it is looked at here, the one before it is there. */
    private static boolean joins(String text, int at, int next) {
        return JOINING.indexOf(text.charAt(at)) >= 0
                && next < text.length()
                && isSpaced(text.codePointAt(next))
                && isSpaced(text.codePointBefore(at));
    }

    private static boolean isSpaced(int character) {
        return switch (Character.getType(character)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER -> !isUnspaced(character);
            default -> false;
        };
    }

    private static boolean isUnspaced(int character) {
        if (character < 0x2E80) { // the first of these scripts
            return false;
        }
        return switch (Character.UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA -> true;
            default -> false;
        };
    }
}
