package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.Round;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How good a prompt the rules find for the same calls, and how often they are fooled. Seeds count from 1. */
@Tag("thorough")
class VotingSimulationTest {

    private static final int RUNS = 1_000;

    /** The figures of a plain script of the same model, which finishes its last round whatever the calls are. */
    @ParameterizedTest(name = "{0}, {2} calls")
    @CsvSource({
        "BALANCED, 3, 62, 0.84, 15.3",
        "SPREAD, 4, 62, 0.87, 13.1",
        "BALANCED, 3, 120, 1.73, 10.2",
        "SPREAD, 4, 120, 1.85, 7.1"
    })
    void a_rule_finds_what_a_plain_script_of_the_model_finds(
            VotingRule rule, int questions, int calls, double quality, double below) {
        double[] ends = LongStream.rangeClosed(1, RUNS)
                .parallel()
                .mapToDouble(seed -> SimulatedSearch.quality(new SimulatedSearch(seed, 1)
                        .run(calls, questions)
                        .votingRule(rule)
                        .questions(QuestionDraw.all())
                        .budget(Budget.ofCalls(calls))
                        .build()
                        .optimize()
                        .bestPrompt()))
                .toArray();

        double mean = DoubleStream.of(ends).average().orElseThrow();
        double variance = DoubleStream.of(ends)
                .map(end -> (end - mean) * (end - mean))
                .average()
                .orElseThrow();
        double error = Math.sqrt(variance / RUNS);
        double percent = 100.0 * DoubleStream.of(ends).filter(end -> end < 0).count() / RUNS;
        double percentError = Math.sqrt(percent * (100 - percent) / RUNS);
        System.out.printf(
                "%s, %d calls: quality %.2f (standard error %.2f), %.1f %% below the start (%.1f)%n",
                rule, calls, mean, error, percent, percentError);
        assertThat(mean).isCloseTo(quality, Offset.offset(3 * error));
        assertThat(percent).isCloseTo(below, Offset.offset(3 * percentError));
    }

    @ParameterizedTest
    @CsvSource({"STRICT, 6.25", "BALANCED, 31.25", "SPREAD, 31.25"})
    void a_judge_without_an_opinion_promotes_this_part_of_the_candidates(VotingRule rule, double percent) {
        int rounds = 20;
        long promoted = LongStream.rangeClosed(1, RUNS)
                .parallel()
                .map(seed -> undecided(seed, rule, rounds).run().rounds().stream()
                        .skip(1)
                        .filter(Round::accepted)
                        .count())
                .sum();

        double found = 100.0 * promoted / RUNS / (rounds - 1);
        System.out.printf("%s: a judge without an opinion promotes %.2f %%%n", rule, found);
        double error = Math.sqrt(percent * (100 - percent) / RUNS / (rounds - 1));
        assertThat(found).isCloseTo(percent, Offset.offset(3 * error));
    }

    private static OptimizationResult undecided(long seed, VotingRule rule, int rounds) {
        SimulatedSearch search = new SimulatedSearch(seed, 1);
        Random coin = new Random(seed * 1_000_003);
        return search.run(rounds, 4)
                .evaluateWith(
                        request -> ModelReply.of("<choose>" + (coin.nextBoolean() ? "A" : "B") + "</choose>"),
                        ModelSettings.unset())
                .questions(QuestionDraw.all())
                .votingRule(rule)
                .build()
                .optimize();
    }
}
