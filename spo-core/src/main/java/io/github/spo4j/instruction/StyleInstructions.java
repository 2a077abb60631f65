package io.github.spo4j.instruction;

import java.util.Map;
import java.util.Set;

/**
 * The texts that SPO sends to models to describe and merge styles, and the texts of a template for writing in a style, in
 * English and Chinese. Each can be replaced. Immutable.
 *
 * <p>Slots are filled as in {@link Instructions}. Material is put between fences longer than any fence inside.
 */
public final class StyleInstructions {

    /** Each text's name and the slots that it must have. */
    private static final Map<String, Set<String>> NEEDED = Map.ofEntries(
            Map.entry("extract", Set.of("article")),
            Map.entry("extract-categories", Set.of("choices")),
            Map.entry("extract-labels", Set.of("choices")),
            Map.entry("extract-extra", Set.of("extra")),
            Map.entry("style-language", Set.of("language")),
            Map.entry("style-refused", Set.of("reason")),
            Map.entry("merge", Set.of("profiles")),
            Map.entry("merge-profile", Set.of("number", "articles")),
            Map.entry("write", Set.of("facts", "images")),
            Map.entry("write-images", Set.of("images")),
            Map.entry("write-requirements", Set.of("summary", "traits")));

    private final InstructionTexts texts;

    private StyleInstructions(InstructionTexts texts) {
        this.texts = texts;
    }

    /** {@return the English texts} */
    public static StyleInstructions english() {
        return new StyleInstructions(InstructionTexts.shipped(NEEDED, Set.of(), "en"));
    }

    /** {@return the Chinese texts} */
    public static StyleInstructions chinese() {
        return new StyleInstructions(InstructionTexts.shipped(NEEDED, Set.of(), "zh"));
    }

    /**
     * Whether the Chinese texts fit better than the English ones.
     *
     * @param text for example an article
     * @return true if at least a fifth of the letters are Chinese characters and hardly any are kana, which mean
     *     Japanese
     */
    public static boolean isChinese(String text) {
        return InstructionTexts.isChinese(text);
    }

    /**
     * Custom texts: all of them.
     *
     * @param texts by name, with the names and slots of {@link #texts()}
     * @return the instructions
     * @throws IllegalArgumentException if one is missing or not known, or lacks a slot that it needs
     */
    public static StyleInstructions of(Map<String, String> texts) {
        return new StyleInstructions(InstructionTexts.of(NEEDED, Set.of(), texts));
    }

    /**
     * Replaces one text.
     *
     * @param name the text's name, from {@link #texts()}
     * @param text the new text, with the slots of the old one
     * @return the changed copy
     * @throws IllegalArgumentException if there is no such text, or the new one lacks a slot that it needs
     */
    public StyleInstructions with(String name, String text) {
        return new StyleInstructions(texts.with(name, text));
    }

    /** {@return all texts by name, slots unfilled, sorted by name; unmodifiable} */
    public Map<String, String> texts() {
        return texts.all();
    }
}
