package io.github.spo4j.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptSlotsTest {

    private static List<String> marks(String prompt) {
        return PromptSlots.of(prompt).slots().stream()
                .map(PromptSlots.Slot::mark)
                .toList();
    }

    @Nested
    class A_slot {

        static Stream<Arguments> slots() {
            return Stream.of(
                    argumentSet("double", "a {{x}} b", "{{x}}", "a 1 b"),
                    argumentSet("double with blanks", "a {{ x\t}} b", "{{ x\t}}", "a 1 b"),
                    argumentSet("dollar", "a ${x} b", "${x}", "a 1 b"),
                    argumentSet("dollar with blanks", "a ${ x } b", "${ x }", "a 1 b"),
                    argumentSet("single", "a {x} b", "{x}", "a 1 b"),
                    argumentSet("price in front", "${{x}} b", "{{x}}", "$1 b"),
                    argumentSet("escaped dollar", "$${x}", "$${x}", "$1"),
                    argumentSet("backslash", "\\{x} \\{{x}}", "\\{x}|\\{{x}}", "\\1 \\1"),
                    argumentSet("triple", "{{{x}}}", "{{{x}}}", "{1}"),
                    argumentSet("end of an object", "{\"a\": {{x}}}", "{{x}}", "{\"a\": 1}"),
                    argumentSet("single at the end of an object", "{\"a\":{x}}", "{x}", "{\"a\":1}"),
                    argumentSet("a brace too many", "{{x}", "{x}", "{1"),
                    argumentSet("two in a row", "{x}{x}", "{x}|{x}", "11"));
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("slots")
        void is_known_by_its_mark_and_filled(String prompt, String marks, String filled) {
            assertThat(String.join("|", marks(prompt))).isEqualTo(marks);
            assertThat(PromptSlots.of(prompt).fill(Map.of("x", "1"))).isEqualTo(filled);
        }

        @ParameterizedTest
        @ValueSource(strings = {"客户", "name_2", "user.first-name", "été", "_", "चर"})
        void may_have_a_name_in_any_script(String name) {
            assertThat(PromptSlots.of("{{" + name + "}} ${" + name + "} {" + name + "}")
                            .fill(Map.of(name, "v")))
                    .isEqualTo("v v v");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"name\": 1}",
                    "{ name }",
                    "{}",
                    "{{}}",
                    "{1}",
                    "{a b}",
                    "{{#if a}}",
                    "{name:>10}",
                    "${",
                    "$x",
                    "{{a\n}}",
                    "{a, b}",
                    "%s",
                    "[name]"
                })
        void is_not_everything_in_braces(String text) {
            assertThat(marks(text)).isEmpty();
            assertThat(PromptSlots.of(text).fill(Map.of("name", "v", "a", "v", "x", "v")))
                    .isEqualTo(text);
        }
    }

    @Nested
    class Filling {

        @Test
        void is_one_pass() {
            assertThat(PromptSlots.of("{{a}} {b} ${c}")
                            .fill(Map.of("a", "{{b}} {b} ${c} $1 \\", "b", "{{a}}", "c", "{a}")))
                    .isEqualTo("{{b}} {b} ${c} $1 \\ {{a}} {a}");
        }

        @Test
        void leaves_what_has_no_value() {
            PromptSlots slots = PromptSlots.of("{{a}}, {b}, {{a}} and ${c}");

            assertThat(slots.fill(Map.of("b", "", "other", "x"))).isEqualTo("{{a}}, , {{a}} and ${c}");
            assertThat(slots.names()).containsExactly("a", "b", "c");
            assertThat(slots.missing(Map.of("b", "", "other", "x"))).containsExactly("a", "c");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "\\", "$", "{{", "{ ", "{a", "<a ", "<a b=", "<a b=\"", "}", "{a}", "\\{", "${"})
    @Timeout(10)
    void long_runs_take_no_time(String piece) {
        PromptSlots slots = PromptSlots.of(piece.repeat(100_000));

        assertThat(slots.slots().size() + slots.tags().size()).isIn(0, 100_000);
    }

    @Test
    void tags_have_a_name_between_angles() {
        assertThat(PromptSlots.of("<a> 1 < 2 > 1 </a><b-c x=\"1>0\" y=2/> <文本> x <y z> <https://x.y> List<String>")
                        .tags())
                .containsExactly("<a>", "</a>", "<b-c x=\"1>0\" y=2/>", "<文本>", "<String>");
    }
}
