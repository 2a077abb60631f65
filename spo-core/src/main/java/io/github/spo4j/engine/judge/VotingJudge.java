package io.github.spo4j.engine.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.judge.VoteCaller.Unread;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.ParallelCalls.Outcome;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.internal.Seed;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lets a model vote, in waves, until the rule decides whether a candidate's answers are better. Thread-safe. */
public final class VotingJudge {

    private final RoleModel model;
    private final ParallelCalls calls;
    private final Instructions instructions;
    private final VoteRules rules;
    private final VoteSchedule schedule;
    private final Seed seed;

    /**
     * The decision: anything but a clear win of the candidate keeps the incumbent.
     *
     * @param isOpen whether it takes the candidate's answers to more questions
     * @param accepted whether the candidate becomes the best prompt
     * @param votes the votes up to the one that decided, in place order
     * @param unread what the judge said, if none of these votes could be read; else null
     */
    public record Verdict(
            boolean isOpen,
            boolean accepted,
            List<Vote> votes,
            @Nullable Unread unread) {

        /** Nobody has voted yet. */
        public static final Verdict NONE = new Verdict(true, false, List.of(), null);

        public Verdict {
            votes = List.copyOf(votes);
        }

        /** A decision without a vote. */
        static Verdict withoutVotes(boolean accepted) {
            return new Verdict(false, accepted, List.of(), null);
        }
    }

    private record Asked(Vote vote, @Nullable Unread unread) {}

    /**
     * A judge.
     *
     * @param model the judging model
     * @param calls runs votes together
     * @param instructions the words of the message
     * @param rules how votes decide
     * @param schedule how many votes are asked together
     * @param seed decides the orders
     */
    public VotingJudge(
            RoleModel model,
            ParallelCalls calls,
            Instructions instructions,
            VoteRules rules,
            VoteSchedule schedule,
            Seed seed) {
        this.model = requireNonNull(model, "model");
        this.calls = requireNonNull(calls, "calls");
        this.instructions = requireNonNull(instructions, "instructions");
        this.rules = requireNonNull(rules, "rules");
        this.schedule = requireNonNull(schedule, "schedule");
        this.seed = requireNonNull(seed, "seed");
    }

    /**
     * Compares two sets of answers to the same questions. Equal answers need no vote.
     *
     * @param sets what to compare
     * @param before what was found with the candidate's answers to fewer questions; {@link Verdict#NONE} at first
     * @return the verdict; open only if the candidate has not answered all questions
     * @throws ModelException if a vote that matters could not be asked for, or the wait was interrupted
     */
    public Verdict judge(AnswerSets sets, Verdict before) {
        if (sets.areEqual()) {
            return Verdict.withoutVotes(false);
        }
        VotingRule rule = rules.deciding(sets);
        List<Vote> votes = new ArrayList<>(before.votes());
        Unread unread = before.unread();
        Optional<Vote.Choice> winner = rule.winner(votes);
        while (winner.isEmpty() && votes.size() < rules.places(sets)) {
            List<Outcome<Asked>> wave = wave(sets, votes.size());
            for (int i = 0;
                    i < wave.size() && winner.isEmpty();
                    i++) { // what comes behind the deciding one decides nothing
                Asked asked = asked(wave.get(i), wave);
                votes.add(asked.vote());
                unread = unread == null ? asked.unread() : unread;
                winner = rule.winner(votes);
            }
        }
        boolean readable = votes.stream().anyMatch(vote -> vote.choice() != Vote.Choice.ABSTAINED);
        boolean accepted = winner.equals(Optional.of(Vote.Choice.CANDIDATE));
        return new Verdict(winner.isEmpty(), accepted, votes, readable ? null : unread);
    }

    private static Asked asked(Outcome<Asked> outcome, List<Outcome<Asked>> wave) {
        ModelException failure = outcome.failure();
        if (failure != null && failure.kind() == ModelException.Kind.BUDGET_SPENT) {
            ParallelCalls.throwReason(wave); // a vote that reached no server may have held what was left
        }
        return outcome.orThrow();
    }

    private List<Outcome<Asked>> wave(AnswerSets sets, int asked) {
        int last = Math.min(asked + rules.wave(asked, schedule), rules.places(sets));
        return calls.together(IntStream.rangeClosed(asked + 1, last)
                .<Supplier<Asked>>mapToObj(place -> () -> vote(sets, place))
                .toList());
    }

    private Asked vote(AnswerSets sets, int place) {
        Order order = order(sets.round(), place);
        List<Integer> shown = rules.shown(place, sets);
        VoteCaller.Cast cast = new VoteCaller(model, instructions, sets.requirements())
                .vote(sets.round(), Integer.toString(place), order, sets.ofCandidate(shown), sets.ofIncumbent(shown));
        return new Asked(new Vote(place, order, shown, cast.choice(), cast.reason()), cast.unread());
    }

    /** Odd places have the round's first order and even ones the other; the paper tosses a coin for each. */
    private Order order(int round, int place) {
        boolean isPaper = rules.rule() == VotingRule.PAPER;
        boolean coin = seed.coin("vote order", round, isPaper ? place : 0);
        Order first = coin ? Order.CANDIDATE_FIRST : Order.INCUMBENT_FIRST;
        return isPaper || place % 2 == 1 ? first : first.swapped();
    }
}
