package io.github.spo4j.examples.cli;

import java.util.List;

/**
 * Something to say, in no language yet.
 *
 * @param key which message, see {@link Words}
 * @param values what is put into it, in this order; phrases and lists are put into words too
 */
record Phrase(String key, List<Object> values) {

    Phrase {
        values = List.copyOf(values);
    }

    static Phrase of(String key, Object... values) {
        return new Phrase(key, List.of(values));
    }

    /** A text from elsewhere, which is said as it is. */
    static Phrase verbatim(String text) {
        return of("verbatim", text);
    }
}
