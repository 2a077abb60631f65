package io.github.spo4j.engine.evaluation;

import io.github.spo4j.engine.evaluation.ComparisonWork.HeldOut;
import io.github.spo4j.engine.evaluation.ComparisonWork.Side;
import io.github.spo4j.evaluation.ComparedQuestion.Outcome;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.run.Vote;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides, question by question, which of two answers that differ is better. */
public interface PairJudge {

    /**
     * Two answers to a question.
     *
     * @param asked the question
     * @param old what the old prompt led to
     * @param candidate what the new one led to
     */
    record Pair(HeldOut asked, String old, String candidate) {}

    /**
     * What was decided about a pair.
     *
     * @param votes the votes; none of a user's own judge
     * @param reasons what was said with each
     * @param judged what a user's own judge decided; null of votes
     */
    record Decision(
            List<Vote> votes,
            List<String> reasons,
            @Nullable Outcome judged) {

        /** Nobody had to decide. */
        static final Decision NONE = new Decision(List.of(), List.of(), null);
    }

    /**
     * Decides about pairs.
     *
     * @param candidate the new prompt
     * @param pairs what to decide about
     * @return one a pair, in the same order
     * @throws ModelException if a call failed for good, or a limit ended
     */
    List<Decision> decide(Side candidate, List<Pair> pairs);

    /** {@return how many of the last pairs were decided, also if that stopped in the middle} */
    int decided();
}
