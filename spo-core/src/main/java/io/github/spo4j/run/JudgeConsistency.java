package io.github.spo4j.run;

import io.github.spo4j.run.Vote.Choice;
import java.util.List;

/**
 * How far the judge can be trusted: whether it keeps its choice when the two sides change places, and whether it favours
 * a place. Immutable.
 *
 * @param pairs votes at places 1 and 2, or 3 and 4, or 5 and 6 of a round that were both readable and saw the answers in
 *     different orders
 * @param agreeing how many of these pairs chose the same side
 * @param readable votes that chose a side
 * @param choseA how many of these chose what they saw first; about half with a fair judge
 * @param abstained votes that chose no side
 */
public record JudgeConsistency(int pairs, int agreeing, int readable, int choseA, int abstained) {

    /**
     * Counts the votes of a run.
     *
     * @param rounds its rounds
     * @return how the judge voted
     */
    public static JudgeConsistency of(List<Round> rounds) {
        int pairs = 0;
        int agreeing = 0;
        int readable = 0;
        int choseA = 0;
        int abstained = 0;
        for (Round round : rounds) {
            List<Vote> votes = round.votes();
            for (Vote vote : votes) {
                if (vote.choice() == Choice.ABSTAINED) {
                    abstained++;
                } else {
                    readable++;
                    choseA += vote.choseA() ? 1 : 0;
                }
            }
            for (int i = 0; i + 1 < votes.size(); i += 2) {
                Vote one = votes.get(i);
                Vote other = votes.get(i + 1);
                if (one.choice() != Choice.ABSTAINED
                        && other.choice() != Choice.ABSTAINED
                        && one.order() != other.order()) {
                    pairs++;
                    agreeing += one.choice() == other.choice() ? 1 : 0;
                }
            }
        }
        return new JudgeConsistency(pairs, agreeing, readable, choseA, abstained);
    }
}
