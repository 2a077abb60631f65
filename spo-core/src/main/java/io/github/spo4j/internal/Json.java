package io.github.spo4j.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * How JSON and YAML are read and written: as trees of plain values, never as classes. Duplicate keys and text after the end
 * are refused, and numbers keep their digits.
 */
public final class Json {

    /** For JSON of others, within Jackson's limits on length. */
    public static final JsonMapper THEIRS = mapper(StreamReadConstraints.defaults());

    /** For our own JSON: any length, because each reply that was written must be read again. Written in ASCII. */
    public static final JsonMapper OURS = mapper(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .rebuild()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    /** For one document without a marker before it, its lines not wrapped. */
    public static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private Json() {}

    /** Buffers are shared: kept by thread, as is usual, none would be used again on a virtual one. */
    private static JsonMapper mapper(StreamReadConstraints limits) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(limits)
                        .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /**
     * {@return a tree on one line, in ASCII}
     *
     * @param tree plain values
     */
    public static String write(Object tree) {
        return write(OURS.writer(), tree);
    }

    /**
     * {@return a tree as the writer writes it}
     *
     * @param writer with its layout
     * @param tree plain values
     */
    public static String write(ObjectWriter writer, Object tree) {
        try {
            return writer.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    /**
     * A layout with one field or element a line, like that of Python's json module.
     *
     * @param indent of each level
     */
    public static DefaultPrettyPrinter indented(String indent) {
        DefaultIndenter indenter = new DefaultIndenter(indent, "\n");
        DefaultPrettyPrinter layout = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withArrayEmptySeparator("")
                .withObjectEmptySeparator(""));
        layout.indentArraysWith(indenter);
        layout.indentObjectsWith(indenter);
        return layout;
    }
}
