package io.github.spo4j.instruction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The texts that SPO sends to models that describe and merge styles, and those that a template for writing in a style is
 * made of. They exist in English and Chinese, and each of them can be replaced. Immutable.
 *
 * <p>Slots are filled as in {@link Instructions}. Material stands between fences that are longer than any fence inside.
 */
public final class StyleInstructions {

    /** Each text's name and the slots it cannot do without. */
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

    /**
     * The English texts.
     *
     * @return the instructions
     */
    public static StyleInstructions english() {
        return new StyleInstructions(InstructionTexts.shipped(NEEDED, Set.of(), "en"));
    }

    /**
     * The Chinese texts.
     *
     * @return the instructions
     */
    public static StyleInstructions chinese() {
        return new StyleInstructions(InstructionTexts.shipped(NEEDED, Set.of(), "zh"));
    }

    /**
     * Whether the Chinese texts suit something better than the English ones.
     *
     * @param text for example an article
     * @return true if at least a fifth of the letters are Chinese characters
     */
    public static boolean isChinese(String text) {
        return InstructionTexts.isChinese(text);
    }

    /**
     * Texts of one's own, all of them.
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
     * @param name which; {@link #texts()} has the names and what stands there now
     * @param text the new text, with the same slots
     * @return changed instructions
     * @throws IllegalArgumentException if there is no such text, or the new one lacks a slot that it needs
     */
    public StyleInstructions with(String name, String text) {
        return new StyleInstructions(texts.with(name, text));
    }

    /**
     * All texts by name, slots unfilled.
     *
     * @return an unmodifiable map in the order of the names
     */
    public Map<String, String> texts() {
        return texts.all();
    }

    /**
     * What is the same for all articles of a body: from what a label may be chosen, and in which language to answer.
     *
     * @param categories the categories to choose one of; empty for free choice
     * @param labels the words for a style to choose among; empty for free choice
     * @param templateLabels the words for a build to choose among; empty for free choice
     * @param language the language to answer in, or null for the article's
     */
    public record Frame(
            List<String> categories,
            List<String> labels,
            List<String> templateLabels,
            @Nullable String language) {

        /** Copies the lists. */
        public Frame {
            categories = List.copyOf(categories);
            labels = List.copyOf(labels);
            templateLabels = List.copyOf(templateLabels);
        }
    }

    /**
     * What a model is asked about an article.
     *
     * @param article its text
     * @param frame what is the same for all articles
     * @param extra what to mind in this one, or null
     * @param refused why the last answer could not be used, without final punctuation, or null at the first
     * @return the message's text
     */
    public String extract(String article, Frame frame, @Nullable String extra, @Nullable String refused) {
        return texts.fill(
                "extract",
                Map.of(
                        "article", InstructionTexts.fenced("article", article),
                        "extra", fillOrNothing("extract-extra", "extra", fenced(extra)),
                        "categories", choices("extract-categories", frame.categories()),
                        "labels", choices("extract-labels", frame.labels()),
                        "template-labels", choices("extract-labels", frame.templateLabels()),
                        "language", fillOrNothing("style-language", "language", frame.language()),
                        "refused", fillOrNothing("style-refused", "reason", refused)));
    }

    private static @Nullable String fenced(@Nullable String extra) {
        return extra == null || extra.isBlank() ? null : InstructionTexts.fenced("extra", extra);
    }

    private String choices(String name, List<String> choices) {
        return fillOrNothing(name, "choices", choices.isEmpty() ? null : String.join(" / ", choices));
    }

    private String fillOrNothing(String name, String slot, @Nullable String value) {
        return value == null ? "" : texts.fill(name, Map.of(slot, value));
    }

    /**
     * What a model is asked about several styles.
     *
     * @param profiles each style as JSON
     * @param articles how many articles each stands for, in the same order
     * @param language the language to answer in, or null for that of the profiles
     * @param refused why the last answer could not be used, without final punctuation, or null at the first
     * @return the message's text
     */
    public String merge(
            List<String> profiles, List<Integer> articles, @Nullable String language, @Nullable String refused) {
        List<String> blocks = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            String heading =
                    texts.fill("merge-profile", Map.of("number", "" + (i + 1), "articles", "" + articles.get(i)));
            blocks.add(heading + "\n" + InstructionTexts.fenced("json", profiles.get(i)));
        }
        return texts.fill(
                "merge",
                Map.of(
                        "profiles", String.join("\n\n", blocks),
                        "language", fillOrNothing("style-language", "language", language),
                        "refused", fillOrNothing("style-refused", "reason", refused)));
    }

    /**
     * A question of a template: to write an article from facts.
     *
     * @param facts what must be in it
     * @param images what images there are, or empty
     * @return the question
     */
    public String question(String facts, String images) {
        String given = images.isBlank() ? "" : texts.fill("write-images", Map.of("images", images.strip()));
        return texts.fill("write", Map.of("facts", facts.strip(), "images", given))
                .stripTrailing();
    }

    /**
     * The requirements of a template: to write in a style.
     *
     * @param summary the style in a sentence
     * @param traits the style in detail, a line for each trait
     * @return the requirements
     */
    public String requirements(String summary, String traits) {
        return texts.fill("write-requirements", Map.of("summary", summary.strip(), "traits", traits.strip()));
    }
}
