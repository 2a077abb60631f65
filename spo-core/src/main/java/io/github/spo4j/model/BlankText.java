package io.github.spo4j.model;

import java.util.regex.Pattern;

/** Text that shows nothing. For SPO's own packages. */
public final class BlankText {

    /** White space of all kinds, and what is there but has no shape, such as a byte order mark. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Z}\\p{Cc}\\p{Cf}]*+");

    private BlankText() {}

    /**
     * Whether a text shows nothing.
     *
     * @param text the text
     * @return true if there are only spaces, line ends, and control and format characters in it
     */
    public static boolean matches(String text) {
        return INVISIBLE.matcher(text).matches();
    }
}
