package io.github.spo4j.internal;

import org.jspecify.annotations.Nullable;

/**
 * A reply, split into what the model thought and what it said. Some servers leave the thoughts in the text, between
 * {@code <think>} and {@code </think>}; some put the opening tag into the request, so that only the closing one comes back.
 *
 * @param thoughts what it thought; null if nothing marks thoughts
 * @param said the rest
 * @param cut whether the reply ended while the model thought, so that it said nothing
 */
public record Thoughts(@Nullable String thoughts, String said, boolean cut) {

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    /**
     * Reads an answer. The first closing tag ends the thoughts; later tags belong to the answer. Without an opening tag,
     * the closing one counts if it is alone on its line.
     *
     * @param text the whole reply
     * @return thoughts and answer
     */
    public static Thoughts inAnswer(String text) {
        String stripped = text.stripLeading();
        int end = stripped.indexOf(CLOSE);
        if (stripped.startsWith(OPEN)) {
            return end < 0
                    ? new Thoughts(stripped.substring(OPEN.length()), "", true)
                    : split(stripped, OPEN.length(), end);
        }
        return end >= 0 && !stripped.substring(0, end).contains(OPEN) && isAlone(stripped, end)
                ? split(stripped, 0, end)
                : new Thoughts(null, text, false);
    }

    /**
     * Reads a reply in a requested form, such as tags or JSON. The last closing tag ends the thoughts, since the
     * form has no such tag.
     *
     * @param text the whole reply
     * @return thoughts and reply
     */
    public static Thoughts inForm(String text) {
        int end = text.lastIndexOf(CLOSE);
        if (end >= 0) {
            return split(text, 0, end);
        }
        return text.stripLeading().startsWith(OPEN) ? new Thoughts(text, "", true) : new Thoughts(null, text, false);
    }

    private static Thoughts split(String text, int begin, int end) {
        return new Thoughts(text.substring(begin, end), text.substring(end + CLOSE.length()), false);
    }

    private static boolean isAlone(String text, int tag) {
        String before = text.substring(text.lastIndexOf('\n', tag) + 1, tag);
        String after = text.substring(tag + CLOSE.length());
        int line = after.indexOf('\n');
        return before.isBlank() && (line < 0 ? after : after.substring(0, line)).isBlank();
    }
}
