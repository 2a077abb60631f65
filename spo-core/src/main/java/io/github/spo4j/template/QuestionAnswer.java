package io.github.spo4j.template;

import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.internal.InvisibleText;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A question to try prompts on, which is empty if the input is in the prompt, with its expected answer, if any, and the
 * values for the slots of the prompt, and what an answer to it must have. Immutable; each setter returns a changed copy.
 */
public final class QuestionAnswer {

    /** The names that the slots of a prompt can have. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_.-]*");

    private final String question;
    private final @Nullable String answer;
    private final Map<String, String> variables;
    private final List<AnswerCheck> checks;

    private QuestionAnswer(
            String question, @Nullable String answer, Map<String, String> variables, List<AnswerCheck> checks) {
        this.question = InvisibleText.isAll(question) ? "" : WellFormed.requireText(question, "question");
        this.answer = answer == null || InvisibleText.isAll(answer) ? null : WellFormed.requireText(answer, "answer");
        this.variables = Collections.unmodifiableMap(new TreeMap<>(variables));
        this.checks = AnswerCheck.requireWritable(checks);
    }

    /**
     * A question without an expected answer.
     *
     * @param question the text to answer; blank to send the prompt alone
     * @return the question
     * @throws IllegalArgumentException if the question holds half of a surrogate pair
     */
    public static QuestionAnswer of(String question) {
        return new QuestionAnswer(question, null, Map.of(), List.of());
    }

    /**
     * A question with the answer expected to it.
     *
     * @param question the text to answer; blank to send the prompt alone
     * @param answer the expected answer; null or blank for none
     * @return the question
     * @throws IllegalArgumentException if either text holds half of a surrogate pair
     */
    public static QuestionAnswer of(String question, @Nullable String answer) {
        return new QuestionAnswer(question, answer, Map.of(), List.of());
    }

    /**
     * Sets what fills the slots of the prompt when this question is asked. Replaces earlier variables.
     *
     * @param values by name; a value may be empty. A slot without a value is sent as it is
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
        return new QuestionAnswer(question, answer, values, checks);
    }

    /**
     * Sets what an answer to this question must have, besides what each answer must have. Replaces earlier checks.
     *
     * @param values in any number
     * @return the changed copy
     * @throws IllegalArgumentException if a check is code, which no template can hold
     */
    public QuestionAnswer checks(List<AnswerCheck> values) {
        return new QuestionAnswer(question, answer, variables, values);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** {@return the text to answer; empty if the prompt alone is sent, else not blank} */
    public String question() {
        return question;
    }

    /** {@return the expected answer, not blank, or null if none is expected} */
    public @Nullable String answer() {
        return answer;
    }

    /** {@return what fills the slots of the prompt for this question, sorted by name; unmodifiable, empty if nothing is filled} */
    public Map<String, String> variables() {
        return variables;
    }

    /** {@return what an answer to this question must have; unmodifiable, empty for nothing in particular} */
    public List<AnswerCheck> checks() {
        return checks;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QuestionAnswer that
                && question.equals(that.question)
                && Objects.equals(answer, that.answer)
                && variables.equals(that.variables)
                && checks.equals(that.checks);
    }

    @Override
    public int hashCode() {
        return Objects.hash(question, answer, variables, checks);
    }

    @Override
    public String toString() {
        return "QuestionAnswer[question=" + Excerpt.of(question) + ", answer="
                + (answer == null ? "none" : Excerpt.of(answer))
                + (variables.isEmpty() ? "" : ", variables=" + variables.keySet())
                + (checks.isEmpty() ? "" : ", checks=" + checks) + "]";
    }
}
