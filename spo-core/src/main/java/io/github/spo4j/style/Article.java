package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
        return sha256(text);
    }

    static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Short: an article may be private. */
    @Override
    public String toString() {
        return "Article[" + source + ", " + text.length() + " characters]";
    }
}
