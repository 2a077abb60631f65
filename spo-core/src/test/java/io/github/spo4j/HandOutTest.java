package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.evaluation.HandOut;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a run hands out a prompt that is truly worse than its start. Seeds count from 1. */
@Tag("thorough")
class HandOutTest {

    private static final int RUNS = 2_000;
    private static final int ROUNDS = 9;

    /** In percent, and the mean quality. */
    private record Outcome(double below, double quality) {}

    private static Outcome outcome(double ground, int questions, HandOut rule) {
        double[] ends = LongStream.rangeClosed(1, RUNS)
                .parallel()
                .mapToObj(seed -> new SimulatedSearch(seed, ground)
                        .run(ROUNDS, questions)
                        .handOut(rule)
                        .build()
                        .optimize())
                .mapToDouble(result -> SimulatedSearch.quality(result.bestPrompt()))
                .toArray();
        double below = 0;
        double sum = 0;
        for (double end : ends) {
            below += end < 0 ? 100.0 / RUNS : 0;
            sum += end;
        }
        Outcome outcome = new Outcome(below, sum / RUNS);
        System.out.printf("ground %.0f, %d questions, %s: %s%n", ground, questions, rule, outcome);
        return outcome;
    }

    @Test
    void without_held_out_questions_it_is_one_run_in_seven() {
        assertThat(outcome(1, 3, HandOut.AHEAD).below()).isBetween(12.5, 17.0);
    }

    @Test
    void by_the_usual_rule_it_is_fewer_than_one_in_twenty_where_edits_matter() {
        assertThat(outcome(1, 9, HandOut.AHEAD).below()).isLessThan(5);
    }

    @ParameterizedTest
    @CsvSource({"1", "4", "8"})
    void by_the_strict_rule_it_is_fewer_than_one_in_a_hundred_also_where_they_hardly_do(double ground) {
        assertThat(outcome(ground, 9, HandOut.ONLY_IF_BETTER).below()).isLessThan(1);
    }
}
