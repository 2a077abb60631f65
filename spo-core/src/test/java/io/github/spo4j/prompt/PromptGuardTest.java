package io.github.spo4j.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.prompt.PromptGuard.Placeholders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptGuardTest {

    private static Optional<String> refusal(PromptGuard guard, String start, String candidate) {
        return guard.refusal(candidate, start, List.of(start), List.of());
    }

    private static Optional<String> refusal(String start, String candidate) {
        return refusal(PromptGuard.standard(), start, candidate);
    }

    @Nested
    class Every_run {

        @ParameterizedTest
        @ValueSource(strings = {"", " \n", "\u00a0\u200b", "\ufeff", "\u2060\n", "old", "\r\nold \n"})
        void refuses_what_is_blank_or_not_new(String candidate) {
            assertThat(refusal("old", candidate)).isPresent();
        }

        static Stream<Arguments> kept() {
            return Stream.of(
                    argumentSet("all slots", "{{a}} ${b} {c} <d>e</d>", "Now <d>{c}</d>: ${b}, {{a}}"),
                    argumentSet("more of them", "{{a}}", "{{a}} or {{a}}"),
                    argumentSet("a new tag", "{{a}}", "<task>{{a}}</task>"),
                    argumentSet("JSON", "Answer.", "Answer as {\"a\": {\"b\": []}} or {}"),
                    argumentSet("a single brace where the form is not used", "{{a}}", "{{a}}, as {json}"),
                    argumentSet("Chinese names", "请回答{{问题}}", "请认真回答：{{问题}}"));
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("kept")
        void allows(String start, String candidate) {
            assertThat(refusal(start, candidate)).isEmpty();
        }

        static Stream<Arguments> refused() {
            return Stream.of(
                    argumentSet("a lost slot", "Say {{a}}.", "Say it.", "{{a}}"),
                    argumentSet("one of two", "{{a}} {{a}}", "Say {{a}}.", "{{a}} (2 times)"),
                    argumentSet("a renamed slot", "Say {{a}}.", "Say {{b}}.", "{{a}}"),
                    argumentSet("a new slot", "Say it.", "Say {{b}}.", "{{b}}"),
                    argumentSet("a new dollar slot", "Say it.", "Say ${b}.", "${b}"),
                    argumentSet("a new single slot", "Say {a}.", "Say {a} {b}.", "{b}"),
                    argumentSet("a slot in another form", "Say {{a}}.", "Say {a}.", "{{a}}"),
                    argumentSet("both forms", "Say {a}.", "Say {a} {{a}}.", "{{a}}"),
                    argumentSet("a slot with other blanks", "Say {{ a }}.", "Now {{a}}.", "{{ a }}"),
                    argumentSet("braces piled up", "Say {{a}}.", "Now {{{a}}}.", "{{{a}}}"),
                    argumentSet("an escape taken away", "Say \\{{a}}.", "Now {{a}}.", "\\{{a}}"),
                    argumentSet("a dollar taken away", "Say $${a}.", "Now ${a}.", "$${a}"),
                    argumentSet("a lost tag", "<a>x</a>", "<a>x", "</a>"),
                    argumentSet("a tag's other case", "<a>x", "<A>x", "<a>"),
                    argumentSet("a tag's attribute", "<a b=\"1\">x", "<a b=\"2\">x", "<a b=\"1\">"),
                    argumentSet("a Chinese name's other character", "答{问题}", "请答{問題}", "{问题}"));
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("refused")
        void refuses(String start, String candidate, String named) {
            assertThat(refusal(start, candidate))
                    .hasValueSatisfying(reason -> assertThat(reason).contains(named));
        }

        @Test
        void says_all_at_once_but_lists_no_more_than_a_few() {
            String start =
                    IntStream.range(0, 20).mapToObj(i -> "{{slot" + i + "}}").collect(Collectors.joining(" "));

            assertThat(refusal(start, "${new}"))
                    .hasValueSatisfying(reason -> assertThat(reason)
                            .contains("{{slot0}}", "{{slot7}}, …", "${new}")
                            .doesNotContain("{{slot8}}"));
        }
    }

    @Nested
    class Placeholders_by_a_persons_choice {

        @Test
        void are_kept_in_the_forms_of_template_languages() {
            String start = "For {{ shop | upper }}. {% if vip %}VIP.{% endif %} {price:.2f} {{ items[0] }} %(x)s";

            assertThat(refusal(start, "Be polite."))
                    .hasValueSatisfying(reason -> assertThat(reason)
                            .contains("{{ shop | upper }}", "{% if vip %}", "{price:.2f}", "{{ items[0] }}", "%(x)s"));
            assertThat(refusal(start, "Kindly: " + start)).isEmpty();
        }

        @Test
        void are_not_the_braces_of_a_formula() {
            assertThat(refusal(
                            "Write \\frac{a}{b}, then \\boxed{answer}. Use List<String>.",
                            "Write \\frac{numerator}{denominator}, end with \\boxed{}."))
                    .isEmpty();
            assertThat(refusal("Solve {problem}", "Solve {problem}, end with $\\boxed{x}$."))
                    .isEmpty();
        }

        @Test
        void are_none_or_those_of_a_form() {
            PromptGuard none = PromptGuard.standard().placeholders(Placeholders.NONE);
            PromptGuard braces = PromptGuard.standard().placeholders(Placeholders.BRACES, Placeholders.PRINTF);

            assertThat(refusal(none, "Say {{a}} ${b}.", "Say it to {{c}}.")).isEmpty();
            assertThat(none.slots("{{a}} {b}").fill(Map.of("a", "1", "b", "2"))).isEqualTo("{{a}} {b}");
            assertThat(refusal(braces, "Say {{a}} `{b}` {} %s.", "Say {{c}}."))
                    .hasValueSatisfying(reason ->
                            assertThat(reason).contains("{b}", "{}", "%s").doesNotContain("{{"));
            assertThat(PromptGuard.of(braces.texts()).texts()).containsEntry("placeholders", "braces,printf");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PromptGuard.standard().placeholders(Placeholders.AUTO, Placeholders.JINJA));
        }

        @Test
        void of_a_run_that_recorded_none_are_names_in_braces_wherever_they_stand() {
            PromptGuard before = PromptGuard.standard().maxWords(9).inRun(Optional.of(Map.of()), Set.of());

            assertThat(before.texts()).containsOnlyKeys("max_words");
            assertThat(before.slots("\\frac{a}{b} {price:.2f} `{c}`").names()).containsExactly("a", "b", "c");
            assertThat(before.slots("{price:.2f} {% if %}").kept()).isEmpty();
            assertThat(PromptGuard.standard().inRun(Optional.empty(), Set.of()).texts())
                    .containsEntry("placeholders", "auto");
        }
    }

    @Nested
    class Our_own_words {

        private static final String INSTRUCTION = """
                One two three four five six seven eight nine ten eleven {{slot}} more
                <analyse>Alpha, beta - gamma</analyse> delta epsilon zeta eta theta iota kappa lambda my nu.
                一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑""";

        private Optional<String> refusal(String start, String candidate) {
            return PromptGuard.standard().refusal(candidate, start, List.of(start), List.of(INSTRUCTION));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "x alpha BETA gamma\ndelta epsilon, zeta eta theta iota kappa lambda my y",
                    "x beta gamma <prompt>delta</prompt> epsilon zeta eta theta iota kappa lambda my nu",
                    "你好，一二三四五、六七八九十甲乙丙丁戊己庚辛壬癸。再见",
                    "lambda my nu 一二三四五六七八九十甲乙丙丁戊己"
                })
        void are_refused_from_twelve_words_or_twenty_characters_on(String candidate) {
            assertThat(refusal("x", candidate))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("repeats these instructions"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda",
                    "one two three four five six seven eight nine ten eleven more",
                    "一二三四五六七八九十甲乙丙丁戊己庚辛壬",
                    "<analyse>a</analyse> <modification>b</modification> <prompt>c</prompt> <choose>A</choose> # A # B"
                })
        void are_allowed_below_that_and_marks_alone_are_none(String candidate) {
            assertThat(refusal("x", candidate)).isEmpty();
        }

        @Test
        void are_the_users_if_the_start_prompt_has_them() {
            String row = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda my nu";

            assertThat(refusal("Say: " + row, "Sing: " + row)).isEmpty();
        }
    }

    @Nested
    class Frozen_parts {

        private final PromptGuard guard = PromptGuard.standard().frozen("<<", ">>");
        private final String start = "Be kind. <<Law 1:\r\nnever lie>> Be brief. <<Law 2>>";

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "<<Law 2>> first, then <<Law 1:\nnever lie>>. Be very kind.",
                    "Be kind! <<Law 1:\r\nnever lie>> Be brief! <<Law 2>>"
                })
        void may_be_moved(String candidate) {
            assertThat(refusal(guard, start, candidate)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "<<Law 1:\nnever lie>>",
                    "<<Law 1:\nnever  lie>> <<Law 2>>",
                    "Law 1:\nnever lie <<Law 2>>",
                    "<<Law 1:\nnever lie>> <<Law 2>> <<Law 3>>",
                    "<<Law 1:\nnever lie>> <<Law 2>> <<Law 2>>",
                    "<<Law 1:\nnever lie>> <<Law 2",
                    "<<Law 1:\nnever lie>> <<Law 2>> >>",
                    "<< <<Law 1:\nnever lie>> <<Law 2>>"
                })
        void are_kept_to_the_letter_no_more_and_no_less(String candidate) {
            assertThat(refusal(guard, start, candidate))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("\"<<\" and \">>\""));
        }

        @Test
        void are_listed() {
            assertThat(guard.frozenIn("a <<x\r\ny>> b <<w>>")).containsExactly("<<w>>", "<<x\ny>>");
            assertThat(PromptGuard.standard().frozenIn("a <<x>>")).isEmpty();
        }

        @Test
        void may_begin_and_end_with_the_same_mark() {
            PromptGuard same = PromptGuard.standard().frozen("%%", "%%");

            assertThat(refusal(same, "a %%b%% c", "d %%b%%")).isEmpty();
            assertThat(refusal(same, "a %%b%% c", "d %%c%%")).isPresent();
            assertThat(refusal(same, "a %%b%% c", "d %%b%% %%")).isPresent();
        }

        @ParameterizedTest
        @ValueSource(strings = {"no mark", "a <<b", "a>> b", "<<a>> b>>", "%%"})
        void must_be_there_to_start_with(String prompt) {
            assertThatIllegalArgumentException().isThrownBy(() -> guard.requireFits(prompt));
            if (prompt.contains("%%")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(
                                () -> PromptGuard.standard().frozen("%%", "%%").requireFits(prompt));
            }
        }

        @Test
        void have_marks_that_are_more_than_white_space() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PromptGuard.standard().frozen(" ", ">>"));
        }
    }

    @Nested
    class The_length {

        @Test
        void counts_a_long_row_of_hyphens_as_one_word() {
            String laughter = "ha" + "-ha".repeat(100_000);

            assertThat(refusal(PromptGuard.standard().maxWords(1), "x", laughter))
                    .isEmpty();
            assertThat(refusal("x", laughter)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"one two three four", "a-b don't 2nd x", "你好 吗 x", "ひらカナ"})
        void counts_words_and_characters_of_scripts_without_spaces(String four) {
            assertThat(refusal(PromptGuard.standard().maxWords(4), "x", four)).isEmpty();
            assertThat(refusal(PromptGuard.standard().maxWords(3), "x", four))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("4 words", "at most 3"));
        }

        @Test
        void counts_tokens_as_the_user_does() {
            PromptGuard guard = PromptGuard.standard().maxTokens(5, String::length);

            assertThat(refusal(guard, "x", "12345")).isEmpty();
            assertThat(refusal(guard, "x", "123456"))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("6 tokens", "at most 5"));
        }

        @Test
        void is_positive() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PromptGuard.standard().maxWords(0))
                    .withMessageContaining("0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PromptGuard.standard().maxTokens(-1, String::length))
                    .withMessageContaining("-1");
        }
    }

    @Nested
    class A_guard_of_ones_own {

        @Test
        void sees_only_what_the_others_let_pass() {
            List<String> seen = new ArrayList<>();
            PromptGuard guard = PromptGuard.standard()
                    .and("seen", prompt -> {
                        seen.add(prompt);
                        return Optional.empty();
                    })
                    .and("no z", prompt -> prompt.contains("z") ? Optional.of("there is a z") : Optional.empty());

            assertThat(refusal(guard, "{{a}}", "z"))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("{{a}}"));
            assertThat(refusal(guard, "{{a}}", "{{a}} z")).hasValue("there is a z");
            assertThat(refusal(guard, "{{a}}", "{{a}} y")).isEmpty();
            assertThat(seen).containsExactly("{{a}} z", "{{a}} y");
        }

        @Test
        void must_not_return_null() {
            PromptGuard guard = PromptGuard.standard().and("silent", prompt -> nothing());

            assertThatNullPointerException()
                    .isThrownBy(() -> refusal(guard, "x", "y"))
                    .withMessageContaining("the guard silent returned null");
        }

        @SuppressWarnings({"NullAway", "OptionalAssignedToNull", "NullOptional"}) // what a careless guard does
        private Optional<String> nothing() {
            return null;
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "taken"})
        void has_a_name_of_its_own(String name) {
            PromptGuard guard = PromptGuard.standard().and("taken", prompt -> Optional.empty());

            assertThatIllegalArgumentException().isThrownBy(() -> guard.and(name, prompt -> Optional.empty()));
        }
    }

    @Test
    void is_remembered_as_far_as_it_is_no_code() {
        PromptGuard guard = PromptGuard.standard()
                .frozen("<<", ">>")
                .maxWords(7)
                .maxTokens(9, String::length)
                .and("mine", prompt -> Optional.empty());

        assertThat(guard.texts())
                .isEqualTo(Map.of(
                        "frozen.open",
                        "<<",
                        "frozen.close",
                        ">>",
                        "max_words",
                        "7",
                        "max_tokens",
                        "9",
                        "own.mine",
                        "given"));
        assertThat(PromptGuard.of(guard.texts()).texts())
                .isEqualTo(Map.of("frozen.open", "<<", "frozen.close", ">>", "max_words", "7"));
        assertThat(PromptGuard.standard().texts()).isEmpty();
    }
}
