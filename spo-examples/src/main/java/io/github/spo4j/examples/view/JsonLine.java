package io.github.spo4j.examples.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Results for programs: one JSON object on one line. */
public final class JsonLine {

    private static final JsonMapper JSON = new JsonMapper();

    private JsonLine() {}

    /** {@return a new, empty object} */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /**
     * {@return an object's JSON on one line}
     *
     * @param root the object
     */
    public static String of(ObjectNode root) {
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }
}
