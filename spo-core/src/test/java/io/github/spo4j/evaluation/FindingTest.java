package io.github.spo4j.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden values were computed with scipy and statsmodels. */
class FindingTest {

    private static final double ALPHA = 0.05;
    private static final double DIGITS = 5.1e-7;

    /** A row of a golden file, by the names in its first line. */
    record Row(Map<String, String> values) {

        String get(String name) {
            return requireNonNull(values.get(name), name);
        }
    }

    private static Stream<Row> rows(String file) throws IOException {
        try (InputStream in = requireNonNull(FindingTest.class.getResourceAsStream("/golden/" + file), file)) {
            List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
            String[] names = lines.get(0).split(",", -1);
            return lines.stream().skip(1).map(line -> {
                String[] values = line.split(",", -1);
                Map<String, String> row = new TreeMap<>();
                IntStream.range(0, names.length).forEach(i -> row.put(names[i], values[i]));
                return new Row(row);
            });
        }
    }

    static Stream<Row> heldOut() throws IOException {
        return rows("golden_heldout.csv");
    }

    static Stream<Row> scores() throws IOException {
        return rows("golden_scores.csv");
    }

    static Stream<Row> winsNeeded() throws IOException {
        return rows("golden_wins_needed.csv");
    }

    private static List<Integer> scores(int wins, int losses, int ties) {
        List<Integer> scores = new ArrayList<>(Collections.nCopies(wins, 1));
        scores.addAll(Collections.nCopies(losses, -1));
        scores.addAll(Collections.nCopies(ties, 0));
        return scores;
    }

    private static void expect(Finding found, Row row, int units, String net) {
        assertThat(found.verdict())
                .isEqualTo(
                        units < 5
                                ? ComparisonVerdict.TOO_FEW_QUESTIONS
                                : ComparisonVerdict.valueOf(row.get("verdict")));
        expect(found.pBetter(), row, "p_better");
        expect(found.pWorse(), row, "p_worse");
        expect(found.net(), row, net);
        expect(found.low(), row, "shown_lo");
        expect(found.high(), row, "shown_hi");
    }

    private static void expect(double value, Row row, String name) {
        assertThat(value).as("%s of %s", name, row).isCloseTo(Double.parseDouble(row.get(name)), within(DIGITS));
    }

    @ParameterizedTest
    @MethodSource("heldOut")
    void of_wins_and_losses_is_the_golden_one(Row row) {
        int n = Integer.parseInt(row.get("n"));
        List<Integer> scores = scores(
                Integer.parseInt(row.get("wins")),
                Integer.parseInt(row.get("losses")),
                Integer.parseInt(row.get("ties")));

        expect(Finding.of(scores, 1, ALPHA), row, n, "net");
        expect(ScoreInterval.of(scores, 1, ALPHA).low(), row, "lo90");
        expect(ScoreInterval.of(scores, 1, ALPHA).high(), row, "hi90");
    }

    @ParameterizedTest
    @MethodSource("scores")
    void of_scores_of_any_size_is_the_golden_one(Row row) {
        List<Integer> scores = Stream.of(row.get("scores").split(" ", -1))
                .map(Integer::valueOf)
                .toList();
        int largest = Integer.parseInt(row.get("unit"));

        expect(Finding.of(scores, largest, ALPHA), row, scores.size(), "mean");
        expect(ScoreInterval.of(scores, largest, ALPHA).low(), row, "lo90");
        expect(ScoreInterval.of(scores, largest, ALPHA).high(), row, "hi90");
    }

    @ParameterizedTest
    @MethodSource("winsNeeded")
    void needs_as_many_wins_as_the_golden_ones(Row row) {
        String needed = row.get("wins_needed");

        assertThat(SignFlipTest.winsNeeded(Integer.parseInt(row.get("decided")), ALPHA))
                .isEqualTo(needed.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(needed)));
    }

    @ParameterizedTest
    @CsvSource({"0.05, 5", "0.025, 6", "0.0125, 7"})
    void needs_more_units_at_a_smaller_alpha(double alpha, int least) {
        assertThat(Finding.of(scores(least, 0, 0), 1, alpha).verdict()).isEqualTo(ComparisonVerdict.BETTER);
        assertThat(Finding.of(scores(least - 1, 0, 0), 1, alpha).verdict())
                .isEqualTo(ComparisonVerdict.TOO_FEW_QUESTIONS);
    }

    @Test
    void has_an_interval_that_never_contradicts_the_word() {
        for (int wins = 0; wins <= 30; wins++) {
            for (int losses = 0; losses <= 30; losses++) {
                Finding found = Finding.of(scores(wins, losses, 3), 1, ALPHA);
                switch (found.verdict()) {
                    case BETTER -> assertThat(found.low()).isNotNegative();
                    case WORSE -> assertThat(found.high()).isNotPositive();
                    default -> assertThat(0.0).isBetween(found.low(), found.high());
                }
            }
        }
    }

    @Nested
    class Of_prompts_that_are_equally_good {

        /** Each decided question is as likely a win as a loss: summed over all numbers of ties and wins. */
        @ParameterizedTest
        @ValueSource(doubles = {0.05, 0.025, 0.0125})
        void is_better_in_no_more_cases_than_alpha_whatever_the_ties(double alpha) {
            double most = 0;
            for (int tens = 0; tens <= 19; tens++) {
                double half = (1 - tens * 0.05) / 2;
                for (int questions = 3; questions <= 100; questions++) {
                    most = Math.max(most, SignFlipTest.power(questions, half, half, alpha));
                }
            }

            assertThat(most).isPositive().isLessThanOrEqualTo(alpha);
        }
    }

    @Nested
    class Of_a_prompt_that_is_better {

        /** The judge flips a tenth of its votes. */
        private double found(int questions, double better) {
            return SignFlipTest.power(
                    questions, 0.81 * better + 0.01 * (1 - better), 0.81 * (1 - better) + 0.01 * better, ALPHA);
        }

        /** Enumerated apart from this program, in Python, with exact binomials. */
        @ParameterizedTest
        @CsvSource({
            "6, 4.4, 9.9, 20.1",
            "10, 6.7, 17.3, 37.4",
            "20, 14.3, 40.0, 74.4",
            "40, 24.7, 68.7, 96.4",
            "100, 50.7, 97.0, 100.0",
        })
        void is_found_as_often_as_was_enumerated(int questions, double six, double seven, double eight) {
            assertThat(100 * found(questions, 0.6)).isCloseTo(six, within(0.051));
            assertThat(100 * found(questions, 0.7)).isCloseTo(seven, within(0.051));
            assertThat(100 * found(questions, 0.8)).isCloseTo(eight, within(0.051));
        }

        @Test
        void by_seven_in_ten_of_60_is_found_in_85_of_100() {
            assertThat(found(60, 0.7)).isCloseTo(0.849, within(0.0005));
        }
    }
}
