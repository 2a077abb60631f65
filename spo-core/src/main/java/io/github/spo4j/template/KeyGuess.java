package io.github.spo4j.template;

import io.github.spo4j.internal.EditDistance;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Guesses which key was meant by one that is not known. */
final class KeyGuess {

    private static final int MAX_KEY_LENGTH = 20;
    private static final int MAX_EDITS = 2;

    /** Names that people and older guides use for the same thing. */
    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("faq", "qa"),
            Map.entry("qas", "qa"),
            Map.entry("q&a", "qa"),
            Map.entry("questions", "qa"),
            Map.entry("examples", "qa"),
            Map.entry("words", "count"),
            Map.entry("word_count", "count"),
            Map.entry("word_limit", "count"),
            Map.entry("limit", "count"),
            Map.entry("q", "question"),
            Map.entry("a", "answer"),
            Map.entry("expected", "answer"),
            Map.entry("golden", "answer"),
            Map.entry("vars", "variables"),
            Map.entry("inputs", "variables"),
            Map.entry("slots", "variables"));

    private KeyGuess() {}

    /** The known key that is likely meant, or null. */
    static @Nullable String of(String key, List<String> known) {
        if (key.length() > MAX_KEY_LENGTH) {
            return null;
        }
        String lower = key.toLowerCase(Locale.ROOT);
        for (String candidate : known) {
            if (candidate.equals(OTHER_NAMES.get(lower))
                    || EditDistance.of(lower, candidate) <= editsAllowed(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /** Two letters changed make another word of a short key. */
    private static int editsAllowed(String known) {
        return known.length() > MAX_EDITS + 2 ? MAX_EDITS : 0;
    }
}
