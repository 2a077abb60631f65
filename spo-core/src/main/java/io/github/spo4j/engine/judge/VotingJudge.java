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
import io.github.spo4j.template.QuestionAnswer;
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
    private final VotingRule rule;
    private final VoteSchedule schedule;
    private final Seed seed;

    /**
     * The answers to compare.
     *
     * @param round the candidate's round
     * @param requirements what is required of the answers
     * @param questions the questions, with expected answers where there are any
     * @param incumbent the best answers so far, one a question
     * @param candidate the new answers, one a question
     */
    public record AnswerSets(
            int round,
            String requirements,
            List<QuestionAnswer> questions,
            List<String> incumbent,
            List<String> candidate) {

        public AnswerSets {
            requireNonNull(requirements, "requirements");
            questions = List.copyOf(questions);
            incumbent = List.copyOf(incumbent);
            candidate = List.copyOf(candidate);
            if (incumbent.size() != questions.size() || candidate.size() != questions.size()) {
                throw new IllegalArgumentException("there are " + questions.size() + " questions, but "
                        + incumbent.size() + " answers of the incumbent and " + candidate.size()
                        + " of the candidate");
            }
        }
    }

    /**
     * The decision: anything but a clear win of the candidate keeps the incumbent.
     *
     * @param accepted whether the candidate becomes the best prompt
     * @param votes the votes up to the one that decided, in place order
     * @param unread what the judge said, if none of these votes could be read; else null
     */
    public record Verdict(
            boolean accepted, List<Vote> votes, @Nullable Unread unread) {

        public Verdict {
            votes = List.copyOf(votes);
        }
    }

    private record Asked(Vote vote, @Nullable Unread unread) {}

    /**
     * A judge.
     *
     * @param model the judging model
     * @param calls runs votes together
     * @param instructions the words of the message
     * @param rule how votes decide
     * @param schedule how many votes are asked together
     * @param seed decides the orders
     */
    public VotingJudge(
            RoleModel model,
            ParallelCalls calls,
            Instructions instructions,
            VotingRule rule,
            VoteSchedule schedule,
            Seed seed) {
        this.model = requireNonNull(model, "model");
        this.calls = requireNonNull(calls, "calls");
        this.instructions = requireNonNull(instructions, "instructions");
        this.rule = requireNonNull(rule, "rule");
        this.schedule = requireNonNull(schedule, "schedule");
        this.seed = requireNonNull(seed, "seed");
    }

    /**
     * Compares two sets of answers to the same questions. Equal answers need no vote.
     *
     * @param sets what to compare
     * @return the verdict
     * @throws ModelException if a vote that matters could not be asked for, or the wait was interrupted
     */
    public Verdict judge(AnswerSets sets) {
        if (sets.candidate().equals(sets.incumbent())) {
            return new Verdict(false, List.of(), null);
        }
        List<Vote> votes = new ArrayList<>();
        Unread unread = null;
        while (votes.size() < rule.places()) {
            List<Outcome<Asked>> wave = wave(sets, votes.size());
            for (Outcome<Asked> outcome : wave) {
                ModelException failure = outcome.failure();
                if (failure != null && failure.kind() == ModelException.Kind.BUDGET_SPENT) {
                    ParallelCalls.throwReason(wave); // a vote that reached no server may have held what was left
                }
                Asked asked = outcome.orThrow();
                votes.add(asked.vote());
                unread = asked.unread() == null || unread != null ? unread : asked.unread();
                Optional<Vote.Choice> winner = rule.winner(votes);
                if (winner.isPresent()) { // later votes that were asked together decide nothing
                    boolean readable = votes.stream().anyMatch(vote -> vote.choice() != Vote.Choice.ABSTAINED);
                    return new Verdict(winner.get() == Vote.Choice.CANDIDATE, votes, readable ? null : unread);
                }
            }
        }
        throw new IllegalStateException("the last place always decides: " + votes);
    }

    private List<Outcome<Asked>> wave(AnswerSets sets, int asked) {
        return calls.together(IntStream.rangeClosed(asked + 1, asked + waveSize(asked))
                .<Supplier<Asked>>mapToObj(place -> () -> vote(sets, place))
                .toList());
    }

    private int waveSize(int asked) {
        if (rule == VotingRule.PAPER) {
            return rule.places();
        }
        return asked == 0 || schedule == VoteSchedule.FEWEST_WAITS ? 2 : 1;
    }

    private Asked vote(AnswerSets sets, int place) {
        Order order = order(sets.round(), place);
        List<Integer> seen = IntStream.range(0, sets.questions().size()).boxed().toList();
        VoteCaller.Cast cast = new VoteCaller(model, instructions, sets.requirements())
                .vote(
                        sets.round(),
                        Integer.toString(place),
                        order,
                        AnsweredQuestion.all(sets.questions(), sets.candidate()),
                        AnsweredQuestion.all(sets.questions(), sets.incumbent()));
        return new Asked(new Vote(place, order, seen, cast.choice(), cast.reason()), cast.unread());
    }

    /** Odd places have the round's first order and even ones the other; the paper tosses a coin for each. */
    private Order order(int round, int place) {
        boolean coin = seed.coin("vote order", round, rule == VotingRule.PAPER ? place : 0);
        Order first = coin ? Order.CANDIDATE_FIRST : Order.INCUMBENT_FIRST;
        return rule == VotingRule.PAPER || place % 2 == 1 ? first : first.swapped();
    }
}
