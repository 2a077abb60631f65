package io.github.spo4j.langchain4j;

import io.github.spo4j.internal.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
final class NearestName {

    private NearestName() {}

    /** The name that takes the fewest edits to come to, however many. */
    static String of(String written, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(name -> EditDistance.of(name, written)))
                .orElseThrow();
    }

    /** The name that this is a slip of: two edits at most, case and separators aside. */
    static Optional<String> slipOf(String written, Collection<String> names) {
        String nearest = names.stream()
                .min(Comparator.comparingInt(name -> EditDistance.of(bare(name), bare(written))))
                .orElseThrow();
        int edits = EditDistance.of(bare(nearest), bare(written));
        return edits <= 2 && edits < bare(nearest).length() / 2 ? Optional.of(nearest) : Optional.empty();
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }
}
