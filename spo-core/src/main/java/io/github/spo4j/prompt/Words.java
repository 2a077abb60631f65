package io.github.spo4j.prompt;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Takes a text apart into words. Where a script has no spaces, as in Chinese, each character is one. */
final class Words {

    private static final String UNSPACED = "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}";
    private static final String SPACED = "[\\p{L}\\p{M}\\p{N}&&[^" + UNSPACED + "]]++";

    /** Never goes back: Java matches a repeated group that may by recursion, and a long row of hyphens ends the stack. */
    private static final Pattern WORD = Pattern.compile("[" + UNSPACED + "]|" + SPACED + "(?:['’-]" + SPACED + ")*+");

    private static final Pattern CHARACTER = Pattern.compile("[" + UNSPACED + "]");

    private Words() {}

    static List<String> of(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }

    /** Whether a word is but one character of a script without spaces. */
    static boolean isCharacter(String word) {
        return CHARACTER.matcher(word).matches();
    }
}
