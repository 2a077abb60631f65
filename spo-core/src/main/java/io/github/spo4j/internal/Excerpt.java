package io.github.spo4j.internal;

import java.util.regex.Pattern;

/** A short part of a text, on one line, for messages. */
public final class Excerpt {

    private static final int MAX_LENGTH = 40;

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private Excerpt() {}

    /**
     * The start of a text in quotes.
     *
     * @param text the text
     * @return 40 characters of it at most
     */
    public static String of(String text) {
        return '"' + shorten(text, MAX_LENGTH) + '"';
    }

    /**
     * The start of a text.
     *
     * @param text the text
     * @param max how many characters of it at most
     * @return the start, with a space for each line break and control character
     */
    public static String shorten(String text, int max) {
        boolean cut = text.codePointCount(0, text.length()) > max;
        String shown = cut ? text.substring(0, text.offsetByCodePoints(0, max)) + '…' : text;
        return INVISIBLE.matcher(shown).replaceAll(" ");
    }
}
