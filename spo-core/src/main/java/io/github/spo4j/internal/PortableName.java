package io.github.spo4j.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a file may be called on every system, so that folders can be moved from one to another. */
public final class PortableName {

    /** How long the name of a file may be, in bytes of UTF-8. */
    public static final int MOST_BYTES = 255;

    /** Windows keeps these for devices, also with an extension, whatever their case. */
    private static final Pattern RESERVED =
            Pattern.compile("(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9¹²³]) *(\\..*)?", Pattern.DOTALL);

    private static final String FORBIDDEN = "<>:\"/\\|?*";
    private static final char INSTEAD = '-';

    private PortableName() {}

    /**
     * Whether every system takes a name as it is.
     *
     * @param name of one file or folder
     * @return whether it is short enough, leads nowhere else, and has nothing that Windows forbids
     */
    public static boolean isPortable(String name) {
        return !name.isEmpty() && bytes(name) <= MOST_BYTES && of(name).equals(name);
    }

    /**
     * The nearest name that every system takes. It may be too long still.
     *
     * @param name what a file should be called; may be empty, and may have separators in it
     * @return a name of one file, with {@code -} for each character that may not be in it
     */
    public static String of(String name) {
        StringBuilder portable = new StringBuilder(name.length());
        name.codePoints().forEach(c -> portable.appendCodePoint(isForbidden(c) ? INSTEAD : c));
        for (int last = portable.length() - 1; last >= 0 && ". ".indexOf(portable.charAt(last)) >= 0; last--) {
            portable.setCharAt(last, INSTEAD); // Windows would cut it off
        }
        boolean reserved =
                RESERVED.matcher(portable.toString().toUpperCase(Locale.ROOT)).matches();
        return reserved ? portable.insert(0, INSTEAD).toString() : portable.toString();
    }

    private static boolean isForbidden(int c) {
        return Character.isISOControl(c)
                || FORBIDDEN.indexOf(c) >= 0
                || Character.getType(c) == Character.SURROGATE; // half a pair has no UTF-8 form
    }

    /**
     * How long a name is for a file system.
     *
     * @param name the name
     * @return its bytes in UTF-8
     */
    public static int bytes(String name) {
        return name.getBytes(UTF_8).length;
    }
}
