package io.github.spo4j.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VoteRulesTest {

    private static final List<Integer> ALL = List.of(0, 1, 2, 3, 4);

    private static AnswerSets sets() {
        TreeMap<Integer, String> candidate = new TreeMap<>();
        ALL.forEach(index -> candidate.put(index, "new " + index));
        return new AnswerSets(
                2,
                "Be good.",
                ALL.stream().map(index -> QuestionAnswer.of(index + "?")).toList(),
                ALL.stream().map(index -> "old " + index).toList(),
                candidate);
    }

    private static List<List<Integer>> shown(VoteRules rules) {
        return IntStream.rangeClosed(1, rules.rule().places())
                .mapToObj(place -> rules.shown(place, sets()))
                .toList();
    }

    @Test
    void places_3_and_4_show_the_questions_in_reverse_order_and_5_and_6_do_not() {
        List<Integer> reversed = List.of(4, 3, 2, 1, 0);
        assertThat(shown(new VoteRules(VotingRule.THOROUGH, true, null)))
                .containsExactly(ALL, ALL, reversed, reversed, ALL, ALL);
    }

    @Test
    void every_place_shows_them_in_order_in_runs_of_before() {
        assertThat(shown(new VoteRules(VotingRule.THOROUGH, false, null)))
                .containsExactly(ALL, ALL, ALL, ALL, ALL, ALL);
    }

    @Test
    void SPREAD_deals_them_out_in_turn() {
        VoteRules rules = new VoteRules(VotingRule.SPREAD, true, null);
        assertThat(rules.blocks(5)).containsExactly(List.of(0, 2, 4), List.of(1, 3));
        assertThat(shown(rules)).containsExactly(List.of(0, 2, 4), List.of(0, 2, 4), List.of(3, 1), List.of(3, 1));
    }
}
