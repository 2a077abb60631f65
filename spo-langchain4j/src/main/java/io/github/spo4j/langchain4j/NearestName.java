package io.github.spo4j.langchain4j;

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
                .min(Comparator.comparingInt(name -> edits(name, written)))
                .orElseThrow();
    }

    /** The name that this is a slip of: two edits at most, case and separators aside. */
    static Optional<String> slipOf(String written, Collection<String> names) {
        String nearest = names.stream()
                .min(Comparator.comparingInt(name -> edits(bare(name), bare(written))))
                .orElseThrow();
        int edits = edits(bare(nearest), bare(written));
        return edits <= 2 && edits < bare(nearest).length() / 2 ? Optional.of(nearest) : Optional.empty();
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** How many characters to insert, delete or replace to make one text the other. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
