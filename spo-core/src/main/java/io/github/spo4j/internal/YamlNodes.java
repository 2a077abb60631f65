package io.github.spo4j.internal;

import io.github.spo4j.model.SpoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads one YAML document that may come from anywhere: within limits, aliases resolved, scalars as written, and with a
 * line for each complaint. Used once.
 *
 * <p>Nodes are used instead of values because a value forgets how it was written: {@code 010} would be 8, and a key that
 * is there twice would silently replace the first.
 */
public final class YamlNodes {

    private static final int MAX_SIZE = 1 << 20;
    private static final int MAX_NODES = 100_000;
    private static final int MAX_DEPTH = 50;
    private static final int MAX_REASON_LENGTH = 100;
    private static final Set<Tag> TAGS = Set.of(Tag.STR, Tag.NULL, Tag.MERGE, Tag.SEQ, Tag.MAP);

    private final UnaryOperator<String> quoted;
    private final Refusal refusal;
    private int nodes;
    private int characters;

    /** Makes the exception for what is wrong. */
    @FunctionalInterface
    public interface Refusal {

        /**
         * Makes it.
         *
         * @param line the line, from 1, or null if the whole file is meant
         * @param key the key, or null if no single one is to blame
         * @param problem what is wrong and what to do; quotes at most a key, unless the cause is the parser's
         * @param cause an {@link IOException}, the parser's exception, or null
         * @return the exception
         */
        SpoException of(@Nullable Integer line, @Nullable String key, String problem, @Nullable Throwable cause);
    }

    /**
     * A key and its value.
     *
     * @param key the key as written
     * @param line the key's line, from 1
     * @param value the value
     */
    public record Field(String key, int line, Node value) {}

    /**
     * A reader.
     *
     * @param quoted a key as a message may show it
     * @param refusal makes each exception that is thrown here
     */
    public YamlNodes(UnaryOperator<String> quoted, Refusal refusal) {
        this.quoted = quoted;
        this.refusal = refusal;
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @return the root, or null for an empty file
     */
    public @Nullable Node read(Path file) {
        if (Files.isDirectory(file)) {
            throw refusal.of(null, null, "this is a folder; name a file in it", null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            // Pipes and devices report no size: never read more than the limit.
            return read(in.readNBytes(MAX_SIZE + 1));
        } catch (IOException e) {
            throw refusal.of(null, null, FileProblem.reading(e), e);
        }
    }

    /**
     * Reads the content of a file.
     *
     * @param content the bytes
     * @return the root, or null for an empty file
     */
    public @Nullable Node read(byte[] content) {
        requireWithin(content.length);
        ByteBuffer in = ByteBuffer.wrap(content);
        try {
            return read(StandardCharsets.UTF_8.newDecoder().decode(in).toString());
        } catch (CharacterCodingException e) {
            // The decoder stops in front of the bytes that it cannot read.
            int line = lineAfter(new String(content, 0, in.position(), StandardCharsets.ISO_8859_1).chars());
            throw refusal.of(line, null, FileProblem.reading(e), e);
        }
    }

    /**
     * Reads a text.
     *
     * @param text the text
     * @return the root, or null for an empty text
     */
    public @Nullable Node read(String text) {
        requireWithin(text.length());
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(MAX_DEPTH);
        // Aliases and tags are checked below, where it is known what they come to.
        limits.setMaxAliasesForCollections(Integer.MAX_VALUE);
        limits.setTagInspector(tag -> true);
        StreamReader reader = new StreamReader(text);
        Node root;
        try {
            root = new Composer(new ParserImpl(reader, limits), new RawScalars(), limits).getSingleNode();
        } catch (ReaderException e) {
            throw forbidden(e.getCodePoint(), lineAfter(text.codePoints().takeWhile(StreamReader::isPrintable)));
        } catch (RuntimeException e) {
            // Beside its own exceptions, the parser lets others through, such as NumberFormatException for an escape
            // of too large a number.
            throw unreadable(e, reader.getLine() + 1);
        }
        if (root != null) {
            count(root, 1);
        }
        return root;
    }

    private void requireWithin(int size) {
        if (size > MAX_SIZE) {
            String problem = "a file may have at most " + MAX_SIZE + " bytes and this is larger; shorten or split it";
            throw refusal.of(null, null, problem, null);
        }
    }

    private static int lineAfter(IntStream characters) {
        return 1 + (int) characters.filter(c -> c == '\n').count();
    }

    private SpoException forbidden(int codePoint, int line) {
        String problem = codePoint == 0
                ? "there is a NUL character; save the file as text in the encoding UTF-8"
                : String.format(
                        "YAML does not allow the character U+%04X; remove it or write it as \"\\u%04x\" inside double"
                                + " quotes",
                        codePoint, codePoint);
        return refusal.of(line, null, problem, null);
    }

    private SpoException unreadable(RuntimeException e, int lineRead) {
        String reason = String.valueOf(e.getMessage());
        Mark mark = null;
        if (e instanceof MarkedYAMLException marked) {
            reason =
                    marked.getContext() == null ? marked.getProblem() : marked.getContext() + " " + marked.getProblem();
            mark = marked.getProblemMark() == null ? marked.getContextMark() : marked.getProblemMark();
        }
        int line = mark == null ? lineRead : mark.getLine() + 1;
        if (mark != null
                && mark.getPointer() < mark.getBuffer().length
                && mark.getBuffer()[mark.getPointer()] == '\t') {
            return refusal.of(line, null, "a tab stands where YAML wants spaces; replace it by spaces", null);
        }
        String problem = "this cannot be read as YAML (" + Excerpt.shorten(reason, MAX_REASON_LENGTH)
                + "); check the indentation, and put text with special characters into quotes or below a |";
        return refusal.of(line, null, problem, e);
    }

    /** Walks through the document as if its aliases were written out, until that is too much. */
    private void count(Node node, int depth) {
        nodes++;
        if (node instanceof ScalarNode scalar) {
            characters += scalar.getValue().length();
        } else if (depth > MAX_DEPTH) {
            String problem = "an alias here contains itself, or aliases nest more than " + MAX_DEPTH
                    + " deep; write the text out instead";
            throw refusal.of(line(node), null, problem, null);
        }
        if (!TAGS.contains(node.getTag())) {
            String problem = "a tag is not allowed here; remove it, or put text that begins with ! into quotes";
            throw refusal.of(line(node), null, problem, null);
        }
        if (nodes > MAX_NODES || characters > MAX_SIZE) {
            String problem = "a file may have at most " + MAX_NODES + " values and " + MAX_SIZE
                    + " characters, aliases written out, and this has more; shorten or split it";
            throw refusal.of(line(node), null, problem, null);
        }
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> count(item, depth + 1));
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                count(tuple.getKeyNode(), depth + 1);
                count(tuple.getValueNode(), depth + 1);
            }
        }
    }

    /**
     * The fields of a mapping, merge keys resolved, none twice.
     *
     * @param mapping the mapping
     * @return by key: those that are merged, then the mapping's own
     */
    public Map<String, Field> fields(MappingNode mapping) {
        Map<String, Field> fields = new LinkedHashMap<>();
        Map<String, Field> own = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int line = line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                String problem = "a key here is a list or a mapping; write a plain word or quote it";
                throw refusal.of(line, null, problem, null);
            }
            if (Tag.MERGE.equals(key.getTag())) {
                fields.putAll(merged(tuple.getValueNode(), line));
                continue;
            }
            Field earlier = own.putIfAbsent(key.getValue(), new Field(key.getValue(), line, tuple.getValueNode()));
            if (earlier != null) {
                String problem = "the key " + quoted.apply(key.getValue()) + " is already there in line "
                        + earlier.line() + "; keep only one of them";
                throw refusal.of(line, key.getValue(), problem, null);
            }
        }
        fields.putAll(own);
        return fields;
    }

    private Map<String, Field> merged(Node value, int line) {
        Map<String, Field> merged = new LinkedHashMap<>();
        for (Node source : value instanceof SequenceNode list ? list.getValue() : List.of(value)) {
            if (!(source instanceof MappingNode mapping)) {
                String problem = "the merge key << needs the alias of a mapping; write one there";
                throw refusal.of(line, null, problem, null);
            }
            fields(mapping).forEach(merged::putIfAbsent);
        }
        return merged;
    }

    /**
     * Where a node begins.
     *
     * @param node the node
     * @return the line, from 1
     */
    public static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /**
     * Whether there is no value.
     *
     * @param node the node
     * @return true for {@code null}, {@code ~} and nothing at all
     */
    public static boolean isNull(Node node) {
        return node instanceof ScalarNode && Tag.NULL.equals(node.getTag());
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
