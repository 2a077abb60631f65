package io.github.spo4j.examples.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordDiffTest {

    @Test
    void marks_words_that_went_and_came() {
        assertThat(WordDiff.between("Write a poem.", "Write a short poem.")).isEqualTo("Write a {+short +}poem.");
        assertThat(WordDiff.between("Be brief", "Be long")).isEqualTo("Be [-brief-]{+long+}");
        assertThat(WordDiff.between("a b c", "a c")).isEqualTo("a [-b -]c");
    }

    @Test
    void compares_Chinese_by_character() {
        assertThat(WordDiff.between("写一首诗。", "写一首短诗。")).isEqualTo("写一首{+短+}诗。");
    }

    @Test
    void leaves_equal_text_as_it_is() {
        assertThat(WordDiff.between("same\ntext\n", "same\ntext\n")).isEqualTo("same\ntext\n");
    }
}
