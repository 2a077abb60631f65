package io.github.spo4j.langchain4j;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a YAML file as nodes, which keep scalars as written and know their lines. SnakeYAML's messages quote the lines
 * they complain about, keys included, so neither they nor the exceptions are passed on.
 */
final class ConfigYaml {

    private final Path file;

    ConfigYaml(Path file) {
        this.file = file;
    }

    /** A line of the file. */
    record Place(Path file, int line) {

        ConfigException wrong(String what) {
            return new ConfigException(this + ": " + what);
        }

        @Override
        public String toString() {
            return file + ", line " + line;
        }
    }

    /** A key's value and the line of the key. */
    record Field(Node value, Place place) {}

    /** The fields of the whole file, in its order. */
    Map<String, Field> read() {
        String text = text();
        Node root = root(text);
        if (root == null || isNull(root)) {
            throw new ConfigException(file + " is empty: list your models under \"models:\"");
        }
        return fields(root, "the file must hold \"models:\" or \"llm:\" with indented settings below");
    }

    private String text() {
        if (Files.isDirectory(file)) {
            throw new ConfigException(file + " is a directory: name the file in it");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + " does not exist: check the path", e);
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + " is not UTF-8 text: save it as UTF-8", e);
        } catch (IOException e) {
            throw new ConfigException(file + " cannot be read: check its permissions", e);
        }
    }

    private @Nullable Node root(String text) {
        try {
            return new Yaml(new LoaderOptions()).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine();
            throw notYaml(text, line);
        } catch (YAMLException e) {
            throw new ConfigException(
                    file + " is not valid YAML: check it for control characters and very deep nesting");
        }
    }

    private ConfigException notYaml(String text, int line) {
        boolean tab = text.lines().skip(line).findFirst().orElse("").matches("\\s*\\t.*");
        return new Place(file, line + 1)
                .wrong(
                        tab
                                ? "a tab stands where YAML wants spaces: indent with spaces"
                                : "this is not valid YAML: check quotes, colons and indentation here and just above");
    }

    /** The fields of a mapping, in the order of the file. */
    Map<String, Field> fields(Node node, String otherwise) {
        if (!(node instanceof MappingNode mapping)) {
            throw place(node).wrong(otherwise);
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place place = place(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)
                    || key.getValue().isBlank()) {
                throw place.wrong("what stands before the colon must be a name");
            }
            if (key.getTag().equals(Tag.MERGE)) {
                throw place.wrong("merging with << is not supported: write the settings out");
            }
            Field earlier = fields.putIfAbsent(key.getValue(), new Field(tuple.getValueNode(), place));
            if (earlier != null) {
                throw place.wrong("\"" + KeyMask.LOOKS.excerpt(key.getValue()) + "\" is there already in line "
                        + earlier.place().line() + ": remove one of the two");
            }
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

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private Place place(Node node) {
        return new Place(file, node.getStartMark().getLine() + 1);
    }
}
