package io.github.spo4j.examples.cli;

import java.io.Serial;

/**
 * What was asked for cannot be done as it stands. It says what is wrong and what to do, to people in their language; its
 * message is English.
 */
final class UsageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Phrase phrase;

    UsageException(String key, Object... values) {
        this(Phrase.of(key, values));
    }

    private UsageException(Phrase phrase) {
        super(Words.english().say(phrase));
        this.phrase = phrase;
    }

    /** What the library said of it. */
    static UsageException of(RuntimeException e) {
        return new UsageException(Phrase.verbatim(String.valueOf(e.getMessage())));
    }

    Phrase phrase() {
        return phrase;
    }
}
