package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
        assertThat(SpokenText.of(said, apart)).isEqualTo(new SpokenText(text, reasoning));
    }
}
