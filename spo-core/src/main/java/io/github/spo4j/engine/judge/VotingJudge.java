package io.github.spo4j.engine.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.ParallelCalls.Outcome;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.internal.Seed;
import io.github.spo4j.internal.TaggedReply;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Order;
import io.github.spo4j.template.QuestionAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Lets a model vote, in waves, until the rule decides whether a candidate's answers are better. Thread-safe. */
public final class VotingJudge {

    private static final int ASKS = 2;

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
     */
    public record Verdict(boolean accepted, List<Vote> votes) {

        public Verdict {
            votes = List.copyOf(votes);
        }
    }

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
            return new Verdict(false, List.of());
        }
        List<Vote> votes = new ArrayList<>();
        while (votes.size() < rule.places()) {
            for (Outcome<Vote> outcome : wave(sets, votes.size())) {
                votes.add(outcome.orThrow());
                Optional<Vote.Choice> winner = rule.winner(votes);
                if (winner.isPresent()) { // later votes that were asked together decide nothing
                    return new Verdict(winner.get() == Vote.Choice.CANDIDATE, votes);
                }
            }
        }
        throw new IllegalStateException("the last place always decides: " + votes);
    }

    private List<Outcome<Vote>> wave(AnswerSets sets, int asked) {
        return calls.together(IntStream.rangeClosed(asked + 1, asked + waveSize(asked))
                .<Supplier<Vote>>mapToObj(place -> () -> vote(sets, place))
                .toList());
    }

    private int waveSize(int asked) {
        if (rule == VotingRule.PAPER) {
            return rule.places();
        }
        return asked == 0 || schedule == VoteSchedule.FEWEST_WAITS ? 2 : 1;
    }

    private Vote vote(AnswerSets sets, int place) {
        Order order = order(sets.round(), place);
        List<Message> messages = List.of(Message.user(question(sets, order)));
        List<Integer> seen = IntStream.range(0, sets.questions().size()).boxed().toList();
        for (int ask = 0; ask < ASKS; ask++) {
            CallId id = new CallId(sets.round(), Integer.toString(place), ask);
            Optional<TaggedReply.Choice> choice = ask(id, messages);
            if (choice.isPresent()) {
                return new Vote(place, order, seen, whose(choice.get(), order));
            }
        }
        return new Vote(place, order, seen, Vote.Choice.ABSTAINED);
    }

    private Optional<TaggedReply.Choice> ask(CallId id, List<Message> messages) {
        try {
            return Optional.ofNullable(
                    TaggedReply.of(model.ask(id, messages).text()).choice());
        } catch (ModelException e) {
            if (e.isNoUsableReply()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Odd places have the round's first order and even ones the other; the paper tosses a coin for each. */
    private Order order(int round, int place) {
        boolean coin = seed.coin("vote order", round, rule == VotingRule.PAPER ? place : 0);
        Order first = coin ? Order.CANDIDATE_FIRST : Order.INCUMBENT_FIRST;
        return rule == VotingRule.PAPER || place % 2 == 1 ? first : first.swapped();
    }

    private String question(AnswerSets sets, Order order) {
        JudgeMessage message = new JudgeMessage(instructions, sets.requirements());
        List<AnsweredQuestion> candidate = AnsweredQuestion.all(sets.questions(), sets.candidate());
        List<AnsweredQuestion> incumbent = AnsweredQuestion.all(sets.questions(), sets.incumbent());
        return order == Order.CANDIDATE_FIRST ? message.text(candidate, incumbent) : message.text(incumbent, candidate);
    }

    private static Vote.Choice whose(TaggedReply.Choice letter, Order order) {
        boolean candidate = (letter == TaggedReply.Choice.A) == (order == Order.CANDIDATE_FIRST);
        return candidate ? Vote.Choice.CANDIDATE : Vote.Choice.INCUMBENT;
    }
}
