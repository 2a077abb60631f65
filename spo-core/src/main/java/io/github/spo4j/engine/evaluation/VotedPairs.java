package io.github.spo4j.engine.evaluation;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.evaluation.ComparisonWork.Side;
import io.github.spo4j.engine.judge.AnsweredQuestion;
import io.github.spo4j.engine.judge.VoteCaller;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.ParallelCalls.Outcome;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Order;
import io.github.spo4j.template.QuestionAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Lets a model vote twice on each question, once in each order. */
public final class VotedPairs implements PairJudge {

    private static final int VOTES = 2;

    private final VoteCaller votes;
    private final ParallelCalls calls;
    private int decided;

    /**
     * A judge that votes.
     *
     * @param votes lets the judging model vote
     * @param calls runs votes together
     */
    public VotedPairs(VoteCaller votes, ParallelCalls calls) {
        this.votes = requireNonNull(votes, "votes");
        this.calls = requireNonNull(calls, "calls");
    }

    @Override
    public List<Decision> decide(Side candidate, List<Pair> pairs) {
        List<Supplier<VoteCaller.Cast>> voting = new ArrayList<>();
        for (Pair pair : pairs) {
            for (int place = 1; place <= VOTES; place++) {
                int at = place;
                voting.add(() -> vote(candidate, pair, at));
            }
        }
        decided = 0;
        List<VoteCaller.Cast> cast = cast(calls.together(voting));
        return IntStream.range(0, pairs.size())
                .mapToObj(i -> decision(pairs.get(i), cast.subList(VOTES * i, VOTES * (i + 1))))
                .toList();
    }

    private List<VoteCaller.Cast> cast(List<Outcome<VoteCaller.Cast>> voted) {
        for (int i = 0; i < voted.size(); i += VOTES) {
            boolean all = voted.subList(i, i + VOTES).stream().allMatch(vote -> vote.value() != null);
            decided += all ? 1 : 0;
        }
        ParallelCalls.throwReason(voted);
        return voted.stream().map(Outcome::orThrow).toList();
    }

    @Override
    public int decided() {
        return decided;
    }

    private static Decision decision(Pair pair, List<VoteCaller.Cast> cast) {
        List<Vote> all = new ArrayList<>();
        for (int place = 1; place <= VOTES; place++) {
            List<Integer> seen = List.of(pair.asked().index());
            VoteCaller.Cast vote = cast.get(place - 1);
            all.add(new Vote(place, order(place), seen, vote.choice(), vote.reason()));
        }
        return new Decision(all, cast.stream().map(VoteCaller.Cast::words).toList(), null);
    }

    private static Order order(int place) {
        return place == 1 ? Order.CANDIDATE_FIRST : Order.INCUMBENT_FIRST;
    }

    private VoteCaller.Cast vote(Side candidate, Pair pair, int place) {
        List<QuestionAnswer> asked = List.of(pair.asked().question());
        return votes.vote(
                ComparisonWork.ROUND,
                ComparisonWork.item(candidate, pair.asked()) + ":" + place,
                order(place),
                AnsweredQuestion.all(asked, List.of(pair.candidate())),
                AnsweredQuestion.all(asked, List.of(pair.old())));
    }
}
