package io.github.spo4j.template;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.internal.InvisibleText;

/** Checks that a text is not blank and can be written as UTF-8. */
final class WellFormed {

    private WellFormed() {}

    static String requireText(String value, String name) {
        if (InvisibleText.isAll(requireNonNull(value, name))) {
            throw new IllegalArgumentException(name + " is blank");
        }
        if (hasLoneSurrogate(value)) {
            throw new IllegalArgumentException(name + " holds half of a surrogate pair: " + Excerpt.of(value));
        }
        return value;
    }

    static boolean hasLoneSurrogate(String text) {
        // codePoints() yields a surrogate only where its other half is missing.
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
