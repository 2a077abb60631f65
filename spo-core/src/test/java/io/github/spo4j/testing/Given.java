package io.github.spo4j.testing;

import org.jspecify.annotations.Nullable;

/** What a contract is given by whoever extends it. */
final class Given {

    private Given() {}

    /**
     * {@return the same, if it is there}
     *
     * @param value what was given
     * @param where where it comes from, such as {@code "newStorage()"}
     * @param instead what it should be
     * @throws AssertionError if it is null
     */
    static <T> T by(@Nullable T value, String where, String instead) {
        if (value == null) {
            throw new AssertionError(where + " returned null; it must return " + instead);
        }
        return value;
    }
}
