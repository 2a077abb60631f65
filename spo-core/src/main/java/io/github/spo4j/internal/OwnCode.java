package io.github.spo4j.internal;

import java.util.function.Supplier;

/** Runs code of the user's whose failure must not pass for one of a model. */
public final class OwnCode {

    private static final int QUOTED = 200;

    private OwnCode() {}

    /**
     * Runs it.
     *
     * @param <T> what it returns
     * @param failed a clause that says what failed and where
     * @param code the code
     * @return what it returned
     * @throws IllegalArgumentException if it throws; its message is one sentence, and the cause what was thrown
     */
    public static <T> T run(Supplier<String> failed, Supplier<T> code) {
        try {
            return code.get();
        } catch (RuntimeException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IllegalArgumentException(
                    failed.get() + ": " + Excerpt.shorten(why, QUOTED) + "; correct it and run again", e);
        }
    }
}
