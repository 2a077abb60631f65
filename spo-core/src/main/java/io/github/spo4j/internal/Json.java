package io.github.spo4j.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * How JSON and YAML are read and written. Nothing is mapped to classes: trees of plain values only. A key that stands
 * twice and text behind the end are refused, and numbers keep their digits.
 */
public final class Json {

    /** For what others wrote, within Jackson's limits on length. */
    public static final JsonMapper THEIRS = mapper(new JsonFactory());

    /** For what we wrote: however long a reply is, what could be written must be read again. Written in ASCII. */
    public static final JsonMapper OURS = mapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .rebuild()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    /** For one document without a marker in front, its lines as long as they are. */
    public static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private Json() {}

    private static JsonMapper mapper(JsonFactory factory) {
        return JsonMapper.builder(factory)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /**
     * Writes a tree on one line, in ASCII.
     *
     * @param tree plain values
     * @return the text
     */
    public static String write(Object tree) {
        return write(OURS.writer(), tree);
    }

    /**
     * Writes a tree.
     *
     * @param writer how
     * @param tree plain values
     * @return the text
     */
    public static String write(ObjectWriter writer, Object tree) {
        try {
            return writer.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    /**
     * A layout with a field or element a line, as Python's json module has it.
     *
     * @param indent what each level is indented by
     * @return the layout
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
