package io.github.spo4j.template;

/** A short part of a text, in quotes and on one line, for messages. */
final class Excerpt {

    private static final int MAX_LENGTH = 40;

    private Excerpt() {}

    static String of(String text) {
        return '"' + shorten(text, MAX_LENGTH) + '"';
    }

    /** At most {@code max} characters of the text, with a space for each line break and control character. */
    static String shorten(String text, int max) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(max).map(Excerpt::visible).forEach(shown::appendCodePoint);
        boolean cut = text.codePoints().limit(max + 1L).count() > max;
        return cut ? shown.append('…').toString() : shown.toString();
    }

    private static int visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> ' ';
            default -> codePoint;
        };
    }
}
