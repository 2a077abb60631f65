package io.github.spo4j.template;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The nodes of one YAML document: aliases resolved, scalars as written, and small enough to walk through without care.
 *
 * <p>Nodes are used instead of values because a value forgets how it was written: {@code 010} would be 8, and a key that
 * stands there twice would silently win over its double.
 */
final class YamlTree {

    /** The most nodes a document may have, each counted as often as aliases repeat it. */
    static final int MAX_NODES = 100_000;

    private static final int MAX_DEPTH = 50;
    private static final int MAX_PROBLEM_LENGTH = 100;
    private static final Set<Tag> SCALAR_TAGS = Set.of(Tag.STR, Tag.NULL, Tag.MERGE);
    private static final Size BEING_COUNTED = new Size(0, 0);

    private final TemplateText text;
    private final IdentityHashMap<Node, Size> sizes = new IdentityHashMap<>();

    /** How much a node and everything below it come to, with aliases written out. */
    private record Size(long nodes, long characters) {

        Size plus(Size other) {
            return new Size(nodes + other.nodes, characters + other.characters);
        }
    }

    private YamlTree(TemplateText text) {
        this.text = text;
    }

    /** The root of the only document in the text. */
    static Node compose(TemplateText text) {
        YamlTree tree = new YamlTree(text);
        Node root = tree.onlyDocument();
        tree.size(root);
        return root;
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private Node onlyDocument() {
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(MAX_DEPTH);
        limits.setCodePointLimit(TemplateText.MAX_SIZE);
        // Aliases and tags are checked below, where it is known what they come to.
        limits.setMaxAliasesForCollections(Integer.MAX_VALUE);
        limits.setTagInspector(tag -> true);
        StreamReader reader = new StreamReader(text.text());
        Composer composer = new Composer(new ParserImpl(reader, limits), new RawScalars(), limits);
        Node first;
        Node second;
        try {
            first = composer.checkNode() ? composer.getNode() : null;
            second = composer.checkNode() ? composer.getNode() : null;
        } catch (MarkedYAMLException e) {
            throw syntaxError(e);
        } catch (RuntimeException e) {
            // Beside its own exceptions, the parser lets others through, such as NumberFormatException for an escape
            // of too large a number.
            String reason = Excerpt.shorten(String.valueOf(e.getMessage()), MAX_PROBLEM_LENGTH);
            String problem = "this cannot be read as YAML (" + reason + "); simplify it";
            throw new TemplateException(text.source(), reader.getLine() + 1, null, problem, e);
        }
        if (first == null) {
            throw text.refuse(1, null, "this file is empty; write prompt, requirements and qa into it");
        }
        if (second != null) {
            throw text.refuse(line(second), null, "a second YAML document begins here; keep one template in each file");
        }
        return first;
    }

    private TemplateException syntaxError(MarkedYAMLException e) {
        Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
        String problem = isTab(mark)
                ? "a tab stands where YAML wants spaces; replace it by spaces"
                : "this is not YAML (" + Excerpt.shorten(String.valueOf(e.getProblem()), MAX_PROBLEM_LENGTH)
                        + "); check the indentation, and put text with special characters into quotes or below a |";
        return new TemplateException(text.source(), mark == null ? null : mark.getLine() + 1, null, problem, e);
    }

    private static boolean isTab(@Nullable Mark mark) {
        return mark != null
                && mark.getPointer() < mark.getBuffer().length
                && mark.getBuffer()[mark.getPointer()] == '\t';
    }

    /**
     * Adds up this node and those below it. Each is visited once, so a document whose aliases double it many times is
     * refused as fast as any other. The recursion ends at the nesting limit: an alias can only point back to what has
     * been counted or, if it is a cycle, is being counted.
     */
    private Size size(Node node) {
        Size known = sizes.get(node);
        if (known != null) {
            if (known.equals(BEING_COUNTED)) {
                throw text.refuse(line(node), null, "an alias here contains itself; write the text out instead");
            }
            return known;
        }
        requireStandardTag(node);
        sizes.put(node, BEING_COUNTED);
        Size size = new Size(
                1, node instanceof ScalarNode scalar ? scalar.getValue().length() : 0);
        for (Node child : children(node)) {
            size = size.plus(size(child));
            requireWithinLimits(size, node);
        }
        sizes.put(node, size);
        return size;
    }

    private void requireWithinLimits(Size size, Node node) {
        if (size.nodes() > MAX_NODES || size.characters() > TemplateText.MAX_SIZE) {
            String problem = "a template may have at most " + MAX_NODES + " values and " + TemplateText.MAX_SIZE
                    + " characters, aliases written out, and this has more; shorten or split it";
            throw text.refuse(line(node), null, problem);
        }
    }

    private static List<Node> children(Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream().flatMap(YamlTree::both).toList();
        }
        return List.of();
    }

    private static Stream<Node> both(NodeTuple tuple) {
        return Stream.of(tuple.getKeyNode(), tuple.getValueNode());
    }

    private void requireStandardTag(Node node) {
        boolean standard =
                switch (node.getNodeId()) {
                    case scalar -> SCALAR_TAGS.contains(node.getTag());
                    case sequence -> Tag.SEQ.equals(node.getTag());
                    case mapping -> Tag.MAP.equals(node.getTag());
                    case anchor -> false;
                };
        if (!standard) {
            String tag = node.getTag().getValue();
            throw text.refuse(
                    line(node), null, "the tag " + Excerpt.of(tag) + " is not allowed in a template; remove it");
        }
    }

    /** Tells null and the merge key from text, and leaves every other plain scalar text. */
    private static final class RawScalars extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL"), "~nN");
            addImplicitResolver(Tag.NULL, EMPTY, null);
            addImplicitResolver(Tag.MERGE, MERGE, "<");
        }
    }
}
