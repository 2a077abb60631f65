package io.github.spo4j.instruction;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A question and what was answered to it. Immutable.
 *
 * @param question what was asked
 * @param answer what was answered
 * @param expected what should have been answered, or null if nobody said
 */
public record Exchange(
        String question, String answer, @Nullable String expected) {

    /** Checks that question and answer are there. */
    public Exchange {
        requireNonNull(question, "question");
        requireNonNull(answer, "answer");
    }

    /**
     * A question that was asked with values in the prompt's slots. They are shown below it, since what was answered cannot
     * be judged without them.
     *
     * @param question what was asked
     * @param variables what was filled in, by name; may be empty
     * @param answer what was answered
     * @param expected what should have been answered, or null if nobody said
     * @return the exchange
     */
    public static Exchange of(
            String question, Map<String, String> variables, String answer, @Nullable String expected) {
        String values = variables.entrySet().stream()
                .map(variable -> variable.getKey() + " = " + variable.getValue())
                .collect(Collectors.joining("\n"));
        return new Exchange(values.isEmpty() ? question : question.stripTrailing() + "\n\n" + values, answer, expected);
    }
}
