package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Questions in a file: a template, or JSON lines, each with a question and, if wanted, an answer and variables.
 *
 * @param questions the questions, at least one
 * @param requirements the template's; empty for JSON lines
 * @param checks what each answer must have, as the template says; none for JSON lines
 */
record QuestionFile(List<QuestionAnswer> questions, Optional<String> requirements, List<AnswerCheck> checks) {

    /** Questions besides those of the built-in template of that name. */
    private static final String BUILT_IN = "Navigate.jsonl";

    private static final JsonMapper JSON = new JsonMapper();

    /** Reads a file, or what is built in under that name. */
    static QuestionFile read(String name) {
        if (!name.endsWith(".jsonl")) {
            IterationTemplate template = TemplateFinder.find(name);
            return new QuestionFile(template.questions(), Optional.of(template.requirements()), template.checks());
        }
        List<QuestionAnswer> questions = new ArrayList<>();
        int number = 0;
        for (String line : lines(name)) {
            number++;
            if (!line.isBlank()) {
                questions.add(question(name, number, line));
            }
        }
        if (questions.isEmpty()) {
            throw new UsageException("refused.data.empty", name);
        }
        return new QuestionFile(questions, Optional.empty(), List.of());
    }

    /**
     * What is required of the answers.
     *
     * @param option the option that says it, a file or a text, or null
     * @param prompts may be of a run, which has requirements, too
     */
    String required(@Nullable String option, PromptArgument... prompts) {
        if (option != null) {
            return PromptArgument.text(option);
        }
        return requirements
                .or(() -> Stream.of(prompts)
                        .flatMap(prompt -> prompt.run().stream())
                        .flatMap(run -> run.template().stream())
                        .findFirst()
                        .map(IterationTemplate::requirements))
                .orElseThrow(() -> new UsageException("refused.requirements"));
    }

    private static List<String> lines(String name) {
        Path file = TemplateFinder.path(name);
        if (!Files.exists(file) && name.equals(BUILT_IN)) {
            return TemplateFinder.builtIn(name).lines().toList();
        }
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new UsageException("refused.text.encoding", name);
        } catch (IOException e) {
            throw new UsageException(Files.exists(file) ? "refused.text.unreadable" : "refused.data.none", name);
        }
    }

    private static QuestionAnswer question(String file, int number, String line) {
        try {
            JsonNode entry = JSON.readTree(line);
            JsonNode question = entry.path("question");
            if (!question.isTextual()) {
                throw new UsageException("refused.data.question", file, number);
            }
            Map<String, String> variables = new LinkedHashMap<>();
            entry.path("variables")
                    .properties()
                    .forEach(variable ->
                            variables.put(variable.getKey(), variable.getValue().asText()));
            JsonNode answer = entry.path("answer");
            return QuestionAnswer.of(
                            question.textValue(), answer.isValueNode() && !answer.isNull() ? answer.asText() : null)
                    .variables(variables);
        } catch (JsonProcessingException e) {
            throw new UsageException("refused.data.json", file, number);
        } catch (IllegalArgumentException e) {
            throw new UsageException("refused.data.line", file, number, String.valueOf(e.getMessage()));
        }
    }
}
