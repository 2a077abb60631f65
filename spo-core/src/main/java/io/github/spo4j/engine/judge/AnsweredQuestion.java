package io.github.spo4j.engine.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.template.QuestionAnswer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A question and its answer. Immutable.
 *
 * @param question what was asked
 * @param answer what was answered
 * @param expected the expected answer, or null if there is none
 */
public record AnsweredQuestion(
        String question, String answer, @Nullable String expected) {

    public AnsweredQuestion {
        requireNonNull(question, "question");
        requireNonNull(answer, "answer");
    }

    /**
     * Joins questions and answers.
     *
     * @param questions what was asked
     * @param answers one a question
     * @return in the same order
     */
    public static List<AnsweredQuestion> all(List<QuestionAnswer> questions, List<String> answers) {
        return IntStream.range(0, questions.size())
                .mapToObj(i -> of(questions.get(i), answers.get(i)))
                .toList();
    }

    /** Below the question stand the values of the prompt's slots, because the answer cannot be judged without them. */
    private static AnsweredQuestion of(QuestionAnswer asked, String answer) {
        String values = asked.variables().entrySet().stream()
                .map(variable -> variable.getKey() + " = " + variable.getValue())
                .collect(Collectors.joining("\n"));
        String question = asked.question().isEmpty() || values.isEmpty()
                ? asked.question() + values
                : asked.question().stripTrailing() + "\n\n" + values;
        return new AnsweredQuestion(question, answer, asked.answer());
    }
}
