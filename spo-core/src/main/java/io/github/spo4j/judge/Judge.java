package io.github.spo4j.judge;

import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.model.Calls;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.RoleModel;
import io.github.spo4j.run.Seed;

/** Decides whether a candidate's answers are better than the incumbent's. */
@FunctionalInterface
public interface Judge {

    /**
     * A judge that lets a model vote.
     *
     * @param model whom to ask
     * @param calls on which threads
     * @param instructions in which words
     * @param rule how votes decide
     * @param schedule how many votes are asked together
     * @param seed where the orders come from
     * @return the judge; thread-safe
     */
    static Judge byVote(
            RoleModel model,
            Calls calls,
            Instructions instructions,
            VotingRule rule,
            VoteSchedule schedule,
            Seed seed) {
        return new VotingJudge(model, calls, instructions, rule, schedule, seed);
    }

    /**
     * Compares two sets of answers to the same questions.
     *
     * @param comparison what to compare
     * @return the verdict: anything but a clear win of the candidate keeps the incumbent
     * @throws ModelException if a vote that matters could not be asked for, or the wait was interrupted
     */
    Verdict judge(Comparison comparison);
}
