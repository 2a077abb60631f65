package io.github.spo4j.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StyleInstructionsTest {

    private static final StyleInstructions.Frame FREE =
            new StyleInstructions.Frame(List.of(), List.of(), List.of(), null);

    static Stream<Arguments> languages() {
        return Stream.of(
                argumentSet("English", StyleInstructions.english()),
                argumentSet("Chinese", StyleInstructions.chinese()));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void ask_about_an_article_with_all_that_is_given(StyleInstructions instructions) {
        StyleInstructions.Frame frame = new StyleInstructions.Frame(
                List.of("notice", "guide"), List.of("calm"), List.of("steps", "table"), "Latin");

        String text = instructions.extract("Tea\n```\ncode\n```", frame, "the prices", "it was empty");

        assertThat(text)
                .contains("````article\nTea\n```\ncode\n```\n````", "```extra\nthe prices\n```")
                .contains("notice / guide", "calm", "steps / table", "Latin", "it was empty")
                .contains(
                        "style_summary", "style_category", "style_label", "CoT", "template_part", "fact_info", "prompt")
                .doesNotContain("{{", "\n\n\n");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void leave_out_what_is_not_given(StyleInstructions instructions) {
        String text = instructions.extract("Tea {{extra}}", FREE, null, null);

        assertThat(text.replace("Tea {{extra}}", "")).doesNotContain("{{", "\n\n\n", " / ");
        assertThat(text)
                .contains("\nTea {{extra}}\n")
                .hasLineCount(instructions
                        .extract("Tea", FREE, " ", null)
                        .lines()
                        .toList()
                        .size());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void ask_for_a_common_style(StyleInstructions instructions) {
        String text = instructions.merge(List.of("{\"a\": 1}", "{\"b\": 2}"), List.of(7, 12), null, null);

        assertThat(text)
                .contains("```json\n{\"a\": 1}\n```", "```json\n{\"b\": 2}\n```", "7", "12", "contradictions")
                .doesNotContain("{{", "\n\n\n");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void word_questions_and_requirements(StyleInstructions instructions) {
        assertThat(instructions.question("1. Tea is 3 yuan.\n", " ![tea](t.png) "))
                .contains("\n1. Tea is 3 yuan.\n\n")
                .endsWith("\n![tea](t.png)");
        assertThat(instructions.question("Tea.", "")).endsWith("\nTea.").doesNotContain("{{");
        assertThat(instructions.requirements("Calm.", "tone: calm"))
                .contains("Calm.")
                .endsWith("\ntone: calm");
    }

    @Test
    void can_be_ones_own() {
        StyleInstructions own = StyleInstructions.english().with("extract", "How? {{article}}");

        assertThat(own.extract("Tea", FREE, null, null)).isEqualTo("How? ```article\nTea\n```");
        assertThat(StyleInstructions.of(own.texts()).texts()).isEqualTo(own.texts());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StyleInstructions.of(Map.of("extract", "{{article}}")))
                .withMessageContaining("merge");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> own.with("extract", "How?"))
                .withMessageContaining("{{article}}");
    }
}
