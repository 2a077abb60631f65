package io.github.spo4j.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.instruction.Exchange;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.instruction.TaggedReply;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.Calls;
import io.github.spo4j.model.Calls.Outcome;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.RoleModel;
import io.github.spo4j.run.Seed;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Lets a model vote, in waves, until the rule decides. */
final class VotingJudge implements Judge {

    private static final int ASKS = 2;

    private final RoleModel model;
    private final Calls calls;
    private final Instructions instructions;
    private final VotingRule rule;
    private final VoteSchedule schedule;
    private final Seed seed;

    VotingJudge(
            RoleModel model,
            Calls calls,
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

    @Override
    public Verdict judge(Comparison comparison) {
        if (comparison.candidate().equals(comparison.incumbent())) {
            return new Verdict(false, List.of());
        }
        List<Vote> votes = new ArrayList<>();
        while (votes.size() < rule.places()) {
            for (Outcome<Vote> outcome : wave(comparison, votes.size())) {
                votes.add(outcome.orThrow());
                Optional<Verdict> verdict = rule.decide(votes);
                if (verdict.isPresent()) {
                    return verdict.get(); // what was asked together and stands behind it decides nothing
                }
            }
        }
        throw new IllegalStateException("the last place always decides: " + votes);
    }

    private List<Outcome<Vote>> wave(Comparison comparison, int asked) {
        return calls.together(IntStream.rangeClosed(asked + 1, asked + waveSize(asked))
                .<Supplier<Vote>>mapToObj(place -> () -> vote(comparison, place))
                .toList());
    }

    private int waveSize(int asked) {
        if (rule == VotingRule.PAPER) {
            return rule.places();
        }
        return asked == 0 || schedule == VoteSchedule.FEWEST_WAITS ? 2 : 1;
    }

    private Vote vote(Comparison comparison, int place) {
        Order order = order(comparison.round(), place);
        List<Message> messages = List.of(Message.user(question(comparison, order)));
        List<Integer> seen =
                IntStream.range(0, comparison.questions().size()).boxed().toList();
        for (int ask = 0; ask < ASKS; ask++) {
            CallId id = new CallId(comparison.round(), Integer.toString(place), ask);
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

    /** Odd places have the round's first order and even ones the other; the paper throws a coin for each. */
    private Order order(int round, int place) {
        boolean coin = seed.coin("vote order", round, rule == VotingRule.PAPER ? place : 0);
        Order first = coin ? Order.CANDIDATE_FIRST : Order.INCUMBENT_FIRST;
        return rule == VotingRule.PAPER || place % 2 == 1 ? first : first.swapped();
    }

    private String question(Comparison comparison, Order order) {
        List<Exchange> candidate = exchanges(comparison, comparison.candidate());
        List<Exchange> incumbent = exchanges(comparison, comparison.incumbent());
        return order == Order.CANDIDATE_FIRST
                ? instructions.evaluate(comparison.requirements(), candidate, incumbent)
                : instructions.evaluate(comparison.requirements(), incumbent, candidate);
    }

    private static List<Exchange> exchanges(Comparison comparison, List<String> answers) {
        return IntStream.range(0, answers.size())
                .mapToObj(i -> Exchange.of(
                        comparison.questions().get(i).question(),
                        comparison.questions().get(i).variables(),
                        answers.get(i),
                        comparison.questions().get(i).answer()))
                .toList();
    }

    private static Vote.Choice whose(TaggedReply.Choice letter, Order order) {
        boolean candidate = (letter == TaggedReply.Choice.A) == (order == Order.CANDIDATE_FIRST);
        return candidate ? Vote.Choice.CANDIDATE : Vote.Choice.INCUMBENT;
    }
}
