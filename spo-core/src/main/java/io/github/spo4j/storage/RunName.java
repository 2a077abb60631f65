package io.github.spo4j.storage;

import io.github.spo4j.internal.PortableName;

/** Which names a run may have: those of one plain folder, on every system. */
final class RunName {

    private static final int LONGEST = 100;

    /** With what is added when a run is moved aside. */
    private static final String ASIDE = ".YYYYMMDD-HHMMSS";

    /** The rules for people. */
    static final String RULES = "1 to " + LONGEST + " letters, digits, spaces, '-', '_' or '.' (at most "
            + (PortableName.MOST_BYTES - ASIDE.length()) + " bytes in UTF-8), not starting with '.' or a space, not"
            + " ending with '.' or a space, and not a name that Windows keeps for itself, such as CON or NUL";

    private RunName() {}

    /** Whether a new run may have the name. */
    static boolean isNew(String name) {
        return isPlain(name) && PortableName.isPortable(name + ASIDE);
    }

    /** Whether it leads nowhere else. Runs with such a name may be there, though it is reserved or too long elsewhere. */
    static boolean isPlain(String name) {
        return !name.isBlank()
                && name.length() <= LONGEST
                && !name.startsWith(".")
                && !name.startsWith(" ")
                && !name.endsWith(".")
                && !name.endsWith(" ")
                && name.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || " -_.".indexOf(c) >= 0);
    }
}
