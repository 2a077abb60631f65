package io.github.spo4j.examples.report;

import org.jspecify.annotations.Nullable;

/**
 * What a model wrote, as a report shows it.
 *
 * @param text the text, as far as it is shown
 * @param html the same as HTML that is safe to embed, or null if it is shown as it is
 * @param isCut whether there is more of it
 */
record ShownText(String text, @Nullable String html, boolean isCut) {

    /** A run of many rounds has many of them. */
    private static final int LONGEST = 20_000;

    static ShownText of(String text) {
        String shown = bounded(text);
        boolean cut = shown.length() < text.length();
        return new ShownText(shown, cut ? null : SafeMarkdown.html(text).orElse(null), cut);
    }

    /** As much of a text as is shown at most. */
    static String bounded(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST));
    }
}
