package io.github.spo4j.examples.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.prompt.PromptSlots;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A template, or what is wrong with it, as JSON. */
public final class TemplateJson {

    private TemplateJson() {}

    /**
     * Adds a template to an object.
     *
     * @param template the template
     * @param frozen the frozen parts of its prompt
     * @param json the object to fill
     */
    public static void put(IterationTemplate template, List<String> frozen, ObjectNode json) {
        PromptSlots slots = PromptSlots.of(template.prompt());
        json.put("count", template.wordLimit());
        slots.names().forEach(json.putArray("placeholders")::add);
        frozen.forEach(json.putArray("frozen")::add);
        ArrayNode entries = json.putArray("questions");
        for (QuestionAnswer question : template.questions()) {
            ObjectNode entry = entries.addObject();
            entry.put("question", question.question());
            entry.put("answer", question.answer());
            slots.missing(question.variables()).forEach(entry.putArray("without_value")::add);
        }
    }

    /**
     * Adds an error to a list, with line and field if known.
     *
     * @param message what is wrong
     * @param line the template's line, or null
     * @param field the key, or null
     * @param errors the list to extend
     */
    public static void putError(
            @Nullable String message, @Nullable Integer line, @Nullable String field, ArrayNode errors) {
        errors.addObject().put("message", message).put("line", line).put("field", field);
    }
}
