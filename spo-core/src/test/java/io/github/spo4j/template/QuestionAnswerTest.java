package io.github.spo4j.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionAnswerTest {

    @Test
    void keeps_question_and_answer_as_given() {
        QuestionAnswer pair = QuestionAnswer.of(" What?\n", " That. ");

        assertThat(pair.question()).isEqualTo(" What?\n");
        assertThat(pair.answer()).isEqualTo(" That. ");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\n\t", "\u3000", "\u00a0", "\u200b"})
    void takes_no_answer_and_a_blank_answer_for_none(String answer) {
        assertThat(QuestionAnswer.of("What?", answer).answer()).isNull();
        assertThat(QuestionAnswer.of("What?", answer)).isEqualTo(QuestionAnswer.of("What?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "\u2060"})
    void takes_a_blank_question_for_none(String question) {
        assertThat(QuestionAnswer.of(question).question()).isEmpty();
        assertThat(QuestionAnswer.of(question, "a")).isEqualTo(QuestionAnswer.of("", "a"));
    }

    @Test
    void refuses_half_of_a_surrogate_pair() {
        assertThatThrownBy(() -> QuestionAnswer.of("a\ud83d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("question holds half of a surrogate pair");
        assertThatThrownBy(() -> QuestionAnswer.of("a", "\ude00b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("answer holds half of a surrogate pair");
        assertThatThrownBy(() -> QuestionAnswer.of("a").variables(Map.of("x", "\ud83d")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the variable x holds half of a surrogate pair");
    }

    @Test
    void keeps_variables_in_the_order_of_their_names() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("客户", "Anna");
        values.put("a.b-c_1", "");
        QuestionAnswer pair = QuestionAnswer.of("What?", "That.").variables(values);
        values.clear();

        assertThat(pair.variables()).containsExactly(entry("a.b-c_1", ""), entry("客户", "Anna"));
        assertThat(pair.answer()).isEqualTo("That.");
        assertThat(pair).hasToString("QuestionAnswer[question=\"What?\", answer=\"That.\", variables=[a.b-c_1, 客户]]");
        assertThat(pair).isNotEqualTo(pair.variables(Map.of())).isNotEqualTo(QuestionAnswer.of("What?", "That."));
        assertThat(pair.variables(Map.of())).isEqualTo(QuestionAnswer.of("What?", "That."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1a", "a b", "{a}", "-a", "a\n"})
    void refuses_a_variable_that_no_slot_can_have(String name) {
        assertThatThrownBy(() -> QuestionAnswer.of("What?").variables(Map.of(name, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no slot can have the name");
    }

    @Test
    void is_equal_by_content() {
        assertThat(QuestionAnswer.of("a", "b"))
                .isEqualTo(QuestionAnswer.of("a", "b"))
                .hasSameHashCodeAs(QuestionAnswer.of("a", "b"))
                .isNotEqualTo(QuestionAnswer.of("a", "c"))
                .isNotEqualTo(QuestionAnswer.of("a"))
                .isNotEqualTo(QuestionAnswer.of("c", "b"))
                .isNotEqualTo("a");
    }

    @Test
    void shows_at_most_a_short_part_of_each_text() {
        assertThat(QuestionAnswer.of("q".repeat(1000), "a\nb"))
                .hasToString("QuestionAnswer[question=\"" + "q".repeat(40) + "…\", answer=\"a b\"]");
        assertThat(QuestionAnswer.of("q")).hasToString("QuestionAnswer[question=\"q\", answer=none]");
    }
}
