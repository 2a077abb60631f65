package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Sha256;

/**
 * What somebody wrote. Immutable.
 *
 * @param source where it comes from: a path with {@code /} between its parts, or a name of one's own; for messages and
 *     for telling articles apart
 * @param text what is written, not blank
 */
public record Article(String source, String text) {

    /**
     * Checks that there is something to read.
     *
     * @throws StyleException if the text is blank (REFERENCE C10)
     */
    public Article {
        requireNonNull(source, "source");
        if (requireNonNull(text, "text").isBlank()) {
            throw new StyleException(
                    StyleException.Kind.ARTICLE, source, "there is no text in it; leave it out or write the article");
        }
    }

    /** The text's SHA-256, in hexadecimal digits. */
    String sha256() {
        return Sha256.hex(text);
    }

    /** Short: an article may be private. */
    @Override
    public String toString() {
        return "Article[" + source + ", " + text.length() + " characters]";
    }
}
