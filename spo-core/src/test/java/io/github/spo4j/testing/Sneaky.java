package io.github.spo4j.testing;

/** Throws checked exceptions undeclared, as languages do that know none: Kotlin, Groovy, Scala. */
public final class Sneaky {

    private Sneaky() {}

    /**
     * Throws.
     *
     * @param <E> what the compiler takes it for
     * @param e what is thrown
     * @throws E always
     */
    @SuppressWarnings({"unchecked", "DoNotCallSuggester"}) // it is for being called
    public static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }
}
