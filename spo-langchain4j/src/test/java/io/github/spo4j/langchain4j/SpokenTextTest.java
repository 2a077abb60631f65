package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenTextTest {

    static Stream<Arguments> texts() {
        return Stream.of(
                argumentSet("plain", " Hello\n", null, " Hello\n", null),
                argumentSet("thoughts apart", "Hello", "Hm\n", "Hello", "Hm"),
                argumentSet("thoughts inline", "<think>Hm</think>Hello", null, "Hello", "Hm"),
                argumentSet("on lines of their own", "\n<think>\nHm\n</think>\n\nHello\n", null, "Hello", "Hm"),
                argumentSet("both", "<think>b</think>Hello", "a", "Hello", "a\n\nb"),
                argumentSet("empty thoughts", "<think>\n\n</think>\n\nHello", null, "Hello", null),
                argumentSet("cut while thinking", "<think>Hm, let me", null, "", "Hm, let me"),
                argumentSet("nothing after it", "<think>Hm</think>", null, "", "Hm"),
                argumentSet("a tag mentioned", "<think>a <think> tag</think>Hello", null, "Hello", "a <think> tag"),
                argumentSet("tags in the answer", "<think>Hm</think>Say </think>", null, "Say </think>", "Hm"),
                argumentSet("opened by the template", "Hm\n</think>\n\nHello", null, "Hello", "Hm"),
                argumentSet(
                        "an answer about tags",
                        "Close it with </think> then",
                        null,
                        "Close it with </think> then",
                        null),
                argumentSet("tags later", "Write <think>x</think>", null, "Write <think>x</think>", null));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void is_what_was_said_without_what_was_thought(
            String said, @Nullable String apart, String text, @Nullable String reasoning) {
        assertThat(SpokenText.of(said, apart, request(ModelRole.EXECUTE, "Solve it.")))
                .isEqualTo(new SpokenText(text, reasoning));
    }

    private static ModelRequest request(ModelRole role, String text) {
        return ModelRequest.of(role, List.of(Message.user(text))).build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<thinking>secret</thinking>yes",
                "<thought>\nsecret\n</thought>\nyes",
                "<seed:think>secret</seed:think>yes",
                "[THINK]secret[/THINK]yes",
                "◁think▷secret◁/think▷yes",
                "Okay, secret.</think>yes",
                "Okay, secret.\n</think> yes",
                "<|channel|>analysis<|message|>secret<|end|><|start|>assistant<|channel|>final<|message|>yes<|return|>",
                "analysisMy secret.assistantfinalyes",
                "<|begin_of_thought|>secret<|end_of_thought|>\n<|begin_of_solution|>yes<|end_of_solution|>"
            })
    void has_no_thoughts_in_any_marks(String said) {
        SpokenText spoken = SpokenText.of(said, null, request(ModelRole.EXECUTE, "Solve it."));

        assertThat(spoken.text()).isEqualTo("yes");
        assertThat(spoken.reasoning()).contains("secret");
    }

    @Test
    void keeps_the_marks_that_the_prompt_asked_for() {
        String said = "<think>\n6 times 7\n</think>\n<answer>42</answer>";

        assertThat(SpokenText.of(said, null, request(ModelRole.EXECUTE, "Reason inside <think> and </think>."))
                        .text())
                .isEqualTo(said);
    }

    @Test
    void keeps_the_marks_inside_a_new_prompt_and_a_profile() {
        String prompt = "<analyse>a</analyse><prompt>Reason in <think> </think>, then answer.</prompt>";
        String profile = "{\"prompt\": \"Reason in <think>…</think>.\"}";

        assertThat(SpokenText.of("<think>Hm</think>" + prompt, null, request(ModelRole.OPTIMIZE, "Improve."))
                        .text())
                .isEqualTo(prompt);
        assertThat(SpokenText.of("Hm {x}\n</think>" + prompt, null, request(ModelRole.OPTIMIZE, "Improve."))
                        .text())
                .isEqualTo(prompt);
        assertThat(SpokenText.of("Hm\n</think>" + profile, null, request(ModelRole.EXTRACT, "Extract."))
                        .text())
                .isEqualTo(profile);
    }
}
