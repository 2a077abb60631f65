package io.github.spo4j.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InstructionsTest {

    @Nested
    class The_language {

        @Test
        void are_english_for_japanese_and_chinese_for_chinese() {
            assertThat(Instructions.inLanguageOf("簡潔で正確な回答をしてください。").texts())
                    .isEqualTo(Instructions.english().texts());
            assertThat(Instructions.inLanguageOf("カタカナ語を使用").texts())
                    .isEqualTo(Instructions.english().texts());
            assertThat(Instructions.inLanguageOf("回答要简短、正确。").texts())
                    .isEqualTo(Instructions.chinese().texts());
        }

        @Test
        void is_that_of_the_requirements() {
            assertThat(chosen("Write well.")).isEqualTo("en");
            assertThat(chosen("1. 事实完整；2. 文风一致；3. 仅输出结果。")).isEqualTo("zh");
            assertThat(chosen("用 JSON 回答，字段为 name、age，不要多余的说明。")).isEqualTo("zh");
            assertThat(chosen("Translate the word 你好 and explain its use in a short paragraph."))
                    .isEqualTo("en");
            assertThat(chosen("123")).isEqualTo("en");
        }

        private String chosen(String text) {
            return Instructions.inLanguageOf(text)
                            .texts()
                            .equals(Instructions.chinese().texts())
                    ? "zh"
                    : "en";
        }
    }

    @Nested
    class A_text_of_ones_own {

        @Test
        void replaces_ours() {
            Instructions own = Instructions.english().with("evaluate", "{{requirements}}|{{a}}|{{b}}");

            assertThat(own.texts().get("evaluate")).isEqualTo("{{requirements}}|{{a}}|{{b}}");
            assertThat(Instructions.english().texts().get("evaluate")).doesNotContain("|");
        }

        @Test
        void needs_the_slots_of_ours() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Instructions.english().with("evaluate", "{{a}} or {{b}}?"))
                    .withMessageContaining("{{requirements}}");
        }

        @Test
        void may_do_without_the_lines_on_frozen_parts_and_broken_checks() {
            Map<String, String> texts = new TreeMap<>(Instructions.english().texts());
            texts.remove("optimize-frozen");
            texts.remove("optimize-checks");

            Instructions own = Instructions.of(texts);

            assertThat(own.texts()).isEqualTo(texts);
        }

        @Test
        void needs_a_name_that_we_know() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Instructions.english().with("judge", "x"))
                    .withMessageContaining("'judge'")
                    .withMessageContaining("evaluate");
        }
    }
}
