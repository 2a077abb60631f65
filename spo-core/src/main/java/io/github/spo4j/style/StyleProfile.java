package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.AtomicFile;
import io.github.spo4j.internal.FileProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an article, or a body of articles, is written. Immutable.
 *
 * <p>As a file it is the JSON object that the Python system writes, such as
 *
 * <pre>{@code
 * {
 *   "style_summary": "A calm notice to readers, with every step numbered.",
 *   "style_category": "notice",
 *   "style_label": ["formal"],
 *   "style": {"language": {…}, "structure": {…}, "narrative": {…}, "emotion": {…}, "thinking": {…}, "uniqueness": {…}},
 *   "CoT": "…", "template_title": "…", "template_part": ["…"], "template_label": ["…"],
 *   "fact_info": "…", "image": "…",
 *   "prompt": "…"
 * }
 * }</pre>
 *
 * <p>Any field may be missing. Other fields are kept, in their order. What is read is written back value for value.
 */
public final class StyleProfile {

    /** Which article it was made from; the Python system has no such field. */
    private static final String SOURCE = "source";

    private final ObjectNode root;

    private StyleProfile(ObjectNode root) {
        this.root = root;
    }

    static StyleProfile of(String name, ObjectNode root) {
        problem(root).ifPresent(problem -> {
            throw new StyleException(
                    StyleException.Kind.PROFILE, name, problem + "; correct it or make the profile again");
        });
        return new StyleProfile(root);
    }

    /** Why an object is no profile; empty if it is one. */
    static Optional<String> problem(ObjectNode root) {
        List<String> problems = new ArrayList<>();
        for (ProfileField field : ProfileField.values()) {
            field.problem(root).ifPresent(problems::add);
        }
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    /**
     * Reads a profile.
     *
     * @param file a JSON file in UTF-8
     * @return the profile
     * @throws StyleException if the file cannot be read or is no profile
     */
    public static StyleProfile read(Path file) {
        return ProfileJson.read(requireNonNull(file, "file"));
    }

    /**
     * Reads the profiles of a folder.
     *
     * @param profiles the folder, whose profiles end in {@code .json}, or one profile
     * @return the profiles, in the order of their files' names
     * @throws StyleException if there is no profile, or a file cannot be read or is no profile
     */
    public static List<StyleProfile> readAll(Path profiles) {
        return ProfileJson.find(profiles).stream().map(StyleProfile::read).toList();
    }

    /**
     * Reads a profile from text.
     *
     * @param name what messages call the text, such as a file name
     * @param json the text
     * @return the profile
     * @throws StyleException if the text is no profile
     */
    public static StyleProfile parse(String name, String json) {
        return ProfileJson.parse(requireNonNull(name, "name"), requireNonNull(json, "json"));
    }

    /** {@return the style in a sentence, empty if it is missing} */
    public String summary() {
        return ProfileField.SUMMARY.text(root);
    }

    /** {@return the kind of writing, empty if it is missing} */
    public String category() {
        return ProfileField.CATEGORY.text(root).strip();
    }

    /** {@return words for the style, without duplicates; unmodifiable} */
    public List<String> labels() {
        return ProfileField.LABELS.list(root);
    }

    /**
     * {@return the style in detail, by aspect, such as language or emotion: texts, numbers, lists and maps of these, as
     * the profile has them; unmodifiable}
     */
    public Map<String, Object> style() {
        return fields(root.path(ProfileField.STYLE.key()));
    }

    private static Map<String, Object> fields(JsonNode object) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            Object value = plain(field.getValue());
            if (value != null) {
                fields.put(field.getKey(), value);
            }
        }
        return Collections.unmodifiableMap(fields);
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            return fields(node);
        }
        if (node.isArray()) {
            List<Object> entries = new ArrayList<>();
            for (JsonNode entry : node) {
                Object value = plain(entry);
                if (value != null) {
                    entries.add(value);
                }
            }
            return Collections.unmodifiableList(entries);
        }
        if (node.isNull()) {
            return null;
        }
        return node.isNumber() ? node.numberValue() : node.isBoolean() ? (Object) node.booleanValue() : node.asText();
    }

    /** The style in detail, a line for each trait. */
    String styleLines() {
        return ProfileField.STYLE.text(root);
    }

    /** {@return how a writer in this style thinks, step by step, empty if it is missing; {@code CoT} in the file} */
    public String chainOfThought() {
        return ProfileField.CHAIN_OF_THOUGHT.text(root);
    }

    /** {@return a title that fits every article of this structure, empty if it is missing} */
    public String templateTitle() {
        return ProfileField.TEMPLATE_TITLE.text(root);
    }

    /** {@return what the parts of an article of this structure contain, in order; unmodifiable} */
    public List<String> templateParts() {
        return ProfileField.TEMPLATE_PARTS.list(root);
    }

    /** {@return words for the structure, without duplicates; unmodifiable} */
    public List<String> templateLabels() {
        return ProfileField.TEMPLATE_LABELS.list(root);
    }

    /** {@return the facts of the article, empty if they are missing} */
    public String facts() {
        return ProfileField.FACTS.text(root);
    }

    /** {@return the images of the article, in Markdown, empty if they are missing} */
    public String image() {
        return ProfileField.IMAGE.text(root);
    }

    /** {@return a prompt for writing in this style, empty if it is missing} */
    public String prompt() {
        return ProfileField.PROMPT.text(root);
    }

    /**
     * {@return the {@linkplain Article#source() source} of the article it was made from, or null if it does not say}
     */
    public @Nullable String source() {
        return root.path(SOURCE).textValue();
    }

    StyleProfile withSource(String source) {
        ObjectNode copy = fields();
        copy.put(SOURCE, source);
        return new StyleProfile(copy);
    }

    /** All fields, as a copy. */
    ObjectNode fields() {
        return root.deepCopy();
    }

    /**
     * {@return the profile as JSON, as the Python system writes it: indented by two spaces, escaped only where needed}
     */
    public String toJson() {
        return ProfileJson.write(root);
    }

    /**
     * Writes the profile to a new file, in UTF-8. The file appears with its whole content or not at all.
     *
     * @param file the file, in a folder that exists
     * @throws StyleException if the file exists already, or cannot be written
     */
    public void write(Path file) {
        try {
            AtomicFile.create(requireNonNull(file, "file"), toJson().getBytes(UTF_8));
        } catch (IOException e) {
            throw new StyleException(StyleException.Kind.OUTPUT, file.toString(), FileProblem.writing(e), e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StyleProfile that && root.equals(that.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    @Override
    public String toString() {
        return "StyleProfile[" + (source() == null ? "" : source() + ", ") + category() + ", " + labels() + "]";
    }
}
