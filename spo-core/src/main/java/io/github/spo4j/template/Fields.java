package io.github.spo4j.template;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The keys of one mapping with their values, merge keys resolved, none twice. Immutable.
 *
 * <p>Merged mappings may merge others in turn. How deep that goes is bounded because {@link YamlTree} counts every
 * mapping again wherever it is merged.
 */
final class Fields {

    private final TemplateText text;
    private final int line;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    /** A key and its value. */
    record Field(ScalarNode keyNode, Node value) {

        String key() {
            return keyNode.getValue();
        }

        int line() {
            return YamlTree.line(keyNode);
        }
    }

    private Fields(TemplateText text, MappingNode mapping) {
        this.text = text;
        this.line = YamlTree.line(mapping);
        Map<String, Field> own = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Field field = new Field(requireScalar(tuple.getKeyNode()), tuple.getValueNode());
            if (Tag.MERGE.equals(field.keyNode().getTag())) {
                merged(field).forEach(source -> fields.putAll(source.fields));
            } else {
                requireNew(field, own.put(field.key(), field));
            }
        }
        fields.putAll(own);
    }

    static Fields of(TemplateText text, MappingNode mapping) {
        return new Fields(text, mapping);
    }

    /** The mappings to merge, the one that wins last. */
    private Deque<Fields> merged(Field merge) {
        List<Node> sources =
                merge.value() instanceof SequenceNode sequence ? sequence.getValue() : List.of(merge.value());
        Deque<Fields> merged = new ArrayDeque<>();
        for (Node source : sources) {
            if (!(source instanceof MappingNode mapping)) {
                throw text.refuse(merge.line(), null, "the merge key << needs the alias of a mapping; write one there");
            }
            // In a list of sources the first one wins.
            merged.addFirst(of(text, mapping));
        }
        return merged;
    }

    private ScalarNode requireScalar(Node key) {
        if (key instanceof ScalarNode scalar) {
            return scalar;
        }
        throw text.refuse(
                YamlTree.line(key), null, "a key here is a list or a mapping; write a plain word or quote it");
    }

    private void requireNew(Field field, @Nullable Field earlier) {
        if (earlier != null) {
            String problem = "the key " + Excerpt.of(field.key()) + " is already there in line " + earlier.line()
                    + "; keep only one of them";
            throw text.refuse(field.line(), field.key(), problem);
        }
    }

    int line() {
        return line;
    }

    @Nullable
    Field get(String key) {
        return fields.get(key);
    }

    Collection<Field> all() {
        return fields.values();
    }
}
