package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A provider's answer with status 200. LangChain4j fails on what is missing or new in it, so it is prepared before.
 */
interface AnswerFormat {

    /** The field with the model's text. An error beside it is a remark; an error in its place is the answer. */
    String content();

    /**
     * Corrects what LangChain4j would misread, and drops what is not used, because its type may be unexpected.
     *
     * @throws io.github.spo4j.model.ModelException if it says that the model gave no answer
     * @throws JsonProcessingException if it is not such an answer
     */
    void prepare(ObjectNode answer) throws JsonProcessingException;

    /** The exception for something that is no such answer. */
    static JsonProcessingException unexpected(String what) {
        return new JsonParseException(null, what);
    }

    /** What a finish reason means, unless the reply is as it should be. */
    static Optional<ProviderErrors.Trouble> trouble(String finishReason) {
        return ProviderErrors.ofFinish(finishReason);
    }

    /** The exception for a reply that ended with an error or a refusal. */
    static CallFailure failed(ProviderErrors.Trouble trouble, String finishReason) {
        return new CallFailure(
                trouble.kind(),
                trouble == ProviderErrors.Trouble.REFUSED
                        ? trouble.sentence()
                        : "the server answered 200: " + trouble.sentence(),
                "finish reason " + finishReason);
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

    /** Drops those of the fields that are no text. */
    static void dropUnlessText(ObjectNode object, String... fields) {
        for (String field : fields) {
            if (!object.path(field).isTextual()) {
                object.remove(field);
            }
        }
    }

    /** The counts that LangChain4j can hold. Any other is dropped, so that no paid reply is lost. */
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
