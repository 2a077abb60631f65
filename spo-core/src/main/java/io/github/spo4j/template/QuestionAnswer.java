package io.github.spo4j.template;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A question to try prompts on, and the answer expected to it if there is one. Immutable. */
public final class QuestionAnswer {

    private final String question;
    private final @Nullable String answer;

    private QuestionAnswer(String question, @Nullable String answer) {
        this.question = WellFormed.requireText(question, "question");
        this.answer = answer == null || answer.isBlank() ? null : WellFormed.requireText(answer, "answer");
    }

    /**
     * A question without an expected answer.
     *
     * @param question the text to answer
     * @return the question
     * @throws IllegalArgumentException if the question is blank or holds half of a surrogate pair
     */
    public static QuestionAnswer of(String question) {
        return new QuestionAnswer(question, null);
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
        return new QuestionAnswer(question, answer);
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QuestionAnswer that
                && question.equals(that.question)
                && Objects.equals(answer, that.answer);
    }

    @Override
    public int hashCode() {
        return Objects.hash(question, answer);
    }

    @Override
    public String toString() {
        return "QuestionAnswer[question=" + Excerpt.of(question) + ", answer="
                + (answer == null ? "none" : Excerpt.of(answer)) + "]";
    }
}
