package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.view.TemplateJson;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.TemplateException;

/** Checks templates. */
public final class TemplateCheck {

    /** How large a template may be, as YAML. */
    public static final int MAX_BYTES = 1 << 20;

    private TemplateCheck() {}

    /**
     * {@return the findings; {@code ok} says whether the template can be optimized}
     *
     * @param fields a request with {@code template} and, optionally, {@code frozen}
     * @throws JobException if the request itself is invalid
     */
    public static ObjectNode of(RequestFields fields) {
        String yaml = fields.text("template");
        if (yaml == null) {
            fields.wrong("template", "must be there");
        }
        OptimizeRequest.Frozen frozen = OptimizeRequest.Frozen.read(fields);
        fields.requireRight();
        ObjectNode json = StoredJson.object().put("ok", false);
        json.putArray("notices");
        json.putArray("errors");
        try {
            IterationTemplate template = IterationTemplate.parse("the template", String.valueOf(yaml));
            template.notices().forEach(json.withArray("notices")::add);
            PromptGuard guard = OptimizeRequest.guard(frozen, null);
            guard.requireFits(template.prompt());
            json.put("prompt", template.prompt()).put("requirements", template.requirements());
            TemplateJson.put(template, guard, json);
            json.put("ok", true);
        } catch (TemplateException e) {
            TemplateJson.putError(e.problem(), e.line(), e.field(), json.withArray("errors"));
        } catch (IllegalArgumentException e) { // the frozen marks do not fit
            TemplateJson.putError(e.getMessage(), null, "frozen", json.withArray("errors"));
        }
        return json;
    }
}
