package io.github.spo4j.examples.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What was found out, for programs: one JSON object on one line. */
public final class JsonLine {

    private static final JsonMapper JSON = new JsonMapper();

    private JsonLine() {}

    /**
     * Starts an object.
     *
     * @return a new, empty one
     */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /**
     * Writes an object.
     *
     * @param root the object
     * @return its JSON on one line
     */
    public static String of(ObjectNode root) {
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }
}
