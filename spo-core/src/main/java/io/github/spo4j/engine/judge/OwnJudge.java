package io.github.spo4j.engine.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.OwnCode;
import io.github.spo4j.judge.Judge;
import io.github.spo4j.judge.Judge.Comparison;

/** The judge that a user gave, asked on the caller's thread. */
public final class OwnJudge {

    private final Judge judge;

    /**
     * Wraps a judge.
     *
     * @param judge the user's
     */
    public OwnJudge(Judge judge) {
        this.judge = requireNonNull(judge, "judge");
    }

    /**
     * Compares two sets of answers to the same questions. Equal answers need no judge.
     *
     * @param sets what to compare
     * @return the verdict, without votes
     * @throws IllegalArgumentException if the judge fails
     */
    public VotingJudge.Verdict judge(AnswerSets sets) {
        boolean accepted = !sets.areEqual()
                && accepts(
                        "in round " + sets.round(),
                        new Comparison(sets.requirements(), sets.questions(), sets.incumbent(), sets.complete()));
        return VotingJudge.Verdict.withoutVotes(accepted);
    }

    /**
     * {@return whether the candidate's answers are better}
     *
     * @param where this is asked, for messages
     * @param comparison what to compare
     * @throws IllegalArgumentException if the judge fails
     */
    public boolean accepts(String where, Comparison comparison) {
        return OwnCode.run(() -> "the judge \"" + judge.name() + "\" failed " + where, () -> judge.accepts(comparison));
    }
}
