package io.github.spo4j.examples.cli;

import java.util.List;

/**
 * A message before it is put into a language.
 *
 * @param key its key, see {@link Words}
 * @param values its values in order; phrases and lists are translated too
 */
record Phrase(String key, List<Object> values) {

    Phrase {
        values = List.copyOf(values);
    }

    static Phrase of(String key, Object... values) {
        return new Phrase(key, List.of(values));
    }

    /** A text from elsewhere, which is not translated. */
    static Phrase verbatim(String text) {
        return of("verbatim", text);
    }
}
