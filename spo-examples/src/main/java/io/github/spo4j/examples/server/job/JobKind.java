package io.github.spo4j.examples.server.job;

import java.util.Locale;

/** What a job does. */
public enum JobKind {
    /** Improves the prompt of a template. */
    OPTIMIZE,
    /** Describes how articles are written. */
    EXTRACT,
    /** Describes them, merges the descriptions and builds a template. */
    STYLE;

    /** {@return the name for programs, in lower case} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
