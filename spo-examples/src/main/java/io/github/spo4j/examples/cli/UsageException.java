package io.github.spo4j.examples.cli;

import java.io.Serial;

/**
 * A request that cannot be carried out. It says why and what to do: to people in their language, in its message in
 * English.
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

    /** The library's message. */
    static UsageException of(RuntimeException e) {
        return new UsageException(Phrase.verbatim(String.valueOf(e.getMessage())));
    }

    Phrase phrase() {
        return phrase;
    }
}
