package io.github.spo4j.export;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.Json;
import io.github.spo4j.internal.KnownModel;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.prompt.PromptSlots;
import io.github.spo4j.prompt.PromptSlots.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A prompt to export, with its place in the measured requests, the model and parameters it was measured with, and its
 * provenance. Immutable.
 *
 * <p>In every format, the exported prompt makes the measured request byte for byte, unless
 * {@link ExportedPrompt#notes()} say otherwise.
 */
public final class PromptExport {

    /**
     * What Prompty takes for the start of a message, a tool or a picture, anywhere in the text. White space before it is
     * matched within its line and without backtracking, so that many blank lines take no time.
     */
    private static final Pattern PROMPTY_MARK = Pattern.compile("(?im)^[ \\t\\x0B\\f]*+(?:"
            + "(?:#\\s*+)?(?:assistant|function|system|user|tools|developer)(?:\\[.*])?\\s*+:\\s*$|!\\[thread])"
            + "|!\\[(?:(?!!\\[)[^\\]])*+]\\(");

    private static final Pattern PROMPTY_LINE_END = Pattern.compile("[\\r\\x0B\\f\\x1C-\\x1E\\x85\\u2028\\u2029]");

    private final String prompt;
    private final PromptSlots slots;
    private final PromptPlacement placement;
    private final ModelSettings settings;
    private final Map<String, String> provenance;
    private final boolean withQuestion;

    private PromptExport(
            PromptSlots slots,
            PromptPlacement placement,
            ModelSettings settings,
            Map<String, String> provenance,
            boolean withQuestion) {
        this.withQuestion = withQuestion;
        this.slots = requireNonNull(slots, "prompt");
        this.prompt = slots.prompt();
        this.placement = requireNonNull(placement, "placement");
        this.settings = requireNonNull(settings, "settings");
        this.provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /**
     * A prompt to export.
     *
     * @param prompt the prompt, with its slots
     * @param placement its place in the measured requests
     * @param settings the model and parameters it was measured with
     * @param provenance where it comes from, by kind, such as {@code round}; written if the format has room for it
     * @return the export
     */
    public static PromptExport of(
            String prompt, PromptPlacement placement, ModelSettings settings, Map<String, String> provenance) {
        return of(PromptSlots.of(prompt), placement, settings, provenance);
    }

    /**
     * A prompt to export whose placeholders are known.
     *
     * @param prompt the prompt with its slots, as {@link io.github.spo4j.prompt.PromptGuard#slots} finds them
     * @param placement its place in the measured requests
     * @param settings the model and parameters it was measured with
     * @param provenance where it comes from, by kind, such as {@code round}; written if the format has room for it
     * @return the export
     */
    public static PromptExport of(
            PromptSlots prompt, PromptPlacement placement, ModelSettings settings, Map<String, String> provenance) {
        return new PromptExport(prompt, placement, settings, provenance, true);
    }

    /**
     * {@return the same export without a place for a question, because the prompt was measured alone, as the user's message}
     */
    public PromptExport withoutQuestion() {
        return new PromptExport(slots, PromptPlacement.USER, settings, provenance, false);
    }

    /** {@return where the prompt comes from, by kind, such as {@code round}; unmodifiable} */
    public Map<String, String> provenance() {
        return provenance;
    }

    /**
     * Writes the prompt.
     *
     * @param format the format
     * @return the written prompt
     */
    public ExportedPrompt as(PromptFormat format) {
        return switch (format) {
            case TEXT -> single(TemplateSyntax.NONE, false);
            case CHAT_JSON -> chatJson(new Written(TemplateSyntax.NONE));
            case LANGCHAIN4J -> single(TemplateSyntax.LANGCHAIN4J, true);
            case SPRING_AI -> springAi();
            case QUARKUS -> quarkus(new Written(TemplateSyntax.QUTE));
            case PROMPTY -> prompty(new Written(TemplateSyntax.JINJA));
        };
    }

    /** The prompt in a template syntax: valid names, slots, messages. */
    private final class Written {

        private final TemplateSyntax syntax;
        private final Map<String, String> names = new LinkedHashMap<>();
        private final Map<String, String> slots = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();
        private final List<Part> parts;
        private final Part question;

        Written(TemplateSyntax syntax) {
            this.syntax = syntax;
            parts = syntax.prepare(PromptExport.this.slots.parts()).stream()
                    .map(this::named)
                    .toList();
            String name = "question";
            for (int i = 2; slots.containsKey(name) || names.containsKey(name); i++) {
                name = "question_" + i;
            }
            question = Part.slot("{{" + name + "}}", name);
        }

        private Part named(Part part) {
            if (!part.isSlot()) {
                return part;
            }
            String name = names.computeIfAbsent(part.name(), this::newName);
            String first = slots.putIfAbsent(name, part.text());
            if (first != null && !first.equals(part.text()) && syntax != TemplateSyntax.NONE) {
                String note =
                        "the slot " + part.name() + " is written in more than one way in the prompt, and in one here";
                if (!notes.contains(note)) {
                    notes.add(note);
                }
            }
            return Part.slot(part.text(), name);
        }

        private String newName(String original) {
            if (syntax.allows(original)) {
                return original;
            }
            Set<String> taken = new LinkedHashSet<>(PromptExport.this.slots.names());
            taken.addAll(names.values());
            String plain = original.replaceAll("[^a-zA-Z0-9_]", "_");
            String name = plain.matches(".*[a-zA-Z].*") ? plain : "slot_1";
            for (int i = 1; taken.contains(name) || !syntax.allows(name); i++) {
                name = "slot_" + i;
            }
            notes.add(
                    "the slot " + original + " is called " + name + " here, since the format does not allow its name");
            return name;
        }

        /** The system message, or null if there was none. */
        @Nullable
        String system() {
            return placement == PromptPlacement.SYSTEM ? syntax.write(parts) : null;
        }

        String user() {
            if (placement == PromptPlacement.SYSTEM) {
                return syntax.write(List.of(question));
            }
            if (!withQuestion) {
                return syntax.write(parts);
            }
            return syntax.write(Stream.concat(parts.stream(), Stream.of(Part.text("\n\n"), question))
                    .toList());
        }

        ExportedPrompt exported(String text, boolean hasQuestion) {
            return new ExportedPrompt(text, slots, hasQuestion && withQuestion ? question.name() : null, notes);
        }
    }

    /** A format with room for one message only. */
    private ExportedPrompt single(TemplateSyntax syntax, boolean hasQuestion) {
        Written written = new Written(syntax);
        written.notes.addAll(modelNotes());
        String system = written.system();
        if (system != null) {
            written.notes.add("it was measured as the system message; the user message is the question alone");
            return written.exported(system, false);
        }
        if (!hasQuestion) {
            written.notes.add(
                    withQuestion
                            ? "it was measured in one user message: the prompt, an empty line, the question"
                            : "it was measured alone, as the user message");
            return written.exported(prompt, false);
        }
        written.slots.forEach((name, mark) -> {
            if (name.endsWith(TemplateSyntax.BRACES_NAME)) {
                written.notes.add(
                        "fill the slot \"" + name + "\" with " + mark + ", which the format has no way to write");
            }
        });
        return written.exported(written.user(), true);
    }

    private List<String> modelNotes() {
        Map<String, Object> parameters = parameters("max_tokens");
        return parameters.isEmpty() ? List.of() : List.of("it was measured with " + parameters);
    }

    private Map<String, Object> parameters(String maxTokens) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        measured().forEach((name, value) -> parameters.put(name.equals("max_output_tokens") ? maxTokens : name, value));
        return parameters;
    }

    /** The settings that were sent: what the model refuses is left out, by the adapter and here. */
    private Map<String, Object> measured() {
        Map<String, Object> sent = new LinkedHashMap<>(settings.parameters());
        if (settings.name() != null) {
            KnownModel known = KnownModel.named(settings.name());
            if (!known.takesSamplers()) {
                sent.remove("temperature");
            }
            if (!known.takesSamplers() || (known.onlyOneSampler() && settings.temperature() != null)) {
                sent.remove("top_p");
            }
        }
        return sent;
    }

    private ExportedPrompt chatJson(Written written) {
        ObjectNode root = Json.THEIRS.createObjectNode();
        boolean newer = settings.name() != null && KnownModel.wantsCompletionTokens(settings.name());
        parameters(newer ? "max_completion_tokens" : "max_tokens").forEach(root::putPOJO);
        ArrayNode messages = root.putArray("messages");
        String system = written.system();
        if (system != null) {
            messages.addObject().put("role", "system").put("content", system);
        }
        messages.addObject().put("role", "user").put("content", written.user());
        return written.exported(Json.write(Json.THEIRS.writerWithDefaultPrettyPrinter(), root) + "\n", true);
    }

    private ExportedPrompt springAi() {
        ExportedPrompt single = single(TemplateSyntax.STRING_TEMPLATE, true);
        List<String> notes = new ArrayList<>(single.notes());
        if (prompt.contains("\r")) {
            notes.add("the prompt has carriage returns, which StringTemplate leaves out");
        }
        if (prompt.contains("\n") || placement == PromptPlacement.USER) {
            notes.add("StringTemplate ends lines as the system does that it runs on; measured were single line feeds");
        }
        String comment = provenance.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
        String head = comment.isEmpty() ? "" : "{! " + oneLine(comment).replace("!}", "! }") + " !}\n";
        return new ExportedPrompt(head + single.text(), single.slots(), single.questionSlot(), notes);
    }

    private ExportedPrompt quarkus(Written written) {
        StringBuilder text = new StringBuilder();
        provenance.forEach((what, value) -> comment(text, what + ": " + value));
        written.notes.forEach(note -> comment(text, note));
        comment(text, "The messages are Qute templates: PromptTemplate.from(message).apply(values)");
        String system = written.system();
        if (system != null) {
            property(text, "spo.prompt.system-message", system);
        }
        property(text, "spo.prompt.user-message", written.user());
        parameters("max-output-tokens")
                .forEach(
                        (name, value) -> property(text, "spo.prompt." + name.replace('_', '-'), String.valueOf(value)));
        return written.exported(text.toString(), true);
    }

    private static void comment(StringBuilder text, String line) {
        text.append("# ").append(oneLine(line)).append('\n');
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    /** A dollar would start an expression of MicroProfile Config. */
    private static void property(StringBuilder text, String name, String value) {
        text.append(name).append('=');
        String literal = value.replace("$", "\\$");
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case ' ' -> text.append(i == 0 ? "\\ " : " ");
                default -> {
                    if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('\n');
    }

    private ExportedPrompt prompty(Written written) {
        written.notes.addAll(promptyNotes());
        StringBuilder text = new StringBuilder("---\n");
        provenance.forEach((what, value) -> comment(text, what + ": " + value));
        written.notes.forEach(note -> comment(text, note));
        ObjectNode front = Json.THEIRS.createObjectNode();
        front.put("name", "Optimized prompt");
        ObjectNode model = front.putObject("model").put("api", "chat");
        Map<String, Object> parameters = parameters("max_tokens");
        Object name = parameters.remove("model");
        if (name != null) {
            model.putObject("configuration").put("type", "openai").put("name", name.toString());
        }
        if (!parameters.isEmpty()) {
            ObjectNode values = model.putObject("parameters");
            parameters.forEach(values::putPOJO);
        }
        ObjectNode inputs = front.putObject("inputs");
        Stream.concat(
                        written.slots.keySet().stream(),
                        withQuestion ? Stream.of(written.question.name()) : Stream.<String>empty())
                .forEach(slot -> inputs.putObject(slot).put("type", "string"));
        text.append(Json.write(Json.YAML.writer(), front));
        text.append("---\n");
        String system = written.system();
        if (system != null) {
            text.append("system:\n").append(system).append('\n');
        }
        text.append("user:\n").append(written.user()).append('\n');
        return written.exported(text.toString(), true);
    }

    private List<String> promptyNotes() {
        List<String> notes = new ArrayList<>();
        if (PROMPTY_MARK.matcher(prompt).find()) {
            notes.add(
                    "a line of the prompt is a mark of Prompty (a role with a colon, a picture, a thread) and cannot be"
                            + " written there: the request is not the one that was measured");
        }
        if (PROMPTY_LINE_END.matcher(prompt).find()) {
            notes.add("the prompt has line ends other than line feeds, which Prompty makes line feeds of");
        }
        if (!prompt.equals(prompt.strip())) {
            notes.add("the prompt begins or ends with white space, which some readers of Prompty leave out");
        }
        return notes;
    }
}
