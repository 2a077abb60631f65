package io.github.spo4j.internal;

import java.util.regex.Pattern;

/** Text that shows nothing. */
public final class InvisibleText {

    /** White space of all kinds, and what is there but has no shape, such as a byte order mark. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Z}\\p{Cc}\\p{Cf}]*+");

    private InvisibleText() {}

    /**
     * Whether a text shows nothing.
     *
     * @param text the text
     * @return true if there are only spaces, line ends, and control and format characters in it
     */
    public static boolean isAll(String text) {
        return INVISIBLE.matcher(text).matches();
    }
}
