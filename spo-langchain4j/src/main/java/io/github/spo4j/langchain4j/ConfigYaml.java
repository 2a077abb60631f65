package io.github.spo4j.langchain4j;

import io.github.spo4j.internal.YamlNodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a config file as nodes, without repeating a value of it in any message: each could be a key. */
final class ConfigYaml {

    private final Path file;
    private final YamlNodes yaml = new YamlNodes(KeyMask::quoted, this::refusal);

    ConfigYaml(Path file) {
        this.file = file;
    }

    /** A line of the file. */
    record Line(Path file, int line) implements Place {

        @Override
        public ConfigException wrong(String what) {
            return new ConfigException(this + ": " + what);
        }

        @Override
        public String toString() {
            return file + ", line " + line;
        }
    }

    /** A key's value and the line of the key. */
    record Field(Node value, Place place) {}

    /** SnakeYAML's messages quote the lines they complain about, so neither they nor the exceptions are passed on. */
    private ConfigException refusal(
            @Nullable Integer line, @Nullable String key, String problem, @Nullable Throwable cause) {
        String what = cause instanceof RuntimeException
                ? "this is not valid YAML; check quotes, colons and indentation here and just above, and how deep it nests"
                : problem;
        return new ConfigException(
                (line == null ? file : new Line(file, line)) + ": " + what,
                cause instanceof IOException ? cause : null);
    }

    /** The fields of the whole file, in its order. */
    Map<String, Field> read() {
        Node root = yaml.read(file);
        if (root == null || YamlNodes.isNull(root)) {
            throw new ConfigException(file + " is empty: list your models under \"models:\"");
        }
        return fields(root, "the file must hold \"models:\" or \"llm:\" with indented settings below");
    }

    /** The fields of a mapping, in the order of the file. */
    Map<String, Field> fields(Node node, String otherwise) {
        if (!(node instanceof MappingNode mapping)) {
            throw new Line(file, YamlNodes.line(node)).wrong(otherwise);
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        for (YamlNodes.Field field : yaml.fields(mapping).values()) {
            Line place = new Line(file, field.line());
            if (field.key().isBlank()) {
                throw place.wrong("what stands before the colon must be a name");
            }
            fields.put(field.key(), new Field(field.value(), place));
        }
        return fields;
    }

    /** The text of a scalar as it is written. */
    String scalar(Field field, String label) {
        if (!(field.value() instanceof ScalarNode scalar)) {
            throw field.place().wrong("the " + label + " must be a single value");
        }
        return scalar.getValue();
    }

    /** The texts of a list, or of one value, with commas between them. */
    String list(Field field, String label) {
        if (!(field.value() instanceof SequenceNode sequence)) {
            return scalar(field, label);
        }
        return sequence.getValue().stream()
                .map(node -> scalar(new Field(node, field.place()), label))
                .collect(Collectors.joining(","));
    }
}
