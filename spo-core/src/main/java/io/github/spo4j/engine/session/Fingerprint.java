package io.github.spo4j.engine.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run was made with, as named texts, such as the template's prompt, a model's settings or the seed. A run can only
 * resume with the same. Immutable.
 */
public final class Fingerprint {

    /** How many questions were held out of the search; there is none in a run without any. */
    public static final String HELD_OUT = "held_out";

    /** The prompt that a run starts from. */
    public static final String START_PROMPT = "template.prompt";

    private static final int SHOWN = 60;

    private final Map<String, String> texts;

    private Fingerprint(Map<String, String> texts) {
        this.texts = Collections.unmodifiableMap(new TreeMap<>(texts));
    }

    /**
     * A fingerprint of the given texts.
     *
     * @param texts by name
     */
    public static Fingerprint of(Map<String, String> texts) {
        return new Fingerprint(texts);
    }

    /** {@return all texts by name, in the order of the names; unmodifiable} */
    public Map<String, String> texts() {
        return texts;
    }

    /**
     * {@return the text of a name, or empty if there is none}
     *
     * @param name its name
     */
    public Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    /**
     * Compares with another fingerprint.
     *
     * @param now the other one
     * @return one sentence for each difference, with both values shortened; empty if they are equal
     */
    public List<String> changesTo(Fingerprint now) {
        TreeSet<String> names = new TreeSet<>(texts.keySet());
        names.addAll(now.texts.keySet());
        List<String> changes = new ArrayList<>();
        for (String name : names) {
            String was = texts.get(name);
            String is = now.texts.get(name);
            if (was == null || !was.equals(is)) {
                changes.add(change(name, was, is));
            }
        }
        return changes;
    }

    private static String change(String name, @Nullable String was, @Nullable String is) {
        if (was == null || is == null) {
            return name + " was " + shown(was, 0) + " and is " + shown(is, 0);
        }
        int same = 0;
        while (same < Math.min(was.length(), is.length()) && was.charAt(same) == is.charAt(same)) {
            same++;
        }
        return name + " was " + shown(was, same) + " and is " + shown(is, same);
    }

    /** Shows the part around the first difference, so that two long texts do not look the same. */
    private static String shown(@Nullable String text, int difference) {
        if (text == null) {
            return "not set";
        }
        int from = text.length() <= SHOWN ? 0 : Math.max(0, Math.min(difference - SHOWN / 3, text.length() - SHOWN));
        int to = Math.min(text.length(), from + SHOWN);
        return "\"" + (from > 0 ? "…" : "") + oneLine(text.substring(whole(text, from), whole(text, to)))
                + (to < text.length() ? "…" : "") + "\"";
    }

    /** Moves a place inside a surrogate pair to its beginning. */
    private static int whole(String text, int place) {
        boolean inside = place > 0
                && place < text.length()
                && Character.isSurrogatePair(text.charAt(place - 1), text.charAt(place));
        return inside ? place - 1 : place;
    }

    /** White space stays visible: it may be the only difference. */
    private static String oneLine(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
    }
}
