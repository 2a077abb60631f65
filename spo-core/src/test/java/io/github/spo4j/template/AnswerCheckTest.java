package io.github.spo4j.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerCheckTest {

    @Nested
    class For_json {

        @ParameterizedTest
        @ValueSource(strings = {"{}", " [1, 2]\n", "\"a\"", "null", "1.50"})
        void is_kept_by_json_alone(String answer) {
            assertThat(AnswerCheck.json().isKeptBy(answer)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "{", "{} and more", "```json\n{}\n```", "{'a': 1}", "{\"a\": 1, \"a\": 2}"})
        void is_broken_by_anything_else(String answer) {
            assertThat(AnswerCheck.json().isKeptBy(answer)).isFalse();
        }

        @Test
        void bears_answers_that_nest_without_end() {
            assertThat(AnswerCheck.json().isKeptBy("[".repeat(1_000_000))).isFalse();
        }

        @Test
        void with_keys_wants_an_object_that_has_them_itself() {
            AnswerCheck keys = AnswerCheck.jsonKeys("a", "b: c");

            assertThat(keys.isKeptBy("{\"b: c\": null, \"a\": 1, \"d\": 2}")).isTrue();
            assertThat(keys.isKeptBy("{\"a\": {\"b: c\": 1}}")).isFalse();
            assertThat(keys.isKeptBy("[\"a\", \"b: c\"]")).isFalse();
            assertThat(keys.isKeptBy("a, b: c")).isFalse();
        }
    }

    @Nested
    class For_text {

        @Test
        void matches_the_whole_answer_but_for_white_space_around_it() {
            AnswerCheck digits = AnswerCheck.matches("[0-9]+");

            assertThat(digits.isKeptBy(" 42\n")).isTrue();
            assertThat(digits.isKeptBy("It is 42")).isFalse();
            assertThat(AnswerCheck.matches("(?s).*is 4.*").isKeptBy("Well:\nIt is 42"))
                    .isTrue();
        }

        @Test
        void contains_it_to_the_letter() {
            assertThat(AnswerCheck.contains("Yours,").isKeptBy("…\nYours, Anna"))
                    .isTrue();
            assertThat(AnswerCheck.contains("Yours,").isKeptBy("yours, Anna")).isFalse();
        }

        @Test
        void counts_words_as_a_template_s_limit_does() {
            AnswerCheck three = AnswerCheck.maxWords(3);

            assertThat(three.isKeptBy("That's well-known, Anna!")).isTrue();
            assertThat(three.isKeptBy("one two three four")).isFalse();
            assertThat(three.isKeptBy("你好吗？")).isTrue();
            assertThat(three.isKeptBy("你好你好")).isFalse();
            assertThat(three.isKeptBy("")).isTrue();
        }

        @Test
        void may_be_code() {
            AnswerCheck polite = AnswerCheck.of("polite", answer -> answer.contains("please"));

            assertThat(polite.isKeptBy("please")).isTrue();
            assertThat(polite.isKeptBy("now!")).isFalse();
            assertThat(polite).hasToString("own: polite");
        }
    }

    @Nested
    class A_regular_expression {

        @Test
        void that_would_look_for_ever_gives_up() {
            AnswerCheck endless = AnswerCheck.matches(".*.*.*.*.*.*b");

            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> assertThatIllegalStateException()
                            .isThrownBy(() -> endless.isKeptBy("a".repeat(100) + "c"))
                            .withMessageContaining("too much work for this answer; write a simpler one"));
        }

        @Test
        void that_overflows_the_stack_gives_up() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> AnswerCheck.matches("(a|b)*c").isKeptBy("ab".repeat(500_000)))
                    .withMessageContaining("too much work");
        }

        @Test
        void reads_long_answers_within_its_limit() {
            assertThat(AnswerCheck.matches("(?s).*the end").isKeptBy("word ".repeat(100_000) + "the end"))
                    .isTrue();
        }

        @Test
        void that_is_none_is_refused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AnswerCheck.matches("(a"))
                    .withMessage("this is no regular expression (Unclosed group near character 3)");
            assertThatIllegalArgumentException().isThrownBy(() -> AnswerCheck.matches("(".repeat(500_000)));
        }
    }

    static Stream<AnswerCheck> writable() {
        return Stream.of(
                AnswerCheck.json(),
                AnswerCheck.jsonKeys("a"),
                AnswerCheck.jsonKeys("a: b", "\"c\"", "名"),
                AnswerCheck.matches("a: (?<x>b)\n|\\d+"),
                AnswerCheck.contains(" : #x"),
                AnswerCheck.maxWords(Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("writable")
    void reads_back_from_its_text(AnswerCheck check) {
        assertThat(AnswerCheck.parse(check.text())).contains(check);
    }

    @Test
    void that_is_code_is_known_by_its_name_alone() {
        AnswerCheck own = AnswerCheck.of("polite: very", String::isEmpty);

        assertThat(own.text()).isEqualTo("own: polite: very");
        assertThat(AnswerCheck.parse(own.text())).isEmpty();
        assertThat(own).isEqualTo(AnswerCheck.of("polite: very", String::isBlank));
    }

    @Test
    void that_is_code_stands_in_no_template() {
        List<AnswerCheck> own = List.of(AnswerCheck.of("polite", String::isEmpty));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> QuestionAnswer.of("q").checks(own))
                .withMessage("the check polite is code, which no template can hold; give it to answerCheck(...)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IterationTemplate.builder().checks(own));
    }

    @Test
    void needs_what_it_checks_for() {
        assertThatIllegalArgumentException().isThrownBy(() -> AnswerCheck.contains(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> AnswerCheck.jsonKeys("a", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> AnswerCheck.of(" ", String::isEmpty));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnswerCheck.maxWords(0))
                .withMessage("maxWords must be at least 1: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnswerCheck.parse("max_word: 3"))
                .withMessage("no answer check is called max_word");
    }
}
