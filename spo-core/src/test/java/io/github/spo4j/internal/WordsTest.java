package io.github.spo4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordsTest {

    private static final String UNSPACED = "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}";
    private static final String SPACED = "[\\p{L}\\p{M}\\p{N}&&[^" + UNSPACED + "]]++";

    /** What a word is, in one expression. */
    private static final Pattern WORD = Pattern.compile("[" + UNSPACED + "]|" + SPACED + "(?:['’-]" + SPACED + ")*+");

    private static final List<String> PIECES = List.of(
            "a", "Zß", "é", "e\u0301", "7", "½", "'", "’", "-", "--", " ", "\n", ".", "_", "漢", "字", "か", "ｶ", "ー", "々",
            "〇", "한", "𠀀", "𝒳", "\uD800", "😀", "\u200D", "ก", "و");

    @Test
    void are_those_of_the_expression_in_any_text() {
        for (long seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }

            assertThat(Words.of(text.toString()))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(
                            WORD.matcher(text).results().map(MatchResult::group).toList());
        }
    }

    @Test
    void of_one_character_are_those_of_scripts_without_spaces() {
        assertThat(List.of("漢", "か", "𠀀")).allMatch(Words::isCharacter);
        assertThat(List.of("a", "한", "漢字", "7")).noneMatch(Words::isCharacter);
    }
}
