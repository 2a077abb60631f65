package io.github.spo4j.engine.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.Json;
import io.github.spo4j.internal.Sha256;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a journal: a JSON object in ASCII that ends with a checksum over all that stands before it. That includes its
 * number, its run and the checksum of the line before, so that a line which is missing, doubled, out of place or of another
 * run is found.
 *
 * @param fields all fields but the checksum
 * @param sum the checksum
 */
record JournalLine(ObjectNode fields, String sum) {

    static final String START = "start";
    static final String CALL = "call";
    static final String OUTCOME = "outcome";
    static final String FAILED = "failed";
    static final String DECISION = "decision";
    static final String ROUND = "round";
    static final String ASKED = "asked";
    static final String CONFIRMATION = "confirmation";

    private static final Pattern SEALED = Pattern.compile("(\\{.*),\"sum\":\"([0-9a-f]{64})\"}", Pattern.DOTALL);

    /** Makes a line of an object without its last bracket. */
    static String seal(String open) {
        return open + ",\"sum\":\"" + Sha256.hex(open) + "\"}";
    }

    /** Writes fields as an object without its last bracket, so that more can follow. */
    static String open(ObjectNode fields) {
        String object = Json.write(fields);
        return object.substring(0, object.length() - 1);
    }

    /** Reads a line; empty if its checksum is wrong. */
    static Optional<JournalLine> read(String text) {
        Matcher sealed = SEALED.matcher(text);
        if (!sealed.matches() || !Sha256.hex(sealed.group(1)).equals(sealed.group(2))) {
            return Optional.empty();
        }
        try {
            return Json.OURS.readTree(sealed.group(1) + "}") instanceof ObjectNode fields
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
