package io.github.spo4j.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    class What_only_an_application_fills {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{{ shop | upper }}",
                    "{{ customer.name|default('friend') }}",
                    "{{ items[0] }}",
                    "{{fn(x)}}",
                    "{{ \"x\" }}",
                    "{{$json.body}}",
                    "{{#if vip}}",
                    "{{/if}}",
                    "{{else if x}}",
                    "{{> partial}}",
                    "{{^empty}}",
                    "{{{ raw | f }}}",
                    "{{- x -}}",
                    "{% if vip %}",
                    "{%- endif -%}",
                    "{% for a in b\n   if a %}",
                    "<%= name %>",
                    "${x?.y}",
                    "${x:-none}",
                    "${items[0]}",
                    "{price:.2f}",
                    "{name:>10}",
                    "{n:,}",
                    "{day:%Y-%m-%d}",
                    "{x!r}",
                    "{x!s:>5}",
                    "{items[0]}",
                    "{0}",
                    "{1:.3f}",
                    "%(name)s",
                    "%(n)05d"
                })
        void is_kept(String mark) {
            PromptSlots slots = PromptSlots.of("Say " + mark + ".");

            assertThat(slots.kept()).containsExactly(mark);
            assertThat(slots.slots()).isEmpty();
            assertThat(slots.lookalikes()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"%s", "{}", "$x", "[[x]]", "[NAME]", "{x?}", "{ x }", "%1$s", "%USER%"})
        void may_be_text_and_is_told(String mark) {
            PromptSlots slots = PromptSlots.of("Say " + mark + ".");

            assertThat(slots.all()).isEmpty();
            assertThat(slots.lookalikes()).containsExactly(mark);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "100% sure",
                    "5%s",
                    "a cost of $5",
                    "$x$ and $y$",
                    "{\"a\": 1}",
                    "{{\"a\": \"b\"}}",
                    "{{color: red}}",
                    "{a, b}",
                    "{a: 1, b: 2}",
                    "{a:1}",
                    "a{2}",
                    "[link](x)",
                    "[1]",
                    "[A](x)",
                    "C:\\dir",
                    "x % y"
                })
        void is_not_just_anything(String text) {
            PromptSlots slots = PromptSlots.of(text);

            assertThat(slots.all()).isEmpty();
            assertThat(slots.lookalikes()).isEmpty();
        }
    }

    @Nested
    class Formulas_and_code {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\\begin{pmatrix} a \\end{pmatrix}",
                    "\\frac{a}{b}",
                    "\\boxed{answer}",
                    "$\\boxed{x}$",
                    "\\sqrt[n]{x}",
                    "\\sqrt[3]{x}",
                    "\\operatorname*{argmax}",
                    "\\mathrm{d}x_{max}^{n}",
                    "\\sum_{i}^{k}",
                    "$speed_{max}$",
                    "\\binom{n}{k}{a}",
                    "x^{2}",
                    "\\frac{\\text{a}}{b}"
                })
        void are_text(String text) {
            PromptSlots slots = PromptSlots.of(text);

            assertThat(slots.all()).isEmpty();
            assertThat(slots.lookalikes()).isEmpty();
            assertThat(slots.fill(Map.of("a", "1", "b", "2", "x", "3", "n", "4")))
                    .isEqualTo(text);
        }

        @Test
        void have_slots_beside_them() {
            assertThat(marks("Solve {problem}: \\boxed{x}, file_{id}, C\\n{text}"))
                    .containsExactly("{problem}", "{id}", "{text}");
        }

        @Test
        void in_back_ticks_are_text_but_for_double_braces() {
            PromptSlots slots =
                    PromptSlots.of("`${home}` and `{x}` and `{{y}}`\n```js\nf(`${a}`, {b})\n{{c}}\n```\n{d}");

            assertThat(slots.names()).containsExactly("y", "c", "d");
            assertThat(slots.lookalikes()).containsExactly("${home}", "{x}", "${a}", "{b}");
        }

        @Test
        void are_placeholders_if_they_have_a_value_or_stand_alone() {
            String prompt = "Read:\n```\n{text}\n```\nand `{x}`, `{y}`";

            assertThat(PromptSlots.of(prompt).names()).containsExactly("text");
            assertThat(PromptGuard.standard()
                            .inRun(Optional.empty(), Set.of("x"))
                            .slots(prompt)
                            .fill(Map.of("x", "1", "text", "t")))
                    .isEqualTo("Read:\n```\nt\n```\nand `1`, `{y}`");
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
    @ValueSource(
            strings = {
                "{", "\\", "$", "{{", "{ ", "{a", "<a ", "<a b=", "<a b=\"", "}", "{a}", "\\{", "${", "`", "{%", "{%a",
                "{{a|", "${a|", "%(a", "[[", "$a", "\\a{", "}{", "```\n"
            })
    @Timeout(10)
    void long_runs_take_no_time(String piece) {
        PromptSlots slots = PromptSlots.of(piece.repeat(100_000));

        assertThat(slots.all().size() + slots.tags().size()).isIn(0, 100_000);
    }

    @Test
    void tags_have_a_name_between_angles() {
        assertThat(PromptSlots.of("<a> 1 < 2 > 1 </a><b-c x=\"1>0\" y=2/> <文本> x <y z> <https://x.y> List<String>")
                        .tags())
                .containsExactly("<a>", "</a>", "<b-c x=\"1>0\" y=2/>", "<文本>");
        assertThat(PromptSlots.of("a Map<Key> in 答案<answer>, word<b>bold</b>, line<br>, x<y/>")
                        .tags())
                .containsExactly("<answer>", "<b>", "</b>", "<br>", "<y/>");
        assertThat(PromptSlots.asBefore("List<String>").tags()).containsExactly("<String>");
    }
}
