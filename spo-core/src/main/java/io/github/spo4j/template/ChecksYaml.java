package io.github.spo4j.template;

import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.internal.NearestName;
import io.github.spo4j.internal.YamlNodes;
import io.github.spo4j.internal.YamlNodes.Field;
import io.github.spo4j.template.AnswerCheck.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the checks of a template. */
final class ChecksYaml {

    private static final String KEY = TemplateYaml.CHECKS;
    private static final String EXAMPLE = "checks: [json, {max_words: 80}]";
    private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{0,9}");

    private final YamlNodes yaml;
    private final Refusal refusal;

    /** Makes the exception for what is wrong. */
    @FunctionalInterface
    interface Refusal {

        TemplateException of(int line, @Nullable String key, String problem);
    }

    ChecksYaml(YamlNodes yaml, Refusal refusal) {
        this.yaml = yaml;
        this.refusal = refusal;
    }

    /**
     * Reads a list of checks.
     *
     * @param field its field, or null if there is none
     * @param where in the template, for messages
     */
    List<AnswerCheck> read(@Nullable Field field, String where) {
        if (field == null || YamlNodes.isNull(field.value())) {
            return List.of();
        }
        if (!(field.value() instanceof SequenceNode list)) {
            throw refusal.of(field.line(), KEY, KEY + where + " must be a list; write for example " + EXAMPLE);
        }
        List<AnswerCheck> checks = new ArrayList<>();
        list.getValue().forEach(entry -> checks.add(check(entry, where)));
        return checks;
    }

    private AnswerCheck check(Node entry, String where) {
        int line = YamlNodes.line(entry);
        if (entry instanceof ScalarNode alone && !YamlNodes.isNull(alone)) {
            Kind kind = kind(alone.getValue(), line, where);
            if (kind == Kind.JSON) {
                return AnswerCheck.json();
            }
            throw refusal.of(
                    line, KEY, "the check " + kind.key() + where + " needs a value; write it as " + example(kind));
        }
        Map<String, Field> fields = entry instanceof MappingNode mapping ? yaml.fields(mapping) : Map.of();
        if (fields.size() != 1) {
            throw refusal.of(line, KEY, "each entry of " + KEY + where + " is one check; write for example " + EXAMPLE);
        }
        Field field = fields.values().iterator().next();
        Kind kind = kind(field.key(), field.line(), where);
        try {
            return check(kind, field, where);
        } catch (IllegalArgumentException e) {
            String problem = "the check " + kind.key() + where + " cannot be used: " + e.getMessage() + "; write for"
                    + " example " + example(kind);
            throw refusal.of(field.line(), KEY, problem);
        }
    }

    private Kind kind(String name, int line, String where) {
        List<String> known = Kind.writable();
        return Kind.of(name).filter(kind -> known.contains(kind.key())).orElseThrow(() -> {
            String advice = NearestName.slipOf(name, known)
                    .map(meant -> "did you mean " + meant + "?")
                    .orElse("write one of " + String.join(", ", known));
            return refusal.of(line, KEY, "the check " + Excerpt.of(name) + where + " is not known; " + advice);
        });
    }

    private AnswerCheck check(Kind kind, Field field, String where) {
        return switch (kind) {
            case JSON, OWN ->
                throw refusal.of(
                        field.line(), KEY, "the check json" + where + " takes no value; write the word json alone");
            case JSON_KEYS -> withKeys(field);
            case MATCHES -> AnswerCheck.matches(text(field.value()));
            case CONTAINS -> AnswerCheck.contains(text(field.value()));
            case MAX_WORDS -> AnswerCheck.maxWords(number(text(field.value())));
        };
    }

    private static AnswerCheck withKeys(Field field) {
        List<Node> nodes = field.value() instanceof SequenceNode list ? list.getValue() : List.of(field.value());
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("it names no key");
        }
        List<String> keys = nodes.stream().map(ChecksYaml::text).toList();
        return AnswerCheck.jsonKeys(keys.get(0), keys.subList(1, keys.size()).toArray(String[]::new));
    }

    private static String text(Node value) {
        if (!(value instanceof ScalarNode scalar) || YamlNodes.isNull(scalar)) {
            throw new IllegalArgumentException("its value must be text");
        }
        return scalar.getValue();
    }

    private static int number(String text) {
        if (!DIGITS.matcher(text).matches() || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "its value must be a number of words in plain digits, but is " + Excerpt.of(text));
        }
        return Integer.parseInt(text);
    }

    private static String example(Kind kind) {
        return switch (kind) {
            case JSON, OWN -> "json";
            case JSON_KEYS -> "{json_keys: [a, b]}";
            case MATCHES -> "{matches: \"[0-9]+\"}";
            case CONTAINS -> "{contains: \"Yours,\"}";
            case MAX_WORDS -> "{max_words: 80}";
        };
    }
}
