package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.view.TemplateJson;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.TemplateException;

/** What is understood of a template, or what is wrong with it. */
public final class TemplateCheck {

    private TemplateCheck() {}

    /**
     * Checks a template.
     *
     * @param fields a request with {@code template} and, if wanted, {@code frozen}
     * @return what was found; {@code ok} says whether an optimization can be made of it
     * @throws JobException if the request itself makes no sense
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
            TemplateJson.put(template, guard.frozenIn(template.prompt()), json);
            json.put("ok", true);
        } catch (TemplateException e) {
            TemplateJson.putError(e.problem(), e.line(), e.field(), json.withArray("errors"));
        } catch (IllegalArgumentException e) { // the marks of frozen parts do not fit
            TemplateJson.putError(e.getMessage(), null, "frozen", json.withArray("errors"));
        }
        return json;
    }
}
