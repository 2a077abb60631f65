package io.github.spo4j.template;

import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.internal.InvisibleText;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A question to try prompts on, with the answer expected to it if there is one, and with what fills the prompt's slots when
 * the question is asked. Immutable; the setter returns a changed copy.
 */
public final class QuestionAnswer {

    /** As the slots of a prompt have it. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_.-]*");

    private final String question;
    private final @Nullable String answer;
    private final Map<String, String> variables;

    private QuestionAnswer(String question, @Nullable String answer, Map<String, String> variables) {
        this.question = WellFormed.requireText(question, "question");
        this.answer = answer == null || InvisibleText.isAll(answer) ? null : WellFormed.requireText(answer, "answer");
        this.variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    }

    /**
     * A question without an expected answer.
     *
     * @param question the text to answer
     * @return the question
     * @throws IllegalArgumentException if the question is blank or holds half of a surrogate pair
     */
    public static QuestionAnswer of(String question) {
        return new QuestionAnswer(question, null, Map.of());
    }

    /**
     * A question with the answer expected to it.
     *
     * @param question the text to answer
     * @param answer the expected answer; null or blank for none
     * @return the question
     * @throws IllegalArgumentException if the question is blank, or either text holds half of a surrogate pair
     */
    public static QuestionAnswer of(String question, @Nullable String answer) {
        return new QuestionAnswer(question, answer, Map.of());
    }

    /**
     * Sets what fills the prompt's slots when this question is asked, in place of what was set before.
     *
     * @param values by name; a value may be empty. A slot that has no value here is sent as it stands
     * @return the changed copy
     * @throws IllegalArgumentException if a name is not one that a slot can have (a letter or {@code _}, then letters,
     *     digits, {@code _}, {@code .} or {@code -}), or a value holds half of a surrogate pair
     */
    public QuestionAnswer variables(Map<String, String> values) {
        values.forEach((name, value) -> {
            if (!isName(name)) {
                throw new IllegalArgumentException("no slot can have the name " + Excerpt.of(name));
            }
            if (WellFormed.hasLoneSurrogate(value)) {
                throw new IllegalArgumentException("the variable " + name + " holds half of a surrogate pair");
            }
        });
        return new QuestionAnswer(question, answer, values);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * The text to answer.
     *
     * @return the question, not blank
     */
    public String question() {
        return question;
    }

    /**
     * The expected answer.
     *
     * @return the answer, not blank, or null if none is expected
     */
    public @Nullable String answer() {
        return answer;
    }

    /**
     * What fills the prompt's slots when this question is asked.
     *
     * @return in the order of the names, so that they are always shown alike; unmodifiable, empty if nothing is filled
     */
    public Map<String, String> variables() {
        return variables;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QuestionAnswer that
                && question.equals(that.question)
                && Objects.equals(answer, that.answer)
                && variables.equals(that.variables);
    }

    @Override
    public int hashCode() {
        return Objects.hash(question, answer, variables);
    }

    @Override
    public String toString() {
        return "QuestionAnswer[question=" + Excerpt.of(question) + ", answer="
                + (answer == null ? "none" : Excerpt.of(answer))
                + (variables.isEmpty() ? "" : ", variables=" + variables.keySet()) + "]";
    }
}
