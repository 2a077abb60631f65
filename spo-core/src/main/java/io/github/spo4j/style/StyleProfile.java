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
 * <p>Any field may be missing. Fields beyond these are kept, in their order. What is read is written back value for value.
 */
public final class StyleProfile {

    /** Which article it was made from; a field of ours. */
    private static final String SOURCE = "source";

    private final ObjectNode root;

    private StyleProfile(ObjectNode root) {
        this.root = root;
    }

    /** A profile with these fields, or why there can be none. */
    static StyleProfile of(String name, ObjectNode root) {
        problem(root).ifPresent(problem -> {
            throw new StyleException(
                    StyleException.Kind.PROFILE, name, problem + "; correct it or make the profile anew");
        });
        return new StyleProfile(root);
    }

    /** What keeps an object from being a profile; empty if it is one. */
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

    /**
     * The style in a sentence.
     *
     * @return the text, empty if it is not there
     */
    public String summary() {
        return ProfileField.SUMMARY.text(root);
    }

    /**
     * The kind of writing.
     *
     * @return the category, empty if it is not there
     */
    public String category() {
        return ProfileField.CATEGORY.text(root).strip();
    }

    /**
     * Words for the style.
     *
     * @return the labels without doubles; unmodifiable
     */
    public List<String> labels() {
        return ProfileField.LABELS.list(root);
    }

    /**
     * The style in detail, by aspect: language, structure, narrative, emotion, thinking, uniqueness.
     *
     * @return texts, numbers, lists and maps of these, as the profile has them; unmodifiable
     */
    public Map<String, Object> style() {
        Map<String, Object> style = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> aspect :
                root.path(ProfileField.STYLE.key()).properties()) {
            Object value = plain(aspect.getValue());
            if (value != null) {
                style.put(aspect.getKey(), value);
            }
        }
        return Collections.unmodifiableMap(style);
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                Object value = plain(field.getValue());
                if (value != null) {
                    fields.put(field.getKey(), value);
                }
            }
            return Collections.unmodifiableMap(fields);
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

    /** The style in detail as lines of text, a line for each trait. */
    String styleLines() {
        return ProfileField.STYLE.text(root);
    }

    /**
     * How a writer in this style thinks, step by step; {@code CoT} in the file.
     *
     * @return the text, empty if it is not there
     */
    public String chainOfThought() {
        return ProfileField.CHAIN_OF_THOUGHT.text(root);
    }

    /**
     * A title that fits every article of this build.
     *
     * @return the text, empty if it is not there
     */
    public String templateTitle() {
        return ProfileField.TEMPLATE_TITLE.text(root);
    }

    /**
     * What the parts of an article of this build hold, in order.
     *
     * @return the parts; unmodifiable
     */
    public List<String> templateParts() {
        return ProfileField.TEMPLATE_PARTS.list(root);
    }

    /**
     * Words for the build.
     *
     * @return the labels without doubles; unmodifiable
     */
    public List<String> templateLabels() {
        return ProfileField.TEMPLATE_LABELS.list(root);
    }

    /**
     * The facts of the article.
     *
     * @return the text, empty if it is not there
     */
    public String facts() {
        return ProfileField.FACTS.text(root);
    }

    /**
     * The images of the article, as Markdown has them.
     *
     * @return the text, empty if it is not there
     */
    public String image() {
        return ProfileField.IMAGE.text(root);
    }

    /**
     * A prompt for writing in this style.
     *
     * @return the text, empty if it is not there
     */
    public String prompt() {
        return ProfileField.PROMPT.text(root);
    }

    /**
     * Which article the profile was made from.
     *
     * @return its {@linkplain Article#source() source}, or null if the profile does not say
     */
    public @Nullable String source() {
        return root.path(SOURCE).textValue();
    }

    /** The same profile, saying which article it was made from. */
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
     * The profile as JSON, as the reference writes it: indented by two spaces, nothing escaped that need not be.
     *
     * @return the text
     */
    public String toJson() {
        return ProfileJson.write(root);
    }

    /**
     * Writes the profile to a new file, in UTF-8. The file is there with its whole content or not at all.
     *
     * @param file the file, in a folder that exists
     * @throws StyleException if the file is there already, or cannot be written
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
