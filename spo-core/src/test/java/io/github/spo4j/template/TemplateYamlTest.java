package io.github.spo4j.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateYamlTest {

    private static final String HEAD = "prompt: p\nrequirements: r\n";
    private static final String QA = "qa:\n- question: q\n";

    private static IterationTemplate parse(String yaml) {
        return IterationTemplate.parse("Poem.yaml", yaml);
    }

    private static TemplateException refusal(String yaml) {
        TemplateException refusal = catchThrowableOfType(TemplateException.class, () -> parse(yaml));
        assertThat(refusal).as("a refusal of %s", yaml).isNotNull();
        assertThat(refusal.source()).isEqualTo("Poem.yaml");
        assertThat(refusal.getMessage())
                .isEqualTo("Poem.yaml" + (refusal.line() == null ? ": " : ", line " + refusal.line() + ": ")
                        + refusal.problem())
                .hasLineCount(1)
                .hasSizeLessThan(300);
        return refusal;
    }

    private static void refused(String yaml, @Nullable Integer line, @Nullable String field, String problem) {
        TemplateException refusal = refusal(yaml);
        assertThat(refusal).hasMessageContaining(problem);
        assertThat(refusal.line()).as("line").isEqualTo(line);
        assertThat(refusal.field()).as("field").isEqualTo(field);
    }

    @Nested
    class Checks {

        @Test
        void stand_at_the_top_for_all_questions_or_with_one() {
            IterationTemplate template = parse(HEAD
                    + "checks: [json, {max_words: 80}, {matches: \"[0-9]+\"}, {contains: 'Yours,'}, {json_keys: [a, 1]}]\n"
                    + "qa:\n- question: q\n  checks:\n  - json\n  - json_keys: a\n- question: r\n  checks:\n");

            assertThat(template.checks())
                    .containsExactly(
                            AnswerCheck.json(),
                            AnswerCheck.maxWords(80),
                            AnswerCheck.matches("[0-9]+"),
                            AnswerCheck.contains("Yours,"),
                            AnswerCheck.jsonKeys("a", "1"));
            assertThat(template.questions().get(0).checks())
                    .containsExactly(AnswerCheck.json(), AnswerCheck.jsonKeys("a"));
            assertThat(template.questions().get(1).checks()).isEmpty();
            assertThat(template.notices()).isEmpty();
        }

        static Stream<Arguments> wrong() {
            return Stream.of(
                    argumentSet("a word", "json", "must be a list; write for example checks: [json,"),
                    argumentSet(
                            "an unknown one", "[shorter]", "the check \"shorter\" is not known; write one of json,"),
                    argumentSet("a slip", "[{max_word: 3}]", "\"max_word\" is not known; did you mean max_words?"),
                    argumentSet("code", "[{own: polite}]", "the check \"own\" is not known"),
                    argumentSet("no value", "[max_words]", "needs a value; write it as {max_words: 80}"),
                    argumentSet("a value of json", "[{json: yes}]", "takes no value; write the word json alone"),
                    argumentSet("two at once", "[{max_words: 3, contains: a}]", "each entry of checks is one check"),
                    argumentSet("none", "[~]", "each entry of checks is one check"),
                    argumentSet("a list", "[[json]]", "each entry of checks is one check"),
                    argumentSet("words for a number", "[{max_words: eighty}]", "plain digits, but is \"eighty\""),
                    argumentSet("no words", "[{max_words: 0}]", "plain digits, but is \"0\""),
                    argumentSet("too many", "[{max_words: 9999999999}]", "plain digits, but is \"9999999999\""),
                    argumentSet("no expression", "[{matches: '(a'}]", "no regular expression (Unclosed group near"),
                    argumentSet("a blank text", "[{contains: ' '}]", "the text is blank; write for example"),
                    argumentSet("a list for a text", "[{contains: [a]}]", "its value must be text"),
                    argumentSet("half a character", "[{contains: \"\\ud83d\"}]", "half of a surrogate pair"),
                    argumentSet("no key", "[{json_keys: []}]", "it names no key"),
                    argumentSet("a key that is none", "[{json_keys: [~]}]", "its value must be text"));
        }

        @ParameterizedTest
        @MethodSource("wrong")
        void that_cannot_be_read_are_refused_with_their_line(String checks, String problem) {
            refused(HEAD + "checks: " + checks + "\n" + QA, 3, "checks", problem);
            refused(HEAD + QA + "- question: r\n  checks: " + checks + "\n", 6, "checks", "of entry 2 of qa");
        }

        @Test
        void have_other_names() {
            assertThat(parse(HEAD + "must_have: [json]\n" + QA).notices())
                    .containsExactly(
                            "Poem.yaml, line 3: the key \"must_have\" is not known and is ignored; did you mean"
                                    + " checks?");
        }
    }

    @Nested
    class Text {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Yes",
                    "no",
                    "on",
                    "12",
                    "010",
                    "0x1F",
                    "1.50",
                    "1e3",
                    "1:30",
                    "1_000",
                    "true",
                    ".inf",
                    "2001-01-01",
                    "2001-99-99",
                    "=",
                    "None",
                    "nul",
                    "it's",
                    "中文 😀"
                })
        void B29_plain_scalars_stay_the_text_they_look_like(String text) {
            IterationTemplate template = parse("prompt: " + text + "\nrequirements: " + text + "\nqa:\n- question: "
                    + text + "\n  answer: " + text + "\n");

            assertThat(template).isEqualTo(IterationTemplate.of(text, text, List.of(QuestionAnswer.of(text, text))));
        }

        /** What PyYAML 6.0.3 reads in each place. */
        static Stream<Arguments> scalars() {
            return Stream.of(
                    argumentSet("a literal block keeps its last newline", "|\n  a\n  b\n\n", "a\nb\n"),
                    argumentSet("- drops it", "|-\n  a\n", "a"),
                    argumentSet("+ keeps all", "|+\n  a\n\n\n", "a\n\n\n"),
                    argumentSet("a folded block joins lines", ">\n  a\n  b\n\n  c\n", "a b\nc\n"),
                    argumentSet("more indented lines stay apart", ">\n  a\n   b\n  c\n", "a\n b\nc\n"),
                    argumentSet("an indentation indicator", "|2\n    a\n", "  a\n"),
                    argumentSet("no newline at the end of the block", "|\n  a", "a"),
                    argumentSet("a plain text over lines", "a\n  b\n\n  c\n", "a b\nc"),
                    argumentSet("single quotes", "'it''s \\n'\n", "it's \\n"),
                    argumentSet(
                            "escapes",
                            "\"\\x41\\u4e2d\\U0001F600\\0\\e\\N\\L\\_\\t\"\n",
                            "A中😀\0\u001b\u0085\u2028\u00a0\t"),
                    argumentSet("an emoji as two escapes", "\"\\ud83d\\ude00\"\n", "😀"),
                    argumentSet("an escaped line break", "\"a\\\n  b\"\n", "ab"),
                    argumentSet("a folded quoted text", "\"a\n  b\n\n  c\"\n", "a b\nc"),
                    argumentSet("a comment behind", "a # b\n", "a"),
                    argumentSet("no comment in quotes", "'a # b'\n", "a # b"),
                    argumentSet("the tag for text", "!!str 12\n", "12"),
                    argumentSet("the tag for text before null", "!!str null\n", "null"),
                    argumentSet("null in quotes", "'null'\n", "null"),
                    argumentSet("a next-line character folds", "a\u0085  b\n", "a b"),
                    argumentSet("a line separator stays in a block", "|\n  a\u2028  b\n", "a\u2028b\n"),
                    argumentSet("carriage returns are line ends", "|\r  a\r  b\r", "a\nb\n"),
                    argumentSet("a byte order mark inside stays", "a\uFEFFb\n", "a\uFEFFb"),
                    argumentSet("a tab inside a block stays", "|\n  a\tb\n  \tc\n", "a\tb\n\tc\n"));
        }

        @ParameterizedTest
        @MethodSource("scalars")
        void is_read_as_yaml_says(String written, String meaning) {
            assertThat(parse("requirements: r\nqa: [{question: q}]\nprompt: " + written)
                            .prompt())
                    .isEqualTo(meaning);
        }

        @ParameterizedTest
        @ValueSource(strings = {"prompt", "requirements"})
        void B29_a_missing_key_is_named(String key) {
            String yaml = (HEAD + QA).replaceFirst(key + ": .\n", "");

            refused(yaml, 1, key, "the key " + key + " is missing; add it");
        }

        @Test
        void B29_a_missing_qa_is_named() {
            refused(HEAD, 1, "qa", "the key qa is missing; add it");
        }

        @Test
        void B29_a_missing_question_is_named_with_its_entry() {
            refused(HEAD + QA + "- answer: a\n", 5, "question", "the key question of entry 2 of qa is missing; add it");
        }

        @Test
        void a_likely_slip_is_pointed_out_for_a_missing_key() {
            refused(
                    HEAD + "faq:\n- question: q\n",
                    1,
                    "qa",
                    "the key qa is missing; rename \"faq\" in line 3 if it is meant");
            refused("promt: p\n" + HEAD.substring(10) + QA, 1, "prompt", "rename \"promt\" in line 1");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ~", " null", " Null", " NULL", " # only a comment", " !!null x", " ! ~", " &a"})
        void B29_null_is_no_text(String value) {
            refused("prompt:" + value + "\nrequirements: r\n" + QA, 1, "prompt", "prompt is null; write its text");
            refused("prompt: p\nrequirements:" + value + "\n" + QA, 2, "requirements", "requirements is null");
            refused(HEAD + "qa:\n- question:" + value + "\n", 4, "question", "question of entry 1 of qa is null");
        }

        @ParameterizedTest
        @ValueSource(strings = {"''", "\"\"", "' '", "|\n\n", "\"\\n\\t\"", "\u3000", "\u00a0", "\u200b"})
        void a_blank_text_is_refused(String value) {
            refused("requirements: r\n" + QA + "prompt: " + value + "\n", 4, "prompt", "prompt is blank");
        }

        @Test
        void B29_a_list_or_a_mapping_is_no_text() {
            refused("prompt: [a]\nrequirements: r\n" + QA, 1, "prompt", "prompt must be text but is a list");
            refused("prompt: p\nrequirements: {topic}\n" + QA, 2, "requirements", "must be text but is a mapping");
            refused(HEAD + "qa:\n- question: [q]\n", 4, "question", "question of entry 1 of qa must be text");
            refused(HEAD + QA + "  answer: [a]\n", 5, "answer", "answer of entry 1 of qa must be text");
        }

        @Test
        void half_of_a_surrogate_pair_is_refused() {
            refused("prompt: \"\\ud800\"\nrequirements: r\n" + QA, 1, "prompt", "half of a surrogate pair");
            refused("prompt: a\ud800\nrequirements: r\n" + QA, 1, null, "YAML does not allow the character U+D800");
        }
    }

    @Nested
    class Question {

        @ParameterizedTest
        @ValueSource(strings = {"''", "\"\"", "' '", "|\n"})
        void may_be_empty_since_the_input_may_be_in_the_prompt(String question) {
            IterationTemplate template = parse(HEAD + "qa:\n- answer: ''\n  question: " + question + "\n");

            assertThat(template.questions()).containsExactly(QuestionAnswer.of(""));
            assertThat(template.notices()).isEmpty();
            assertThat(parse(template.toYaml())).isEqualTo(template);
        }
    }

    @Test
    void the_requirements_None_are_text_and_noticed() {
        IterationTemplate template = parse("prompt: p\nrequirements: |\n  None\n" + QA);

        assertThat(template.requirements()).isEqualTo("None\n");
        assertThat(template.notices())
                .singleElement()
                .asString()
                .contains("line 2", "the requirements are the text None");
    }

    @Nested
    class Answer {

        @ParameterizedTest
        @ValueSource(
                strings = {"", "  answer:\n", "  answer: ~\n", "  answer: null\n", "  answer: ''\n", "  answer: |\n"})
        void B29_a_missing_null_or_empty_answer_is_none(String answer) {
            IterationTemplate template = parse(HEAD + QA + answer);

            assertThat(template.questions()).containsExactly(QuestionAnswer.of("q"));
            assertThat(template.notices()).isEmpty();
        }

        @Test
        void the_answer_None_is_text_and_noticed() {
            IterationTemplate template = parse(HEAD + QA + "  answer: None\n- question: b\n  answer: |\n    None\n");

            assertThat(template.questions())
                    .containsExactly(QuestionAnswer.of("q", "None"), QuestionAnswer.of("b", "None\n"));
            assertThat(template.notices())
                    .containsExactly("Poem.yaml, line 5: the expected answer is the text None; leave answer out if none"
                            + " is expected (in 2 places)");
        }
    }

    @Nested
    class Count {

        @ParameterizedTest
        @ValueSource(strings = {"50", "'50'", "\"50\"", "!!str 50", "50 # words"})
        void is_read_quoted_or_not(String count) {
            assertThat(parse(HEAD + "count: " + count + "\n" + QA).wordLimit()).isEqualTo(50);
        }

        @Test
        void may_be_as_large_as_an_int() {
            assertThat(parse(HEAD + "count: 2147483647\n" + QA).wordLimit()).isEqualTo(Integer.MAX_VALUE);
            assertThat(parse(HEAD + "count: 1\n" + QA).wordLimit()).isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "count: None\n",
                    "count: 'None'\n",
                    "count: null\n",
                    "count: 'null'\n",
                    "count: Null\n",
                    "count: ~\n",
                    "count:\n",
                    "count: ''\n",
                    ""
                })
        void B29_no_count_is_no_limit(String count) {
            assertThat(parse(HEAD + count + QA).wordLimit()).isNull();
        }

        private void isRefused(String count) {
            refused(HEAD + "count: " + count + "\n" + QA, 3, "count", "count must be a number of words from 1 to");
        }

        @Test
        void B28_count_true_is_refused() {
            isRefused("true");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "-5", "+5", "00"})
        void B28_count_below_one_or_with_a_sign_is_refused(String count) {
            isRefused(count);
        }

        @ParameterizedTest
        @ValueSource(strings = {"010", "1:30", "1_000", "0x10", "0b1", "0o7", "'010'", "1,000"})
        void B28_count_that_yaml_reads_as_another_number_is_refused(String count) {
            isRefused(count);
        }

        @ParameterizedTest
        @ValueSource(strings = {"50.0", "5e1", ".inf", "fifty", "none", "50 words", "' 50'", "５０", "yes", "|\n  50"})
        void B28_count_that_is_no_whole_number_is_refused(String count) {
            isRefused(count);
        }

        @ParameterizedTest
        @ValueSource(strings = {"2147483648", "9999999999", "99999999999999999999999999"})
        void B28_count_over_the_largest_int_is_refused(String count) {
            isRefused(count);
        }

        @Test
        void B28_count_that_is_a_list_is_refused() {
            refused(HEAD + "count: [50]\n" + QA, 3, "count", "count must be text but is a list");
        }

        @Test
        void a_long_value_is_quoted_in_part() {
            assertThat(refusal(HEAD + "count: " + "x".repeat(5000) + "\n" + QA))
                    .hasMessageContaining("\"" + "x".repeat(40) + "…\"");
        }
    }

    @Nested
    class Questions {

        @Test
        void B29_an_empty_qa_is_refused() {
            refused(HEAD + "qa: []\n", 3, "qa", "qa is empty");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ~", " text", " {question: q, answer: a}"})
        void B29_a_qa_that_is_no_list_is_refused(String qa) {
            refused(HEAD + "qa:" + qa + "\n", 3, "qa", "qa must be a list");
        }

        @ParameterizedTest
        @ValueSource(strings = {"- text", "- ~", "- [question]"})
        void B29_an_entry_that_is_no_mapping_is_refused(String entry) {
            refused(HEAD + QA + entry + "\n", 5, "qa", "entry 2 of qa is not a mapping");
        }

        @Test
        void json_is_yaml() {
            assertThat(parse("{\"prompt\": \"p\", \"requirements\": \"r\", \"count\": 5,\n\"qa\": [{\"question\":"
                            + " \"q\", \"answer\": \"a\"}]}"))
                    .isEqualTo(IterationTemplate.builder()
                            .prompt("p")
                            .requirements("r")
                            .wordLimit(5)
                            .question("q", "a")
                            .build());
        }
    }

    @Nested
    class Variables {

        private static final String VARIABLES = HEAD + QA + "  variables:";

        @Test
        void are_kept_as_they_are_written() {
            IterationTemplate template = parse(VARIABLES
                    + "\n    客户: Anna\n    user.name: 010\n    empty: ''\n    long: |\n" + "      two\n      lines\n");

            assertThat(template.questions().get(0).variables())
                    .containsOnly(
                            entry("客户", "Anna"),
                            entry("user.name", "010"),
                            entry("empty", ""),
                            entry("long", "two\nlines\n"));
            assertThat(template.notices()).isEmpty();
        }

        @Test
        void may_be_shared_by_alias_and_merge() {
            IterationTemplate template = parse(HEAD + QA + "  variables: &v {a: x}\n- question: r\n  variables: *v\n"
                    + "- question: s\n  variables: {<<: *v, b: y}\n");

            assertThat(template.questions())
                    .extracting(QuestionAnswer::variables)
                    .containsExactly(Map.of("a", "x"), Map.of("a", "x"), Map.of("a", "x", "b", "y"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ~", " {}"})
        void may_be_none(String none) {
            assertThat(parse(VARIABLES + none + "\n")).isEqualTo(IterationTemplate.of("p", "r", "q"));
        }

        @ParameterizedTest
        @ValueSource(strings = {" text", " [a, b]", " ''"})
        void that_are_no_mapping_are_refused(String value) {
            refused(VARIABLES + value + "\n", 5, "variables", "variables of entry 1 of qa must be a mapping");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1a", "a b", "'{{a}}'", "''"})
        void that_no_slot_can_have_are_refused(String name) {
            refused(VARIABLES + "\n    " + name + ": x\n", 6, "variables", "a prompt can have no slot with the name");
        }

        @Test
        void without_text_are_refused() {
            refused(VARIABLES + "\n    a:\n", 6, "variables", "the variable a of entry 1 of qa is null");
            refused(VARIABLES + "\n    a: [x]\n", 6, "a", "must be text but is a list");
        }

        @Test
        void that_stand_there_twice_are_refused() {
            refused(VARIABLES + "\n    a: x\n    a: y\n", 7, "a", "already there in line 6");
        }

        @Test
        void have_a_name_that_is_guessed() {
            assertThat(parse(HEAD + QA + "  vars: {a: x}\n").notices())
                    .singleElement()
                    .asString()
                    .contains("line 5", "did you mean variables?");
        }
    }

    @Nested
    class Keys {

        @Test
        void unknown_ones_are_ignored_with_a_notice() {
            IterationTemplate template =
                    parse(HEAD + "author: {name: me}\n" + QA + "  id: 1\n- question: b\n  id: 2\n");

            assertThat(template).isEqualTo(IterationTemplate.of("p", "r", "q", "b"));
            assertThat(template.notices())
                    .containsExactly(
                            "Poem.yaml, line 3: the key \"author\" is not known and is ignored",
                            "Poem.yaml, line 6: the key \"id\" is not known and is ignored (in 2 places)");
        }

        @ParameterizedTest
        @MethodSource("slips")
        void a_likely_slip_is_pointed_out(String key, String meant) {
            String yaml = meant.equals("question") || meant.equals("answer")
                    ? HEAD + QA + "  " + key + ": x\n"
                    : HEAD + QA + key + ": x\n";

            assertThat(parse(yaml).notices())
                    .containsExactly("Poem.yaml, line 5: the key \"" + key + "\" is not known and is ignored; did you"
                            + " mean " + meant + "?");
        }

        static Stream<Arguments> slips() {
            return Stream.of(
                    Arguments.of("faq", "qa"),
                    Arguments.of("QA", "qa"),
                    Arguments.of("questions", "qa"),
                    Arguments.of("Prompt", "prompt"),
                    Arguments.of("promts", "prompt"),
                    Arguments.of("requirement", "requirements"),
                    Arguments.of("counts", "count"),
                    Arguments.of("word_limit", "count"),
                    Arguments.of("Question", "question"),
                    Arguments.of("anwser", "answer"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"id", "q2", "author", "language", "~", "12", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
        void other_words_are_no_slips(String key) {
            assertThat(parse(HEAD + QA + key + ": x\n").notices())
                    .singleElement()
                    .asString()
                    .endsWith("is ignored");
        }

        @Test
        void a_key_that_is_there_twice_is_refused_at_each_level() {
            refused(HEAD + QA + "prompt: p\n", 5, "prompt", "the key \"prompt\" is already there in line 1");
            refused(HEAD + QA + "'prompt': p\n", 5, "prompt", "already there in line 1");
            refused(HEAD + QA + "  question: q\n", 5, "question", "already there in line 4");
            refused(HEAD + QA + "x: 1\nx: 1\n", 6, "x", "already there in line 5");
        }

        @Test
        void a_key_that_is_no_scalar_is_refused() {
            refused(HEAD + QA + "? [a]\n: b\n", 5, null, "a key here is a list or a mapping");
            refused("{{prompt}}: p\n", 1, null, "a key here is a list or a mapping");
        }
    }

    @Nested
    class Aliases_and_merge_keys {

        @Test
        void an_alias_stands_for_text() {
            assertThat(parse("prompt: &t text\nrequirements: *t\nqa:\n- question: *t\n  answer: *t\n"))
                    .isEqualTo(IterationTemplate.of("text", "text", List.of(QuestionAnswer.of("text", "text"))));
        }

        @Test
        void an_alias_stands_for_an_entry_or_a_list() {
            String yaml = HEAD + "mine: &list\n- &one {question: q, answer: a}\n- *one\nqa: *list\n";

            assertThat(parse(yaml).questions())
                    .containsExactly(QuestionAnswer.of("q", "a"), QuestionAnswer.of("q", "a"));
        }

        @Test
        void many_aliases_to_an_entry_are_fine() {
            String yaml = HEAD + "qa:\n- &one {question: q, answer: a}\n" + "- *one\n".repeat(200);

            assertThat(parse(yaml).questions()).hasSize(201);
        }

        @Test
        void merge_keys_fill_in_what_is_not_there() {
            String yaml = HEAD + "base: &base {answer: Yes, question: other}\nqa:\n- <<: *base\n  question: q\n";

            assertThat(parse(yaml).questions()).containsExactly(QuestionAnswer.of("q", "Yes"));
        }

        @Test
        void the_first_of_merged_mappings_wins_and_merges_nest() {
            String yaml = HEAD + """
                    a: &a {question: qa, answer: aa}
                    b: &b {question: qb}
                    c: &c {<<: *a}
                    qa:
                    - <<: [*b, *a]
                    - <<: [*c, *b]
                    - <<: *a
                      <<: *b
                    """;

            assertThat(parse(yaml).questions())
                    .containsExactly(
                            QuestionAnswer.of("qb", "aa"),
                            QuestionAnswer.of("qa", "aa"),
                            QuestionAnswer.of("qb", "aa"));
        }

        @Test
        void a_merge_of_something_else_is_refused() {
            refused(HEAD + QA + "  <<: text\n", 5, null, "the merge key << needs the alias of a mapping");
            refused(HEAD + QA + "  <<: [{answer: a}, text]\n", 5, null, "the merge key <<");
        }

        @Test
        void a_quoted_merge_key_is_an_unknown_key() {
            assertThat(parse(HEAD + QA + "'<<': x\n").notices()).hasSize(1);
        }

        @Test
        void an_alias_without_anchor_is_refused() {
            refused("prompt: *x\nrequirements: r\n" + QA, 1, null, "undefined alias");
        }

        @Test
        void an_alias_that_contains_itself_is_refused() {
            refused(HEAD + QA + "x: &a [*a]\n", 5, null, "an alias here contains itself");
            refused(HEAD + "qa: &a [*a]\n", 3, null, "an alias here contains itself");
            refused("&a\n" + HEAD + "<<: *a\n" + QA, 1, null, "an alias here contains itself");
            refused(HEAD + QA + "x: &a {? *a : b}\n", 5, null, "an alias here contains itself");
        }
    }

    @Nested
    class Documents {

        @ParameterizedTest
        @ValueSource(strings = {"", "\n\n", "# nothing\n", "\uFEFF", "---\n", "--- # nothing\n...\n"})
        void B29_an_empty_file_is_refused(String yaml) {
            assertThat(refusal(yaml)).hasMessageContaining("write prompt, requirements and qa");
        }

        @ParameterizedTest
        @ValueSource(strings = {"- a\n", "text\n", "[]", "12", "~", "'prompt: p'"})
        void a_root_that_is_no_mapping_is_refused(String yaml) {
            refused(yaml, 1, null, "a template must begin with keys");
        }

        @Test
        void a_second_document_is_refused() {
            refused(
                    HEAD + QA + "---\n" + HEAD + QA,
                    5,
                    null,
                    "expected a single document in the stream but found another document");
            refused(
                    HEAD + QA + "---\n",
                    5,
                    null,
                    "expected a single document in the stream but found another document");
        }

        @ParameterizedTest
        @ValueSource(strings = {"---\n%s", "%s...\n", "%%YAML 1.1\n---\n%s", "# hello\n\n---\n%s...\n# bye\n"})
        void one_document_may_be_marked_as_such(String marked) {
            assertThat(parse(String.format(marked, HEAD + QA))).isEqualTo(IterationTemplate.of("p", "r", "q"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "!foo x",
                    "!!python/object/apply:os.system [ls]",
                    "!!python/tuple [a]",
                    "!!java.net.URL x",
                    "!!int 12",
                    "!!binary aGk=",
                    "!<tag:example.org,2026:x> y",
                    "!!set {a}"
                })
        void tags_other_than_the_plain_ones_are_refused(String value) {
            refused("requirements: r\n" + QA + "prompt: " + value + "\n", 4, null, "a tag is not allowed here");
            refused(
                    HEAD + QA + "other: [{x: " + value + "}]\n",
                    5,
                    null,
                    "remove it, or put text that begins with ! into quotes");
        }

        @ParameterizedTest
        @ValueSource(ints = {0x01, 0x07, 0x1b, 0x7f, 0x80, 0x9f, 0xfffe, 0xffff})
        void control_characters_are_refused(int character) {
            String yaml = "prompt: p\nrequirements: |\n  a" + Character.toString(character) + "\n" + QA;

            refused(yaml, 3, null, String.format("YAML does not allow the character U+%04X", character));
        }

        @Test
        void a_control_character_far_down_is_refused_in_its_line() {
            String yaml = "prompt: p\nrequirements: |\n" + "  \uD83D\uDE00 text\n".repeat(5_000) + "  a\u0007\n" + QA;

            refused(yaml, 5_003, null, "YAML does not allow the character U+0007");
        }

        @Test
        void a_nul_character_is_refused() {
            refused("prompt: \0\n", 1, null, "there is a NUL character");
        }
    }

    @Nested
    class Syntax {

        @Test
        void a_tab_in_the_indentation_is_called_one() {
            refused("prompt: |\n\ttext\n", 2, null, "a tab stands where YAML wants spaces; replace it by spaces");
            refused(HEAD + "qa:\n\t- question: q\n", 4, null, "a tab stands where YAML wants spaces");
        }

        @ParameterizedTest
        @MethodSource("errors")
        void an_error_names_its_line(String yaml, int line) {
            refused(yaml, line, null, "this cannot be read as YAML (");
        }

        static Stream<Arguments> errors() {
            return Stream.of(
                    argumentSet("a colon in plain text", "requirements: r\nprompt: note: this\n", 2),
                    argumentSet("no colon", "requirements: r\nprompt\nqa: []\n", 3),
                    argumentSet("an open quote", "requirements: r\nprompt: \"p\n", 3),
                    argumentSet("an open bracket", "requirements: r\nprompt: [p\n", 3),
                    argumentSet("a reserved character", "requirements: r\nprompt: @p\n", 2),
                    argumentSet("an unknown escape", "requirements: r\nprompt: \"\\q\"\n", 2),
                    argumentSet("an escaped slash", "requirements: r\nprompt: \"\\/\"\n", 2),
                    argumentSet("a badly indented key", "prompt: p\n requirements: r\n", 2),
                    argumentSet("a text that goes on at the margin", "prompt: 'p\n\n---\n'\n", 3),
                    argumentSet("YAML 2", "%YAML 2.0\n---\nprompt: p\n", 1));
        }

        @Test
        void failures_inside_the_parser_come_out_typed() {
            refused("requirements: r\nprompt: \"\\UFFFFFFFF\"\n", 2, null, "this cannot be read as YAML (");
        }
    }

    @Nested
    class Limits {

        private TemplateException refusedAtOnce(String yaml) {
            return assertTimeoutPreemptively(Duration.ofSeconds(10), () -> refusal(yaml));
        }

        @Test
        void text_over_the_limit_is_refused() {
            assertThat(refusedAtOnce(HEAD + QA + "#".repeat(1 << 20))).hasMessageContaining("at most 1048576 bytes");
        }

        @Test
        void too_many_values_are_refused() {
            assertThat(refusedAtOnce(HEAD + QA + "x: [" + "a,".repeat(100_000) + "]\n"))
                    .hasMessageContaining("at most 100000 values");
        }

        @Test
        void an_alias_that_doubles_again_and_again_is_refused() {
            StringBuilder yaml = new StringBuilder(HEAD + QA + "a0: &a0 [lol, lol]\n");
            for (int i = 1; i < 60; i++) {
                yaml.append("a").append(i).append(": &a").append(i);
                yaml.append(" [").append(("*a" + (i - 1) + ",").repeat(9)).append("]\n");
            }

            assertThat(refusedAtOnce(yaml.toString())).hasMessageContaining("aliases written out");
        }

        @Test
        void a_long_text_with_many_aliases_is_refused() {
            String yaml = HEAD + "x: &x " + "x".repeat(500_000) + "\nqa:\n" + "- {question: *x}\n".repeat(20_000);

            assertThat(refusedAtOnce(yaml)).hasMessageContaining("1048576 characters, aliases written out");
        }

        @Test
        void a_long_list_of_merges_is_read() {
            String yaml = HEAD + "x: &x {question: q}\nqa:\n- <<: [" + "*x,".repeat(30_000) + "]\n";

            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> parse(yaml));
        }

        @Test
        void a_long_chain_of_merges_is_read_or_refused() {
            StringBuilder yaml = new StringBuilder(HEAD + "a0: &a0 {question: q}\n");
            for (int i = 1; i < 20_000; i++) {
                yaml.append("a" + i + ": &a" + i + " {<<: *a" + (i - 1) + "}\n");
            }

            assertThat(refusedAtOnce(yaml + "qa: [*a19999]\n")).hasMessageContaining("aliases nest more than 50 deep");
        }

        @ParameterizedTest
        @ValueSource(strings = {"[", "{", "{a: ", "- ", "? ", "[{? "})
        void deep_nesting_is_refused(String opening) {
            TemplateException refusal = refusedAtOnce("x:\n  " + opening.repeat(1_000_000 / opening.length()));

            assertThat(refusal).hasMessageContaining("Nesting Depth");
        }
    }

    @Nested
    class Damaged_templates {

        private static final int MUTATIONS = 1_200;
        private static final int THOROUGH_MUTATIONS = 12_000;

        private static final List<String> TOKENS = List.of(
                "\t",
                "\r",
                "\n",
                "\n\n",
                "\u0085",
                "\u2028",
                "\uFEFF",
                "\0",
                ": ",
                " #",
                "- ",
                "? ",
                "|\n",
                ">+\n",
                "|9\n",
                "'",
                "\"",
                "\\",
                "\\x4",
                "\\ud800",
                "\\U00110000",
                "[",
                "]",
                "{",
                "}",
                ",",
                "&a ",
                "*a",
                "<<: *a\n",
                "!!str ",
                "!foo ",
                "! ",
                "!<",
                "!%80",
                "---\n",
                "...\n",
                "%YAML 1.1\n",
                "%TAG ! x\n",
                "@",
                "`",
                "😀",
                "~",
                "null",
                "=",
                "prompt: x\n",
                "qa:\n",
                "count: 0\n",
                "checks: [json]\n",
                "checks: [{matches: (}]\n",
                "? [a]\n: b\n");

        @Test
        void are_read_or_refused_and_nothing_else() throws Exception {
            mutate(MUTATIONS);
        }

        @Test
        @Tag("thorough")
        void of_12_000_each_is_read_or_refused_and_nothing_else() throws Exception {
            mutate(THOROUGH_MUTATIONS);
        }

        private void mutate(int mutations) throws Exception {
            String good = Files.readString(Path.of("src/test/resources/interop/python-run/template.yaml"))
                    + "base: &a {answer: b, list: [1, 2, {c: 'd'}]}\n";
            long seed = 20_260_101L;
            Random random = new Random(seed);
            int read = 0;
            for (int i = 0; i < mutations; i++) {
                byte[] damaged = damage(good, random);
                read += readsOrIsRefused(damaged, seed, i) ? 1 : 0;
            }
            assertThat(read)
                    .as("some survive, some do not; seed %d", seed)
                    .isBetween(mutations / 100, mutations * 9 / 10);
        }

        private boolean readsOrIsRefused(byte[] damaged, long seed, int index) {
            try {
                TemplateYaml.read("Poem.yaml", yaml -> yaml.read(damaged));
                return true;
            } catch (TemplateException e) {
                String message = String.valueOf(e.getMessage());
                if (!message.startsWith("Poem.yaml") || message.contains("\n") || message.length() > 300) {
                    fail("seed " + seed + ", mutation " + index + ": no plain sentence: " + message);
                }
                return false;
            } catch (RuntimeException | StackOverflowError e) {
                return fail("seed " + seed + ", mutation " + index, e);
            }
        }

        private byte[] damage(String good, Random random) {
            String text = good;
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                int at = random.nextInt(text.length() + 1);
                switch (random.nextInt(4)) {
                    case 0 ->
                        text = text.substring(0, at) + TOKENS.get(random.nextInt(TOKENS.size())) + text.substring(at);
                    case 1 ->
                        text = text.substring(0, at) + text.substring(Math.min(text.length(), at + random.nextInt(40)));
                    case 2 -> text = doubleLine(text, random);
                    default -> text = random.nextInt(8) == 0 ? text.substring(0, at) : text;
                }
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0 && random.nextInt(4) == 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return bytes;
        }

        private String doubleLine(String text, Random random) {
            List<String> lines = new ArrayList<>(text.lines().toList());
            if (!lines.isEmpty()) {
                int line = random.nextInt(lines.size());
                lines.add(line, lines.get(line));
            }
            return String.join("\n", lines) + "\n";
        }

        @Test
        void are_refused_wherever_they_are_cut_or_read() {
            String good = HEAD + "count: 5\nchecks: [json, {max_words: 8}]\n" + QA
                    + "  answer: 'a'\n  checks:\n  - matches: '(a)'\n";
            for (int end = 0; end <= good.length(); end++) {
                String cut = good.substring(0, end);
                assertThatCode(() -> readsOrIsRefused(cut.getBytes(StandardCharsets.UTF_8), 0, cut.length()))
                        .doesNotThrowAnyException();
            }
        }
    }
}
