package io.github.spo4j.evaluation;

import io.github.spo4j.template.QuestionAnswer;

/**
 * Says in a number how good an answer is. It must say the same of the same answer each time.
 *
 * <pre>{@code
 * Metric exact = (question, answer) -> answer.strip().equals(question.answer()) ? 1 : 0;
 * }</pre>
 */
@FunctionalInterface
public interface Metric {

    /**
     * Measures an answer.
     *
     * @param question what was asked, with the expected answer if there is one
     * @param answer what was answered
     * @return from 0, useless, to 1, as good as can be
     */
    double score(QuestionAnswer question, String answer);
}
