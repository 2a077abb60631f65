package io.github.spo4j.langchain4j;

import org.jspecify.annotations.Nullable;

/**
 * A model's text without what it thought. Some servers leave the thoughts in the text, at its beginning between
 * {@code <think>} and {@code </think>}; some give the opening tag to the model, so that only the closing one comes
 * back, alone on its line. The first closing tag ends the thoughts; tags elsewhere are the answer's own.
 *
 * @param text what the model said; blank if it was cut while it thought
 * @param reasoning what it thought, or null
 */
record SpokenText(String text, @Nullable String reasoning) {

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    /** Separates thoughts from text; those that came apart stand before them. */
    static SpokenText of(String said, @Nullable String apart) {
        String text = said.stripLeading();
        int end = text.indexOf(CLOSE);
        if (text.startsWith(OPEN)) {
            return end < 0
                    ? new SpokenText("", joined(apart, text.substring(OPEN.length())))
                    : split(text, OPEN.length(), end, apart);
        }
        return end >= 0 && !text.substring(0, end).contains(OPEN) && isAlone(text, end)
                ? split(text, 0, end, apart)
                : new SpokenText(said, joined(apart, ""));
    }

    private static SpokenText split(String text, int begin, int end, @Nullable String apart) {
        return new SpokenText(text.substring(end + CLOSE.length()).strip(), joined(apart, text.substring(begin, end)));
    }

    private static boolean isAlone(String text, int tag) {
        String before = text.substring(text.lastIndexOf('\n', tag) + 1, tag);
        String after = text.substring(tag + CLOSE.length());
        int line = after.indexOf('\n');
        return before.isBlank() && (line < 0 ? after : after.substring(0, line)).isBlank();
    }

    private static @Nullable String joined(@Nullable String apart, String inline) {
        String first = apart == null ? "" : apart.strip();
        String both = (first + "\n\n" + inline.strip()).strip();
        return both.isEmpty() ? null : both;
    }
}
