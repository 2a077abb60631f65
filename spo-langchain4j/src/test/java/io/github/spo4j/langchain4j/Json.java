package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/** JSON as stand-ins write and read it. */
final class Json {

    private Json() {}

    /** A text in quotes. */
    static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    static List<String> fields(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
