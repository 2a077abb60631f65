package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a command found out, for programs: one JSON object on one line. */
final class JsonLine {

    private static final JsonMapper JSON = new JsonMapper();

    private JsonLine() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static String of(ObjectNode root) {
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }
}
