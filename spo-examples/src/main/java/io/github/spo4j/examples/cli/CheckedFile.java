package io.github.spo4j.examples.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.examples.view.TemplateJson;
import io.github.spo4j.langchain4j.ConfigException;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptSlots;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.template.TemplateException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A checked file.
 *
 * @param lines the report for people
 * @param json the report for programs
 * @param notices what was ignored
 * @param errors what is wrong, a sentence each; empty if the file can be used
 */
record CheckedFile(List<Phrase> lines, ObjectNode json, List<String> notices, List<Phrase> errors) {

    private static final int LOOKED_AT = 1 << 20;
    private static final Pattern CONFIG_KEY = Pattern.compile("(?m)^\\uFEFF?[\"']?(models|llm)[\"']?\\s*:");
    private static final Pattern TEMPLATE_KEY =
            Pattern.compile("(?m)^\\uFEFF?[\"']?(prompt|requirements|count|qa)[\"']?\\s*:");

    static CheckedFile of(String name, FrozenOption frozen, Environment environment) {
        Optional<Path> config = config(name);
        ObjectNode json = JsonLine.object();
        json.put("file", name);
        json.put("kind", config.isPresent() ? "config" : "template");
        CheckedFile checked =
                config.map(file -> models(file, environment, json)).orElseGet(() -> template(name, frozen, json));
        checked.notices.forEach(json.putArray("notices")::add);
        json.put("ok", checked.errors.isEmpty());
        return checked;
    }

    /** The file, if it looks like a model configuration. */
    private static Optional<Path> config(String name) {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            String text = new String(in.readNBytes(LOOKED_AT), StandardCharsets.UTF_8);
            boolean found = CONFIG_KEY.matcher(text).find()
                    && !TEMPLATE_KEY.matcher(text).find();
            return found ? Optional.of(Path.of(name)) : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty(); // a built-in template, or missing, which reading it as a template reports
        }
    }

    private static CheckedFile template(String name, FrozenOption frozen, ObjectNode json) {
        try {
            IterationTemplate template = TemplateFinder.find(name);
            PromptGuard guard = frozen.guard(template).orElseGet(PromptGuard::standard);
            return template(name, template, guard, json);
        } catch (TemplateException e) {
            TemplateJson.putError(e.getMessage(), e.line(), e.field(), json.putArray("errors"));
            return wrong(json, said(e));
        } catch (UsageException e) {
            json.putArray("errors").addObject().put("message", e.getMessage());
            return wrong(json, e.phrase());
        }
    }

    private static Phrase said(RuntimeException e) {
        return Phrase.verbatim(String.valueOf(e.getMessage()));
    }

    private static CheckedFile wrong(ObjectNode json, Phrase error) {
        return new CheckedFile(List.of(), json, List.of(), List.of(error));
    }

    private static CheckedFile template(String name, IterationTemplate template, PromptGuard guard, ObjectNode json) {
        List<String> parts = guard.frozenIn(template.prompt());
        PromptSlots slots = TemplateJson.slots(template, guard);
        List<QuestionAnswer> questions = template.questions();
        TemplateJson.put(template, guard, json);
        long expected = questions.stream().filter(any -> any.answer() != null).count();
        Phrase none = Phrase.of("check.none");
        Integer limit = template.wordLimit();
        List<Phrase> lines = new ArrayList<>();
        lines.add(Phrase.of("check.template", name));
        lines.add(Phrase.of("check.questions", questions.size(), expected));
        lines.add(Phrase.of(
                "check.count", limit == null ? Phrase.of("check.count.none") : Phrase.of("check.count.words", limit)));
        List<String> kept =
                Stream.concat(slots.names().stream(), slots.kept().stream()).toList();
        lines.add(Phrase.of("check.placeholders", kept.isEmpty() ? none : kept));
        slots.names().forEach(slot -> without(slot, slots, questions).ifPresent(lines::add));
        if (!slots.lookalikes().isEmpty()) {
            lines.add(Phrase.of("check.lookalikes", slots.lookalikes()));
        }
        lines.add(Phrase.of("check.frozen", parts.isEmpty() ? none : parts.size()));
        lines.addAll(checks(template));
        return new CheckedFile(lines, json, template.notices(), List.of());
    }

    /** What answers must have: all of them, and those to single questions. */
    private static List<Phrase> checks(IterationTemplate template) {
        List<Phrase> lines = new ArrayList<>();
        List<AnswerCheck> ofAll = template.checks();
        lines.add(Phrase.of("check.checks", ofAll.isEmpty() ? Phrase.of("check.none") : shownChecks(ofAll)));
        for (int i = 0; i < template.questions().size(); i++) {
            List<AnswerCheck> own = template.questions().get(i).checks();
            if (!own.isEmpty()) {
                lines.add(Phrase.of("check.checks.question", i + 1, shownChecks(own)));
            }
        }
        return lines;
    }

    private static String shownChecks(List<AnswerCheck> checks) {
        return checks.stream().map(AnswerCheck::text).collect(Collectors.joining("; "));
    }

    /** The questions that give a slot no value. */
    private static Optional<Phrase> without(String slot, PromptSlots slots, List<QuestionAnswer> questions) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            if (slots.missing(questions.get(i).variables()).contains(slot)) {
                numbers.add(Integer.toString(i + 1));
            }
        }
        return numbers.isEmpty() ? Optional.empty() : Optional.of(Phrase.of("check.slot", slot, numbers));
    }

    private static CheckedFile models(Path file, Environment environment, ObjectNode json) {
        List<Phrase> errors = new ArrayList<>();
        List<Phrase> lines = new ArrayList<>(List.of(Phrase.of("check.models", file)));
        List<String> notices = List.of();
        try {
            ModelsConfig config = ModelsConfig.read(file, environment::variable);
            notices = config.notices();
            ArrayNode models = json.putArray("models");
            for (String name : config.names()) {
                try {
                    requireNonNull(config.port(name), name); // throws if endpoint or key are wrong
                    ModelSettings settings = config.settings(name);
                    lines.add(Phrase.of("check.model", name, shown(settings)));
                    put(name, settings, models.addObject());
                } catch (ConfigException e) {
                    errors.add(said(e));
                }
            }
            ObjectNode roles = json.putObject("roles");
            for (Role role : new RoleModels(environment).roles()) {
                String name = role.nameIn(config).orElse(null);
                Phrase shown = RoleText.of(role.role());
                roles.put(RoleText.name(role.role()), name);
                lines.add(
                        name == null
                                ? Phrase.of("check.role.none", shown, role.flag())
                                : Phrase.of("check.role", shown, name));
            }
        } catch (ConfigException e) {
            errors.add(said(e));
        }
        ArrayNode all = json.putArray("errors");
        errors.forEach(error -> all.addObject().put("message", Words.english().say(error)));
        return new CheckedFile(lines, json, notices, errors);
    }

    private static List<Phrase> shown(ModelSettings settings) {
        return Stream.of(
                        Optional.of(Phrase.of("check.model.name", String.valueOf(settings.name()))),
                        Optional.ofNullable(settings.temperature()).map(value -> setting("temperature", value)),
                        Optional.ofNullable(settings.topP()).map(value -> setting("top_p", value)),
                        Optional.ofNullable(settings.maxOutputTokens()).map(value -> setting("max_tokens", value)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Phrase setting(String name, Number value) {
        return Phrase.verbatim(name + " " + value);
    }

    private static void put(String name, ModelSettings settings, ObjectNode model) {
        model.put("name", name);
        model.put("model", settings.name());
        model.put("temperature", settings.temperature());
        model.put("top_p", settings.topP());
        model.put("max_tokens", settings.maxOutputTokens());
    }
}
