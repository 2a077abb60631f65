package io.github.spo4j.examples.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "abc, 3",
        "提示词, 6",
        "第 3 轮, 7",
        "e\u0301a, 2", // a combining accent
        "ｆｕｌｌ, 8",
        "한국어, 6",
        "\u1112\u1161\u11ab, 2", // the syllable 한 in three parts
        "カタカナ, 8",
        "。，、, 6",
        "\uD842\uDFB7, 2", // 𠮷, a surrogate pair
        "🙂, 2",
        "a\u200Db, 2"
    })
    void are_counted_as_a_terminal_shows_them(String line, int width) {
        assertThat(Columns.width(line)).isEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({
        "abcdef, 6, abcdef",
        "abcdef, 5, abcd…",
        "提示词模板, 10, 提示词模板",
        "提示词模板, 9, 提示词模…",
        "提示词模板, 8, 提示词…", // half a character is none
        "ae\u0301b, 2, a…",
        "e\u0301bc, 2, e\u0301…",
        "\uD842\uDFB7\uD842\uDFB7, 3, \uD842\uDFB7…",
        "abc, 1, …",
        "abc, 0, ''"
    })
    void are_cut_between_characters(String line, int columns, String cut) {
        assertThat(Columns.cut(line, columns)).isEqualTo(cut);
    }

    @Test
    void what_is_joined_stays_together() {
        String family = "👩\u200D👧";

        assertThat(Columns.cut(family + family, 5)).isEqualTo(family + "…");
        assertThat(Columns.cut(family + "ab", 4)).isEqualTo("…");
    }

    @Test
    void are_filled_up() {
        assertThat(Columns.padded("采纳", 6)).isEqualTo("采纳  ");
        assertThat(Columns.right("采纳", 6)).isEqualTo("  采纳");
        assertThat(Columns.padded("未采纳", 4)).isEqualTo("未采纳");
    }

    /** Whatever the text, what is left fits and is well-formed. */
    @Test
    void are_never_more_than_there_is_room_for() {
        long seed = 20261125;
        Random random = new Random(seed);
        String[] pieces = {"a", "é", "e\u0301", "词", "𠮷", "🙂", "\u200D", "\u0301", "ｆ", " ", "\t", "한"};
        for (int i = 0; i < 10_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                line.append(pieces[random.nextInt(pieces.length)]);
            }
            int columns = random.nextInt(25);

            String cut = Columns.cut(line.toString(), columns);

            assertThat(Columns.width(cut)).as("seed %d, %s", seed, line).isLessThanOrEqualTo(columns);
            assertThat(cut.codePoints()).noneMatch(character -> character >= 0xD800 && character <= 0xDFFF);
        }
    }
}
