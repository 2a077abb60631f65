package io.github.spo4j.engine.evaluation;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.evaluation.ComparisonWork.Side;
import io.github.spo4j.engine.judge.OwnJudge;
import io.github.spo4j.evaluation.ComparedQuestion.Outcome;
import io.github.spo4j.judge.Judge;
import java.util.ArrayList;
import java.util.List;

/** Asks the user's own judge twice about each question: whether it would change to the new answer, and whether back. */
public final class OwnJudgedPairs implements PairJudge {

    private final OwnJudge judge;
    private final String requirements;
    private int decided;

    /**
     * A judge of the user's own.
     *
     * @param judge the judge
     * @param requirements what is required of the answers
     */
    public OwnJudgedPairs(Judge judge, String requirements) {
        this.judge = new OwnJudge(judge);
        this.requirements = requireNonNull(requirements, "requirements");
    }

    @Override
    public List<Decision> decide(Side candidate, List<Pair> pairs) {
        decided = 0;
        List<Decision> decisions = new ArrayList<>();
        for (Pair pair : pairs) {
            decisions.add(new Decision(List.of(), List.of(), outcome(pair)));
            decided++;
        }
        return decisions;
    }

    @Override
    public int decided() {
        return decided;
    }

    private Outcome outcome(Pair pair) {
        boolean takesNew = accepts(pair, pair.old(), pair.candidate());
        boolean takesOld = accepts(pair, pair.candidate(), pair.old());
        return takesNew == takesOld ? Outcome.TIE : takesNew ? Outcome.WIN : Outcome.LOSS;
    }

    private boolean accepts(Pair pair, String incumbent, String candidate) {
        return judge.accepts(
                "on question " + (pair.asked().index() + 1),
                new Judge.Comparison(
                        requirements, List.of(pair.asked().question()), List.of(incumbent), List.of(candidate)));
    }
}
