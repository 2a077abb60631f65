package io.github.spo4j.style;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a profile as the Python system writes them, and what is read from them when a model gives another shape
 * with a clear meaning.
 */
enum ProfileField {
    SUMMARY("style_summary", Shape.TEXT),
    CATEGORY("style_category", Shape.TEXT),
    LABELS("style_label", Shape.LIST),
    STYLE("style", Shape.OBJECT),
    CHAIN_OF_THOUGHT("CoT", Shape.LINES),
    TEMPLATE_TITLE("template_title", Shape.TEXT),
    TEMPLATE_PARTS("template_part", Shape.LIST_OF_LINES),
    TEMPLATE_LABELS("template_label", Shape.LIST),
    FACTS("fact_info", Shape.LINES),
    IMAGE("image", Shape.LINES),
    PROMPT("prompt", Shape.TEXT);

    /** What a field holds. */
    enum Shape {
        /** A text. */
        TEXT,
        /** A text that may come as a list or an object, each entry of which is a line. */
        LINES,
        /** Words; as one text, they stand between commas. */
        LIST,
        /** Sentences; as one text, each is a line. */
        LIST_OF_LINES,
        /** An object. */
        OBJECT
    }

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[,，、;；|\\n]");
    private static final Pattern LINE_END = Pattern.compile("\\R");
    private static final Map<String, ProfileField> BY_FOLDED_KEY =
            Arrays.stream(values()).collect(toUnmodifiableMap(field -> folded(field.key), identity()));

    private final String key;
    private final Shape shape;

    ProfileField(String key, Shape shape) {
        this.key = key;
        this.shape = shape;
    }

    String key() {
        return key;
    }

    /** The field that a key means: {@code Style-Summary} and {@code styleSummary} are slips, not other fields. */
    static Optional<ProfileField> of(String key) {
        return Optional.ofNullable(BY_FOLDED_KEY.get(folded(key)));
    }

    private static String folded(String key) {
        return key.replace("\\", "")
                .replace("-", "")
                .replace("_", "")
                .replace(" ", "")
                .toLowerCase(Locale.ROOT);
    }

    /** What is wrong with the field's value, or empty if it can be read. */
    Optional<String> problem(ObjectNode profile) {
        JsonNode value = profile.path(key);
        boolean readable = value.isMissingNode()
                || value.isNull()
                || switch (shape) {
                    case TEXT -> isScalar(value) || isArrayOf(value, ProfileField::isScalar);
                    case LINES -> true;
                    case LIST, LIST_OF_LINES -> isScalar(value) || isArrayOf(value, entry -> word(entry) != null);
                    case OBJECT -> value.isObject();
                };
        return readable ? Optional.empty() : Optional.of("\"" + key + "\" must be " + expected());
    }

    private String expected() {
        return switch (shape) {
            case TEXT, LINES -> "a text";
            case LIST, LIST_OF_LINES -> "a list of texts";
            case OBJECT -> "an object";
        };
    }

    private static boolean isScalar(JsonNode value) {
        return value.isTextual() || value.isNumber() || value.isBoolean();
    }

    private static boolean isArrayOf(JsonNode value, Predicate<JsonNode> kind) {
        return value.isArray() && value.valueStream().allMatch(kind);
    }

    /** The only text in an entry of a list, such as {@code {"label": "friendly"}}; null if there is none. */
    private static @Nullable String word(JsonNode entry) {
        if (isScalar(entry)) {
            return entry.asText();
        }
        return entry.isObject()
                        && entry.size() == 1
                        && isScalar(entry.elements().next())
                ? entry.elements().next().asText()
                : null;
    }

    /** The text, empty if the field is missing. */
    String text(ObjectNode profile) {
        JsonNode value = profile.path(key);
        if (isScalar(value)) {
            return value.asText();
        }
        List<String> lines = new ArrayList<>();
        addLines(value, "", lines);
        return String.join("\n", lines);
    }

    private static void addLines(JsonNode value, String indent, List<String> lines) {
        if (isScalar(value)) {
            lines.add(indent + value.asText());
        } else if (value.isArray()) {
            value.forEach(entry -> addLines(entry, indent, lines));
        } else {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                if (isScalar(field.getValue())) {
                    lines.add(indent + field.getKey() + ": " + field.getValue().asText());
                } else if (!field.getValue().isNull()) {
                    lines.add(indent + field.getKey() + ":");
                    addLines(field.getValue(), indent + "  ", lines);
                }
            }
        }
    }

    /** The entries without blanks and duplicates, empty if the field is missing. */
    List<String> list(ObjectNode profile) {
        JsonNode value = profile.path(key);
        Stream<String> entries;
        if (value.isArray()) {
            entries = value.valueStream().map(entry -> String.valueOf(word(entry)));
        } else if (isScalar(value)) {
            entries = (shape == Shape.LIST ? BETWEEN_WORDS : LINE_END).splitAsStream(value.asText());
        } else {
            entries = Stream.empty();
        }
        return entries.map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .distinct()
                .toList();
    }

    /** Gives the field of a profile the shape that it should have. A null is the same as no field. */
    void straighten(ObjectNode profile) {
        JsonNode value = profile.path(key);
        if (value.isNull()) {
            profile.remove(key);
        } else if (!value.isMissingNode()) {
            switch (shape) {
                case TEXT, LINES -> profile.put(key, text(profile));
                case LIST, LIST_OF_LINES -> {
                    List<String> entries = list(profile);
                    entries.forEach(profile.putArray(key)::add);
                }
                case OBJECT -> {}
            }
        }
    }
}
