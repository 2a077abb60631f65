package io.github.spo4j.internal;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Splits a text into words. In a script without spaces, such as Chinese, each character is a word. */
public final class Words {

    private static final String UNSPACED = "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}";
    private static final String SPACED = "[\\p{L}\\p{M}\\p{N}&&[^" + UNSPACED + "]]++";

    /** Possessive, because Java matches other repeated groups by recursion, and a long row of hyphens overflows the stack. */
    private static final Pattern WORD = Pattern.compile("[" + UNSPACED + "]|" + SPACED + "(?:['’-]" + SPACED + ")*+");

    private static final Pattern CHARACTER = Pattern.compile("[" + UNSPACED + "]");

    private Words() {}

    /**
     * {@return the words of a text, in order}
     *
     * @param text any text
     */
    public static List<String> of(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }

    /**
     * {@return whether a word is one character of a script without spaces}
     *
     * @param word one of {@link #of}
     */
    public static boolean isCharacter(String word) {
        return CHARACTER.matcher(word).matches();
    }
}
