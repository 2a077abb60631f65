package io.github.spo4j.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.instruction.StyleInstructions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StyleMessageTest {

    private static final StyleVocabulary FREE = StyleVocabulary.free();

    static Stream<Arguments> languages() {
        return Stream.of(
                argumentSet("English", StyleInstructions.english()),
                argumentSet("Chinese", StyleInstructions.chinese()));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void ask_about_an_article_with_all_that_is_given(StyleInstructions instructions) {
        StyleVocabulary words =
                new StyleVocabulary(List.of("notice", "guide"), List.of("calm"), List.of("steps", "table"));

        String text = new StyleMessage(instructions)
                .extract("Tea\n```\ncode\n```", words, "Latin", "the prices", "it was empty");

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
        String text = new StyleMessage(instructions).extract("Tea {{extra}}", FREE, null, null, null);

        assertThat(text.replace("Tea {{extra}}", "")).doesNotContain("{{", "\n\n\n", " / ");
        assertThat(text)
                .contains("\nTea {{extra}}\n")
                .hasLineCount(new StyleMessage(instructions)
                        .extract("Tea", FREE, null, " ", null)
                        .lines()
                        .toList()
                        .size());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void ask_for_a_common_style(StyleInstructions instructions) {
        String text =
                new StyleMessage(instructions).merge(List.of("{\"a\": 1}", "{\"b\": 2}"), List.of(7, 12), null, null);

        assertThat(text)
                .contains("```json\n{\"a\": 1}\n```", "```json\n{\"b\": 2}\n```", "7", "12", "contradictions")
                .doesNotContain("{{", "\n\n\n");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void word_questions_and_requirements(StyleInstructions instructions) {
        assertThat(new StyleMessage(instructions).question("1. Tea is 3 yuan.\n", " ![tea](t.png) "))
                .contains("\n1. Tea is 3 yuan.\n\n")
                .endsWith("\n![tea](t.png)");
        assertThat(new StyleMessage(instructions).question("Tea.", ""))
                .endsWith("\nTea.")
                .doesNotContain("{{");
        assertThat(new StyleMessage(instructions).requirements("Calm.", "tone: calm"))
                .contains("Calm.")
                .endsWith("\ntone: calm");
    }

    @Test
    void can_be_ones_own() {
        StyleInstructions own = StyleInstructions.english().with("extract", "How? {{article}}");

        assertThat(new StyleMessage(own).extract("Tea", FREE, null, null, null)).isEqualTo("How? ```article\nTea\n```");
    }
}
