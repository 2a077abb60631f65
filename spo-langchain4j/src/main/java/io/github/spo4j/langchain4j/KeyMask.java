package io.github.spo4j.langchain4j;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Masks what is or looks like a key in a text. Immutable. */
final class KeyMask {

    /** Masks what looks like a key, without a known key. */
    static final KeyMask LOOKS = new KeyMask("");

    /** Enough for the type of an error and its point, not for a prompt. */
    static final int EXCERPT = 200;

    private static final String MASK = "***";

    /** What follows "Bearer", what follows "api key …:", the prefixes that providers use, long runs with a digit. */
    private static final Pattern LOOKS_LIKE_A_KEY = Pattern.compile("(?i)bearer\\s++[^\\s\"',;<>]++"
            + "|api[-_ ]?key[^:=\\n]{0,20}[:=]\\s*+\\\\?[\"']?[^\\s\"',;&<>}]++"
            + "|(?<![a-z0-9])(?:sk|gsk|rk|pk|hf|xai|nvapi|pplx)[-_][^\\s\"',;&<>}]{4,}+"
            + "|(?<![a-z0-9])aiza[a-z0-9_-]++"
            + "|(?<![a-z0-9_-])(?=[a-z_-]{0,200}[0-9])[a-z0-9_-]{32,}+");

    /** What can only be a key; a model may be named "xai-" and words. */
    private static final Pattern KEY = Pattern.compile("(?i)(?:sk|gsk)[-_][a-z0-9_-]{16,}+"
            + "|(?:rk|xai|nvapi|pplx|hf)[-_][a-z0-9]{24,}+|aiza[a-z0-9_-]{16,}+|[0-9a-f]{32}");

    /** Shorter ones are words such as "none" for local servers; masking them would garble every text. */
    private static final int SHORTEST_KEY = 8;

    private final String key;

    private KeyMask(String key) {
        this.key = key;
    }

    static KeyMask of(@Nullable String key) {
        return key == null || key.length() < SHORTEST_KEY ? LOOKS : new KeyMask(key);
    }

    /** A text as a message may show it. */
    static String quoted(String text) {
        return '"' + LOOKS.excerpt(text) + '"';
    }

    /** Whether a text is a key, by its prefix and length; for text that should be something else. */
    static boolean isKey(String text) {
        return KEY.matcher(text.strip()).matches();
    }

    String mask(String text) {
        String known = key.isEmpty() ? text : text.replace(key, MASK);
        return LOOKS_LIKE_A_KEY.matcher(known).replaceAll(MASK);
    }

    /** The start of a text on one line. It is masked before it is cut, so that no part of a key is left at the end. */
    String excerpt(String text) {
        String line = mask(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT - 1) + "…";
    }
}
