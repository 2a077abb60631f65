package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Sha256;

/**
 * An article. A blank one is refused with a {@link StyleException}: no style can be found in it. Immutable.
 *
 * @param source where it comes from: a path with {@code /} between its parts, or a custom name. It is used in messages
 *     and to tell articles apart
 * @param text what is written, not blank
 */
public record Article(String source, String text) {

    public Article {
        requireNonNull(source, "source");
        if (requireNonNull(text, "text").isBlank()) {
            throw new StyleException(
                    StyleException.Kind.ARTICLE, source, "there is no text in it; leave it out or write the article");
        }
    }

    String sha256() {
        return Sha256.hex(text);
    }

    /** Short: an article may be private. */
    @Override
    public String toString() {
        return "Article[" + source + ", " + text.length() + " characters]";
    }
}
