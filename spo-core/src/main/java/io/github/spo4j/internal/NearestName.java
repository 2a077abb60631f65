package io.github.spo4j.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds which name a mistyped one stands for. */
public final class NearestName {

    private static final int MAX_EDITS = 2;

    private NearestName() {}

    /**
     * The nearest name, however far it is.
     *
     * @param written what was written
     * @param names the names to choose from, at least one
     * @return the one that takes the fewest edits
     */
    public static String of(String written, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(name -> edits(name, written)))
                .orElseThrow();
    }

    /**
     * The name that this is a slip of. Case and separators do not count.
     *
     * @param written what was written
     * @param names the names to choose from, at least one
     * @return the nearest, or empty if it takes more than two edits, or half of its letters
     */
    public static Optional<String> slipOf(String written, Collection<String> names) {
        String bare = bare(written);
        String nearest = names.stream()
                .min(Comparator.comparingInt(name -> edits(bare(name), bare)))
                .orElseThrow();
        int edits = edits(bare(nearest), bare);
        return edits <= MAX_EDITS && edits < bare(nearest).length() / 2 ? Optional.of(nearest) : Optional.empty();
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** The Levenshtein distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
