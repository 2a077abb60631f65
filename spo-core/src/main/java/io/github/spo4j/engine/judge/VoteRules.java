package io.github.spo4j.engine.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a run votes. Immutable.
 *
 * @param rule how votes decide
 * @param reversing whether places 3 and 4 show the questions in reverse order: else they would send what places 1 and 2 sent,
 *     and a judge at a low temperature would repeat itself. False in runs of earlier versions
 * @param longer how many times as long as the incumbent's a candidate's answers may be without having to win all votes; null
 *     for any length
 */
public record VoteRules(
        VotingRule rule, boolean reversing, @Nullable Double longer) {

    /** With fewer a half would be a single question. */
    public static final int FEWEST_TO_SPREAD = 4;

    public VoteRules {
        requireNonNull(rule, "rule");
    }

    /**
     * The questions of a run in the order in which a candidate answers them.
     *
     * @param questions how many there are
     * @return one block, or two of which the second may not be needed; by index
     */
    public List<List<Integer>> blocks(int questions) {
        List<Integer> all = IntStream.range(0, questions).boxed().toList();
        if (rule != VotingRule.SPREAD) {
            return List.of(all);
        }
        return List.of(
                all.stream().filter(index -> index % 2 == 0).toList(),
                all.stream().filter(index -> index % 2 == 1).toList());
    }

    /** What a place shows. A second block on which both sides answered alike would tell nothing: then it is the first again. */
    List<Integer> shown(int place, AnswerSets sets) {
        List<List<Integer>> blocks = blocks(sets.questions().size());
        List<Integer> last = blocks.get(blocks.size() - 1);
        List<Integer> shown = place <= 2 || sets.areEqual(last) ? blocks.get(0) : last;
        return reversing && (place == 3 || place == 4) ? reversed(shown) : shown;
    }

    private static List<Integer> reversed(List<Integer> indexes) {
        List<Integer> reversed = new ArrayList<>(indexes);
        Collections.reverse(reversed);
        return List.copyOf(reversed);
    }

    /** How many votes can be asked for with the answers that are there. */
    int places(AnswerSets sets) {
        return sets.isComplete() ? rule.places() : 2;
    }

    /** The rule for these answers: much longer ones must win all votes. */
    VotingRule deciding(AnswerSets sets) {
        boolean isLong = longer != null && sets.isComplete() && sets.candidateIsLonger(longer);
        return isLong ? VotingRule.STRICT : rule;
    }

    /** How many votes are asked for together when some are there. */
    int wave(int votes, VoteSchedule schedule) {
        if (rule == VotingRule.PAPER) {
            return rule.places();
        }
        if (schedule == VoteSchedule.FEWEST_CALLS) {
            return votes == 0 ? 2 : 1;
        }
        boolean inPairs = rule == VotingRule.SPREAD || rule == VotingRule.THOROUGH;
        return inPairs ? 2 : votes == 0 ? 3 : 1;
    }
}
