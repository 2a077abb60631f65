package io.github.spo4j.internal;

/** How different two words are: the Levenshtein distance. */
public final class EditDistance {

    private EditDistance() {}

    /**
     * {@return how many characters must be inserted, deleted or replaced to make one text the other}
     *
     * @param a one text
     * @param b the other
     */
    public static int of(String a, String b) {
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
