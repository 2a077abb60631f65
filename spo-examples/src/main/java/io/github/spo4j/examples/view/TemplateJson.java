package io.github.spo4j.examples.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptSlots;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A template, or what is wrong with it, as JSON. */
public final class TemplateJson {

    private TemplateJson() {}

    /**
     * Adds a template to an object.
     *
     * @param template the template
     * @param guard what must stay of its prompt
     * @param json the object to fill
     */
    public static void put(IterationTemplate template, PromptGuard guard, ObjectNode json) {
        PromptSlots slots = slots(template, guard);
        json.put("count", template.wordLimit());
        slots.names().forEach(json.putArray("placeholders")::add);
        slots.kept().forEach(json.putArray("kept")::add);
        slots.lookalikes().forEach(json.putArray("lookalikes")::add);
        guard.frozenIn(template.prompt()).forEach(json.putArray("frozen")::add);
        putChecks(template.checks(), json);
        ArrayNode entries = json.putArray("questions");
        for (QuestionAnswer question : template.questions()) {
            ObjectNode entry = entries.addObject();
            entry.put("question", question.question());
            entry.put("answer", question.answer());
            slots.missing(question.variables()).forEach(entry.putArray("without_value")::add);
            putChecks(question.checks(), entry);
        }
    }

    private static void putChecks(List<AnswerCheck> checks, ObjectNode json) {
        ArrayNode texts = json.putArray("checks");
        checks.forEach(check -> texts.add(check.text()));
    }

    /**
     * {@return the placeholders of a template's prompt, as a new run finds them}
     *
     * @param template the template
     * @param guard says which count
     */
    public static PromptSlots slots(IterationTemplate template, PromptGuard guard) {
        Set<String> names = template.questions().stream()
                .flatMap(question -> question.variables().keySet().stream())
                .collect(Collectors.toSet());
        return guard.inRun(Optional.empty(), names).slots(template.prompt());
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
