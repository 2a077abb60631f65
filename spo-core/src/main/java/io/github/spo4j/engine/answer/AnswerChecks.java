package io.github.spo4j.engine.answer;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.internal.OwnCode;
import io.github.spo4j.run.Round.BrokenCheck;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.QuestionAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the answers of a run must have. Immutable. */
public final class AnswerChecks {

    private final List<AnswerCheck> ofAll;

    /**
     * Checks of a run, besides those that a question has itself.
     *
     * @param ofAll what each answer must have
     */
    public AnswerChecks(List<AnswerCheck> ofAll) {
        this.ofAll = List.copyOf(ofAll);
    }

    /**
     * Adds checks to others. One that is there already is not added again, unless it is code, which may be other code.
     *
     * @param checks the others
     * @param more to be added
     * @throws IllegalArgumentException if a check is code and its name is taken
     */
    public static void add(Set<AnswerCheck> checks, AnswerCheck... more) {
        for (AnswerCheck check : more) {
            if (!checks.add(requireNonNull(check, "check")) && check.isOwn()) {
                throw new IllegalArgumentException("each answer check of your own needs a unique name: " + check);
            }
        }
    }

    /**
     * Finds what one side breaks although the other keeps it.
     *
     * @param questions what both answered
     * @param others answers of the other side, one a question
     * @param own answers that may break a check, one a question
     * @return in the order of the questions; empty if these answers have all that the others have
     * @throws IllegalArgumentException if a check fails to decide
     */
    public List<BrokenCheck> broken(List<QuestionAnswer> questions, List<String> others, List<String> own) {
        List<BrokenCheck> broken = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            int number = i + 1;
            broken(questions.get(i), others.get(i), own.get(i))
                    .forEach(check -> broken.add(new BrokenCheck(number, check)));
        }
        return broken;
    }

    /**
     * As {@link #broken(List, List, List)}, of one question.
     *
     * @param question what both answered
     * @param other the answer of the other side
     * @param own the answer that may break a check
     * @return the checks' texts
     */
    public List<String> broken(QuestionAnswer question, String other, String own) {
        return Stream.concat(ofAll.stream(), question.checks().stream())
                .distinct()
                .filter(check -> !isKept(check, question, own) && isKept(check, question, other))
                .map(AnswerCheck::text)
                .toList();
    }

    private static boolean isKept(AnswerCheck check, QuestionAnswer question, String answer) {
        return OwnCode.run(
                () -> "the answer check " + Excerpt.of(check.text()) + " failed on an answer to "
                        + Excerpt.of(question.question()),
                () -> check.isKeptBy(answer));
    }
}
