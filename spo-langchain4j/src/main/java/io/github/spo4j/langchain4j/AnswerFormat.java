package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Predicate;

/**
 * What a provider's answer with a status of 200 looks like. LangChain4j takes it as it is and stumbles over what is
 * missing or new in it, so it is looked at before.
 */
interface AnswerFormat {

    /** The field with what the model said. An error beside it is a remark; in its place it is the answer. */
    String content();

    /**
     * Puts right what LangChain4j would get wrong, and drops what is not used: it may have a type that LangChain4j does
     * not expect.
     *
     * @throws io.github.spo4j.model.ModelException if the model gave no answer, and the answer says so
     * @throws JsonProcessingException if it is something else altogether
     */
    void prepare(ObjectNode answer) throws JsonProcessingException;

    /** What to throw if the answer is something else altogether. */
    static JsonProcessingException unexpected(String what) {
        return new JsonParseException(null, what);
    }

    /** The texts of some of the parts, as one. */
    static String text(JsonNode parts, Predicate<JsonNode> which, String field) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            if (which.test(part)) {
                text.append(part.path(field).asText(""));
            }
        }
        return text.toString();
    }

    /** Drops of the fields, each of which is to be a text, those that are none. */
    static void dropUnlessText(ObjectNode object, String... fields) {
        for (String field : fields) {
            if (!object.path(field).isTextual()) {
                object.remove(field);
            }
        }
    }

    /** The counts that LangChain4j can hold; another one is not known, and no reason to lose a reply that was paid. */
    static ObjectNode counts(JsonNode usage, String... fields) {
        ObjectNode counts = JsonNodeFactory.instance.objectNode();
        for (String field : fields) {
            JsonNode count = usage.path(field);
            if (count.isTextual() ? count.asText().matches("[0-9]{1,9}") : count.canConvertToInt()) {
                counts.set(field, count);
            }
        }
        return counts;
    }
}
