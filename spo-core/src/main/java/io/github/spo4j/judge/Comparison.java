package io.github.spo4j.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.template.QuestionAnswer;
import java.util.List;

/**
 * What a judge compares. Immutable.
 *
 * @param round the candidate's round
 * @param requirements what is required of the answers
 * @param questions what was asked, with the answers that are expected where there are any
 * @param incumbent the best answers so far, one a question
 * @param candidate the new answers, one a question
 */
public record Comparison(
        int round,
        String requirements,
        List<QuestionAnswer> questions,
        List<String> incumbent,
        List<String> candidate) {

    /** Checks that both sides answered the same questions. */
    public Comparison {
        requireNonNull(requirements, "requirements");
        questions = List.copyOf(questions);
        incumbent = List.copyOf(incumbent);
        candidate = List.copyOf(candidate);
        if (incumbent.size() != questions.size() || candidate.size() != questions.size()) {
            throw new IllegalArgumentException("there are " + questions.size() + " questions, but " + incumbent.size()
                    + " answers of the incumbent and " + candidate.size() + " of the candidate");
        }
    }
}
