package io.github.spo4j.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a journal: a JSON object in ASCII that ends with a checksum over all that stands before it. Among that are
 * its number, its run and the checksum of the line before, so that a line which is missing, doubled, out of place or of
 * another run shows.
 *
 * @param fields all fields but the checksum
 * @param sum the checksum
 */
record JournalLine(ObjectNode fields, String sum) {

    /** What could be written must be read again, however long a reply is. */
    private static final StreamReadConstraints ANY_LENGTH =
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build();

    static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(ANY_LENGTH).build())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final Pattern SEALED = Pattern.compile("(\\{.*),\"sum\":\"([0-9a-f]{64})\"}", Pattern.DOTALL);

    /** A line made of these fields, ready to be written. */
    static String seal(ObjectNode fields) {
        return seal(open(fields));
    }

    /** The line that an object without its last bracket becomes. */
    static String seal(String open) {
        // As text, because JSON text can hold half a surrogate pair (as an escape) and bytes cannot.
        return open + ",\"sum\":\"" + Sha256.of(open) + "\"}";
    }

    /** Fields as an object without its last bracket, so that more can follow. */
    static String open(ObjectNode fields) {
        try {
            String object = JSON.writeValueAsString(fields);
            return object.substring(0, object.length() - 1);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    /** The line that this text is, if its checksum is right. */
    static Optional<JournalLine> read(String text) {
        Matcher sealed = SEALED.matcher(text);
        if (!sealed.matches() || !Sha256.of(sealed.group(1)).equals(sealed.group(2))) {
            return Optional.empty();
        }
        try {
            return JSON.readTree(sealed.group(1) + "}") instanceof ObjectNode fields
                    ? Optional.of(new JournalLine(fields, sealed.group(2)))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The checksum of a line that was sealed here. */
    static String sum(String sealed) {
        return sealed.substring(sealed.length() - 66, sealed.length() - 2);
    }
}
