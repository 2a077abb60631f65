package io.github.spo4j.template;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import io.github.spo4j.internal.AtomicFile;
import io.github.spo4j.internal.FileProblem;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a template as YAML that reads back to the same template, here and in the Python system. */
final class TemplateWriter {

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .disable(Feature.WRITE_DOC_START_MARKER)
            .disable(Feature.SPLIT_LINES)
            .enable(Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    private TemplateWriter() {}

    static String write(IterationTemplate template) {
        Writer yaml = new StringWriter();
        try (YAMLGenerator out = YAML.createGenerator(yaml)) {
            write(template, out);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does no I/O", e);
        }
        return yaml.toString();
    }

    /** Creates a file with all of its content or not at all, and never replaces another. */
    static void create(Path file, byte[] content) {
        try {
            AtomicFile.create(file, content);
        } catch (IOException e) {
            throw new TemplateException(file.toString(), null, null, FileProblem.writing(e), e);
        }
    }

    private static void write(IterationTemplate template, YAMLGenerator out) throws IOException {
        out.writeStartObject();
        writeText(TemplateYaml.PROMPT, template.prompt(), out);
        writeText(TemplateYaml.REQUIREMENTS, template.requirements(), out);
        out.writeFieldName(TemplateYaml.COUNT);
        Integer wordLimit = template.wordLimit();
        if (wordLimit == null) {
            // The Python system needs the key; null is no limit in both.
            out.writeNull();
        } else {
            out.writeNumber(wordLimit);
        }
        writeChecks(template.checks(), out);
        out.writeArrayFieldStart(TemplateYaml.QA);
        for (QuestionAnswer question : template.questions()) {
            out.writeStartObject();
            writeText(TemplateYaml.QUESTION, question.question(), out);
            writeText(TemplateYaml.ANSWER, question.answer(), out);
            writeVariables(question.variables(), out);
            writeChecks(question.checks(), out);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeVariables(Map<String, String> variables, YAMLGenerator out) throws IOException {
        if (!variables.isEmpty()) {
            out.writeObjectFieldStart(TemplateYaml.VARIABLES);
            for (Map.Entry<String, String> variable : variables.entrySet()) {
                writeText(variable.getKey(), variable.getValue(), out);
            }
            out.writeEndObject();
        }
    }

    private static void writeChecks(List<AnswerCheck> checks, YAMLGenerator out) throws IOException {
        if (checks.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart(TemplateYaml.CHECKS);
        for (AnswerCheck check : checks) {
            if (check.argument().isEmpty()) {
                out.writeString(check.kind().key());
                continue;
            }
            out.writeStartObject();
            writeArgument(check, out);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeArgument(AnswerCheck check, YAMLGenerator out) throws IOException {
        String key = check.kind().key();
        switch (check.kind()) {
            case JSON_KEYS -> {
                out.writeArrayFieldStart(key);
                for (String name : check.keys()) {
                    out.writeString(name);
                }
                out.writeEndArray();
            }
            case MAX_WORDS -> out.writeNumberField(key, Integer.parseInt(check.argument()));
            default -> writeText(key, check.argument(), out);
        }
    }

    private static void writeText(String key, @Nullable String value, YAMLGenerator out) throws IOException {
        out.writeFieldName(key);
        out.configure(Feature.LITERAL_BLOCK_STYLE, value != null && isPlainBlock(value));
        // The Python system needs the key; an empty answer is none in both.
        out.writeString(value == null ? "" : value);
    }

    /** Whether a text of several lines reads back the same from a block below a |; double quotes can hold any text. */
    private static boolean isPlainBlock(String text) {
        return text.indexOf('\n') > 0
                && !Character.isWhitespace(text.charAt(0))
                && text.codePoints().allMatch(TemplateWriter::isPlain);
    }

    private static boolean isPlain(int codePoint) {
        return codePoint == '\n'
                || switch (Character.getType(codePoint)) {
                    // YAML 1.1 takes some of these for line breaks, and nobody sees the others.
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.UNASSIGNED -> false;
                    default -> true;
                };
    }
}
