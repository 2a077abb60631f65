package io.github.spo4j.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.internal.InvisibleText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TemplateWriterTest {

    private static IterationTemplate roundTrip(IterationTemplate template) {
        // By way of bytes, as a file would.
        byte[] file = template.toYaml().getBytes(StandardCharsets.UTF_8);
        return TemplateYaml.read("written.yaml", yaml -> yaml.read(file));
    }

    @Nested
    class Layout {

        @Test
        void puts_texts_of_several_lines_into_blocks() {
            IterationTemplate template = IterationTemplate.builder()
                    .prompt("写一首诗。😀\nKeep \"quotes\" & {braces}: # all\n\n- of it\n")
                    .requirements("Short.\nTrue.")
                    .wordLimit(50)
                    .question("Spring\n", "Rain\nand sun\n")
                    .question(QuestionAnswer.of("12").variables(Map.of("客户", "Anna\nB.")))
                    .build();

            assertThat(template.toYaml()).isEqualTo("""
                            prompt: |
                              写一首诗。😀
                              Keep "quotes" & {braces}: # all

                              - of it
                            requirements: |-
                              Short.
                              True.
                            count: 50
                            qa:
                              - question: |
                                  Spring
                                answer: |
                                  Rain
                                  and sun
                              - question: "12"
                                answer: ""
                                variables:
                                  客户: |-
                                    Anna
                                    B.
                            """);
        }

        @Test
        void writes_checks_where_there_are_any() {
            IterationTemplate template = IterationTemplate.builder()
                    .prompt("p")
                    .requirements("r")
                    .checks(List.of(AnswerCheck.json(), AnswerCheck.maxWords(80)))
                    .question(QuestionAnswer.of("q")
                            .checks(List.of(
                                    AnswerCheck.jsonKeys("a", "b: c"),
                                    AnswerCheck.matches("\\d+\n#?"),
                                    AnswerCheck.contains("Yours,"))))
                    .build();

            assertThat(template.toYaml()).isEqualTo("""
                            prompt: "p"
                            requirements: "r"
                            count: null
                            checks:
                              - "json"
                              - max_words: 80
                            qa:
                              - question: "q"
                                answer: ""
                                checks:
                                  - json_keys:
                                      - "a"
                                      - "b: c"
                                  - matches: |-
                                      \\d+
                                      #?
                                  - contains: "Yours,"
                            """);
            assertThat(roundTrip(template)).isEqualTo(template);
        }

        @Test
        void writes_every_key_that_the_python_system_wants() {
            assertThat(IterationTemplate.of("p", "r", "q").toYaml()).isEqualTo("""
                            prompt: "p"
                            requirements: "r"
                            count: null
                            qa:
                              - question: "q"
                                answer: ""
                            """);
        }
    }

    @Nested
    class Round_trip {

        static Stream<String> texts() {
            return Stream.of(
                    "中文 😀 \uD834\uDD1E",
                    "ends with a newline\n",
                    "ends with three\n\n\n",
                    "no newline at\nthe end",
                    "\n\nbegins with newlines",
                    "   begins with spaces\nand goes on\n",
                    "  x  ",
                    "spaces at the end  \nof a line\n",
                    "a line of spaces\n   \nin between\n",
                    "\tbegins with a tab\n\tx",
                    "tab\tinside\nand\tthere\n",
                    "a\rb",
                    "a\r\nb\r\n",
                    "next line\u0085x\n",
                    "separators\u2028\u2029\nx",
                    "\uFEFFmark\n\uFEFF",
                    "nul\0 bell\u0007 escape\u001b delete\u007f c1\u0080\u009f\n",
                    "not a character\uFFFE\uFFFF\nx",
                    "nbsp\u00a0 zwsp\u200b zwj\u200d rtl\u202e\nx",
                    ": ",
                    "key: value",
                    "# comment",
                    "a #b",
                    "- item\n- item\n",
                    "? x\n: y\n",
                    "---\n...\n---\n",
                    "%YAML 1.1\n",
                    "Yes",
                    "010",
                    "~",
                    "null",
                    "None",
                    "<<",
                    "=",
                    "*a",
                    "&a",
                    "!foo",
                    "!!str x",
                    "|",
                    ">\n  x",
                    "\"",
                    "'",
                    "\\",
                    "\\n",
                    "\"\"\"\n'''\n",
                    "{a: b}\n[c]",
                    "@`%",
                    "x".repeat(5000),
                    ("word ".repeat(60) + "\n").repeat(20));
        }

        @ParameterizedTest
        @MethodSource("texts")
        void gives_each_text_back_exactly(String text) {
            IterationTemplate template = IterationTemplate.of(
                    text, text, List.of(QuestionAnswer.of(text, text), QuestionAnswer.of("x" + text, text + "x")));

            assertThat(roundTrip(template)).isEqualTo(template);
        }

        @Test
        void gives_random_templates_back_exactly() {
            long seed = 4711L;
            Random random = new Random(seed);
            for (int i = 0; i < 2_000; i++) {
                IterationTemplate template = randomTemplate(random);
                assertThat(roundTrip(template))
                        .as("seed %d, template %d: %s", seed, i, template.toYaml())
                        .isEqualTo(template);
            }
        }

        private IterationTemplate randomTemplate(Random random) {
            IterationTemplate.Builder builder =
                    IterationTemplate.builder().prompt(randomText(random)).requirements(randomText(random));
            if (random.nextBoolean()) {
                builder.wordLimit(1 + random.nextInt(Integer.MAX_VALUE));
            }
            for (int questions = random.nextInt(4); questions >= 0; questions--) {
                builder.question(QuestionAnswer.of(randomText(random), random.nextBoolean() ? randomText(random) : null)
                        .variables(randomVariables(random))
                        .checks(randomChecks(random)));
            }
            return builder.checks(randomChecks(random)).build();
        }

        private List<AnswerCheck> randomChecks(Random random) {
            return Stream.generate(() -> switch (random.nextInt(5)) {
                        case 0 -> AnswerCheck.json();
                        case 1 -> AnswerCheck.jsonKeys(randomText(random), randomText(random));
                        case 2 -> AnswerCheck.matches(Pattern.quote(randomText(random)));
                        case 3 -> AnswerCheck.maxWords(1 + random.nextInt(Integer.MAX_VALUE));
                        default -> AnswerCheck.contains(randomText(random));
                    })
                    .limit(Math.max(0, random.nextInt(6) - 3))
                    .toList();
        }

        private Map<String, String> randomVariables(Random random) {
            Map<String, String> variables = new LinkedHashMap<>();
            for (String name : List.of("yes", "null", "客户", "a.b-c", "x".repeat(300))) {
                if (random.nextInt(4) == 0) {
                    variables.put(name, random.nextBoolean() ? randomText(random) : "");
                }
            }
            return variables;
        }

        private String randomText(Random random) {
            List<String> pieces = texts().filter(piece -> piece.length() < 100).toList();
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                switch (random.nextInt(6)) {
                    case 0 -> text.append(pieces.get(random.nextInt(pieces.size())));
                    case 1 -> text.append("\n".repeat(random.nextInt(4)));
                    case 2 -> text.append(" ".repeat(random.nextInt(4)));
                    case 3 -> text.appendCodePoint(randomCodePoint(random));
                    default -> text.append("word").append(random.nextInt(100));
                }
            }
            return InvisibleText.isAll(text.toString()) ? text + "x" : text.toString();
        }

        private int randomCodePoint(Random random) {
            int[] limits = {0x20, 0x100, 0x3000, Character.MAX_CODE_POINT + 1};
            int codePoint = random.nextInt(limits[random.nextInt(limits.length)]);
            boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            return surrogate ? '\u4e2d' : codePoint;
        }
    }
}
