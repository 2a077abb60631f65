package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.instruction.StyleInstructions;
import io.github.spo4j.internal.SlottedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages to models about styles, and the texts of a template for writing in a style. */
final class StyleMessage {

    private final Map<String, String> texts;

    StyleMessage(StyleInstructions instructions) {
        texts = instructions.texts();
    }

    /**
     * Asks for the profile of an article.
     *
     * @param vocabulary the words for category and labels
     * @param language the language to answer in, or null for the article's
     * @param extra what to mind, or null
     * @param refused why the last answer could not be used, without final punctuation, or null at first
     */
    String extract(
            String article,
            StyleVocabulary vocabulary,
            @Nullable String language,
            @Nullable String extra,
            @Nullable String refused) {
        return fill(
                "extract",
                Map.of(
                        "article", SlottedText.fenced("article", article),
                        "extra", fillOrNothing("extract-extra", "extra", fenced(extra)),
                        "categories", choices("extract-categories", vocabulary.categories()),
                        "labels", choices("extract-labels", vocabulary.labels()),
                        "template-labels", choices("extract-labels", vocabulary.templateLabels()),
                        "language", fillOrNothing("style-language", "language", language),
                        "refused", fillOrNothing("style-refused", "reason", refused)));
    }

    private static @Nullable String fenced(@Nullable String extra) {
        return extra == null || extra.isBlank() ? null : SlottedText.fenced("extra", extra);
    }

    private String choices(String name, List<String> choices) {
        return fillOrNothing(name, "choices", choices.isEmpty() ? null : String.join(" / ", choices));
    }

    /**
     * Asks for the common style of several.
     *
     * @param profiles each style as JSON
     * @param articles how many articles each stands for, in the same order
     * @param language the language to answer in, or null for that of the profiles
     * @param refused why the last answer could not be used, without final punctuation, or null at first
     */
    String merge(List<String> profiles, List<Integer> articles, @Nullable String language, @Nullable String refused) {
        List<String> blocks = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            String heading = fill("merge-profile", Map.of("number", "" + (i + 1), "articles", "" + articles.get(i)));
            blocks.add(heading + "\n" + SlottedText.fenced("json", profiles.get(i)));
        }
        return fill(
                "merge",
                Map.of(
                        "profiles", String.join("\n\n", blocks),
                        "language", fillOrNothing("style-language", "language", language),
                        "refused", fillOrNothing("style-refused", "reason", refused)));
    }

    /** A question of a template: to write an article from facts and images. */
    String question(String facts, String images) {
        String given = images.isBlank() ? "" : fill("write-images", Map.of("images", images.strip()));
        return fill("write", Map.of("facts", facts.strip(), "images", given)).stripTrailing();
    }

    /** The requirements of a template: to write in a style, with a line for each trait. */
    String requirements(String summary, String traits) {
        return fill("write-requirements", Map.of("summary", summary.strip(), "traits", traits.strip()));
    }

    private String fillOrNothing(String name, String slot, @Nullable String value) {
        return value == null ? "" : fill(name, Map.of(slot, value));
    }

    private String fill(String name, Map<String, String> values) {
        return SlottedText.fill(requireNonNull(texts.get(name), name), values);
    }
}
