package io.github.spo4j.engine.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.engine.judge.AnsweredQuestion;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.ReplyTags;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.template.IterationTemplate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerMessageTest {

    private static final PromptGuard LIMITED =
            PromptGuard.standard().frozen("<keep>", "</keep>").maxWords(50);

    static Stream<Arguments> languages() {
        return Stream.of(
                argumentSet("English", Instructions.english()), argumentSet("Chinese", Instructions.chinese()));
    }

    private static List<AnsweredQuestion> answer(String text) {
        return List.of(new AnsweredQuestion("What?", text, null));
    }

    private static OptimizerMessage message(Instructions instructions, String requirements, PromptGuard guard) {
        return new OptimizerMessage(
                instructions, IterationTemplate.of("Start.", requirements, "What?"), guard, ReplyTags.PLAIN);
    }

    @ParameterizedTest(name = "{argumentSetName}")
    @MethodSource("languages")
    void everything_it_needs_is_said(Instructions instructions) {
        String text = message(instructions, "Be kind.", LIMITED)
                .text(
                        "Answer.",
                        List.of(
                                new AnsweredQuestion("Q one", "A one", "E one"),
                                new AnsweredQuestion("Q two", "A two", null)),
                        "it was empty");

        assertThat(text)
                .contains("```requirements\nBe kind.\n```", "```prompt\nAnswer.\n```")
                .contains("```question\nQ one\n```", "```answer\nA one\n```", "```expected\nE one\n```")
                .contains("```question\nQ two\n```", "```answer\nA two\n```")
                .contains("50", "<keep>", "</keep>", "it was empty", "<analyse>", "<modification>", "<prompt>")
                .doesNotContain("{{", "\n\n\n");
    }

    @ParameterizedTest(name = "{argumentSetName}")
    @MethodSource("languages")
    void what_there_is_nothing_of_is_left_out(Instructions instructions) {
        String text = message(instructions, "Be kind.", PromptGuard.standard()).text("Answer.", answer("Yes"), null);

        assertThat(text).doesNotContain("{{", "```expected", "\n\n\n").doesNotEndWith("\n");
        assertThat(text.lines().filter(line -> line.startsWith("# "))).hasSize(4);
    }

    @Test
    void B32_a_fence_is_longer_than_those_inside() {
        String code = "Look:\n````\ncode\n````";
        String text =
                message(Instructions.english(), "R", PromptGuard.standard()).text("P", answer(code), null);

        assertThat(text).contains("`````answer\n" + code + "\n`````\n");
    }

    @Test
    void slots_in_the_material_stay_as_they_are() {
        String text = message(Instructions.english(), "{{prompt}}", PromptGuard.standard())
                .text("{{answers}} $1 \\n", answer("{{reason}}"), null);

        assertThat(text).contains("\n{{prompt}}\n", "\n{{answers}} $1 \\n\n", "\n{{reason}}\n");
    }

    @Test
    void texts_of_ones_own_may_do_without_the_line_on_frozen_parts() {
        Map<String, String> texts = new TreeMap<>(Instructions.english().texts());
        texts.remove("optimize-frozen");

        assertThat(message(Instructions.of(texts), "R", PromptGuard.standard().frozen("[", "]"))
                        .text("P", answer("x"), null))
                .isEqualTo(message(Instructions.english(), "R", PromptGuard.standard())
                        .text("P", answer("x"), null));
    }
}
