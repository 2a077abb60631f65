package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Sha256;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An article. A blank one is refused with a {@link StyleException}: no style can be found in it. Immutable.
 *
 * @param source where it comes from: a path with {@code /} between its parts, or a custom name. It is used in messages
 *     and to tell articles apart
 * @param text what is written, not blank
 * @param passedOver how many parts its file has that are no text and were left out; usually none
 */
public record Article(String source, String text, Map<Part, Integer> passedOver) {

    /** A part of a file that is no text. */
    public enum Part {
        /** A picture. */
        PICTURE,
        /** A chart. */
        CHART,
        /** A diagram whose text was not found. */
        DIAGRAM,
        /** A file of another program that is embedded. */
        OBJECT,
        /** A piece of the document that is embedded in another format, such as HTML. */
        CHUNK,
        /** A sign of a font whose signs are not known. */
        SYMBOL
    }

    public Article {
        requireNonNull(source, "source");
        passedOver = Collections.unmodifiableMap(new TreeMap<>(passedOver));
        if (requireNonNull(text, "text").isBlank()) {
            throw new StyleException(
                    StyleException.Kind.ARTICLE, source, "there is no text in it; leave it out or write the article");
        }
    }

    /**
     * An article of which nothing was left out.
     *
     * @param source where it comes from
     * @param text what is written, not blank
     */
    public Article(String source, String text) {
        this(source, text, Map.of());
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
