package io.github.spo4j.examples.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses the name that a misspelt one means. */
final class DidYouMean {

    private DidYouMean() {}

    /** A hint to append to a message; empty if no name is near. */
    static Phrase hint(String typed, Collection<String> names) {
        return of(typed, names).map(name -> Phrase.of("meant", name)).orElse(Phrase.verbatim(""));
    }

    /** The nearest name, if at most a third of it differs. */
    static Optional<String> of(String typed, Collection<String> names) {
        return names.stream()
                .filter(name -> 3 * distance(typed, name) <= name.length())
                .min(Comparator.comparingInt(name -> distance(typed, name)));
    }

    /** The number of letters to add, remove or replace to turn one into the other. */
    private static int distance(String typed, String name) {
        String one = typed.toLowerCase(Locale.ROOT);
        String other = name.toLowerCase(Locale.ROOT);
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
