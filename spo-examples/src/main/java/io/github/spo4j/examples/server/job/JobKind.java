package io.github.spo4j.examples.server.job;

import java.util.Locale;

/** What a job does. */
public enum JobKind {
    /** Improves the prompt of a template. */
    OPTIMIZE,
    /** Describes how articles are written. */
    EXTRACT,
    /** Does that, merges the descriptions and builds a template. */
    STYLE;

    /**
     * The word for programs.
     *
     * @return in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
