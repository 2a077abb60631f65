package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.model.Cost;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.run.OptimizationListener.Phase;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunStatusTest {

    private static final RunUsage USAGE = RunUsage.NONE.plus(
            ModelRole.EXECUTE,
            new RoleUsage(
                    41,
                    TokenUsage.of(11_000, 1_345),
                    TokenUsage.of(11_000, 1_345),
                    Optional.of(new Cost(new BigDecimal("0.0213"), new BigDecimal("0.0213")))));

    private static RunStatus status(Words words, int round, Phase phase, RunUsage usage, int timed) {
        UsageText usages = new UsageText(words, words.say("usage.dollars"));
        return new RunStatus(words, usages, round, 10, phase, usage, timed, timed * seconds(20), seconds(100));
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "120 ! [====>     ] round 5 of 10, judging | calls: 41 | tokens: 12,345 | cost: 0.0213 US dollars | about 1:50 min left",
                "100 ! [====>     ] round 5 of 10, judging | calls: 41 | cost: 0.0213 US dollars | about 1:50 min left",
                "80 ! [====>     ] round 5 of 10, judging | calls: 41 | about 1:50 min left",
                "60 ! [====>     ] round 5 of 10, judging | about 1:50 min left",
                "50 ! [====>     ] round 5 of 10, judging",
                "30 ! round 5 of 10, judging",
                "20 ! round 5 of 10, judg…"
            })
    void says_as_much_as_there_is_room_for(int columns, String line) {
        RunStatus status = status(Words.english(), 5, Phase.JUDGE, USAGE, 3);

        assertThat(status.line(seconds(110), columns)).isEqualTo(line);
    }

    @Test
    void says_it_in_chinese() {
        assertThat(status(Words.chinese(), 5, Phase.PROPOSE, USAGE, 3).line(seconds(110), 120))
                .isEqualTo("[====>     ] 第 5/10 轮，改写中 | 调用 41 次 | 用 12,345 个 token | 花费 0.0213 美元 | 大约还要 1 分 50 秒");
    }

    @Test
    void says_nothing_of_what_it_does_not_know() {
        RunUsage unknown = RunUsage.NONE.plus(
                ModelRole.EXECUTE, new RoleUsage(2, TokenUsage.UNKNOWN, TokenUsage.UNKNOWN, Optional.empty()));

        assertThat(status(Words.english(), 1, Phase.ANSWER, unknown, 0).line(seconds(110), 100))
                .isEqualTo("[>         ] round 1 of 10, answering | calls: 2");
    }

    @ParameterizedTest
    @CsvSource({"105, 1:55 min", "119, 1:41 min", "219, 0:01 min", "3700, ''"})
    void takes_the_other_rounds_for_what_is_left(int now, String left) {
        String line = status(Words.english(), 5, Phase.ANSWER, USAGE, 3).line(seconds(now), 200);

        if (left.isEmpty()) {
            assertThat(line).doesNotContain("left"); // it takes longer than any before
        } else {
            assertThat(line).endsWith("about " + left + " left");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, [>         ]", "0.5, [=====>    ]", "0.99, [=========>]", "1, [==========]", "1.5, [==========]"})
    void has_a_bar_of_one_length(double done, String bar) {
        assertThat(LiveText.bar(done)).isEqualTo(bar);
    }
}
