package io.github.spo4j.template;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** What every text of a template must be: something to see, and writable as UTF-8. */
final class WellFormed {

    /** As the model package has it, which this one does not know. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Z}\\p{Cc}\\p{Cf}]*+");

    private WellFormed() {}

    static boolean isBlank(String text) {
        return INVISIBLE.matcher(text).matches();
    }

    static String requireText(String value, String name) {
        if (isBlank(requireNonNull(value, name))) {
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
