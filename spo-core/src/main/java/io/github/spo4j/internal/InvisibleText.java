package io.github.spo4j.internal;

import java.util.regex.Pattern;

/** Text that shows nothing. */
public final class InvisibleText {

    /** White space of all kinds, and characters without a shape, such as a byte order mark. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Z}\\p{Cc}\\p{Cf}]*+");

    private InvisibleText() {}

    /**
     * {@return whether a text has only spaces, line ends, and control and format characters}
     *
     * @param text the text
     */
    public static boolean isAll(String text) {
        return INVISIBLE.matcher(text).matches();
    }
}
