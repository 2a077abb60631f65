package io.github.spo4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.internal.TaggedReply.Choice;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaggedReplyTest {

    @Nested
    class The_prompt {

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("replies")
        void B7_B8_is_the_last_complete_outermost_one(String reply, @Nullable String expected) {
            assertThat(TaggedReply.of(reply).prompt()).isEqualTo(expected);
        }

        static Stream<Arguments> replies() {
            return Stream.of(
                    argumentSet(
                            "as asked", "<analyse>a</analyse><modification>m</modification><prompt>P</prompt>", "P"),
                    argumentSet("trimmed", "<prompt>\n  P \n</prompt>", "P"),
                    argumentSet("last of two", "<prompt>DRAFT</prompt> or rather <prompt>P</prompt>", "P"),
                    argumentSet(
                            "draft in the analysis",
                            "<analyse><prompt>DRAFT</prompt></analyse><prompt>P</prompt>",
                            "P"),
                    argumentSet(
                            "draft after it",
                            "<prompt>P</prompt><modification>was <prompt>D</prompt></modification>",
                            "P"),
                    argumentSet("only in the analysis", "<analyse><prompt>DRAFT</prompt></analyse>", null),
                    argumentSet("thought before", "<think><prompt>DRAFT</prompt></think><prompt>P</prompt>", "P"),
                    argumentSet("thought without start", "<prompt>DRAFT</prompt></think><prompt>P</prompt>", "P"),
                    argumentSet("cut while thinking", "<think>maybe <prompt>DRAFT</prompt>", null),
                    argumentSet(
                            "inner tags kept",
                            "<prompt>Use <b>x</b> and <prompt>y</prompt>.</prompt>",
                            "Use <b>x</b> and <prompt>y</prompt>."),
                    argumentSet(
                            "other parts' tags inside are text",
                            "<prompt>Write <analyse> first.</prompt>",
                            "Write <analyse> first."),
                    argumentSet("unclosed prompt", "<prompt>P", null),
                    argumentSet("unclosed analysis", "<analyse>a <prompt>P</prompt>", null),
                    argumentSet("closed without start", "P</prompt>", null),
                    argumentSet("complete, then a broken one", "<prompt>P</prompt><prompt>Q", null),
                    argumentSet("no tag", "P", null),
                    argumentSet("blank", " ", null),
                    argumentSet("empty", "<prompt></prompt>", ""),
                    argumentSet("empty is the last", "<prompt>P</prompt><prompt> </prompt>", ""));
        }

        @Test
        void comes_with_what_was_changed() {
            assertThat(TaggedReply.of("<modification> shorter </modification><prompt>P</prompt>")
                            .modification())
                    .isEqualTo("shorter");
            assertThat(TaggedReply.of("<prompt>P</prompt>").modification()).isNull();
        }

        @Test
        void of_any_text_is_part_of_it_or_nothing() {
            String[] pieces = {
                "<prompt>",
                "</prompt>",
                "<analyse>",
                "</analyse>",
                "<modification>",
                "</modification>",
                "<think>",
                "</think>",
                "a",
                "b",
                "\n",
                "<",
                ">"
            };
            for (long seed = 0; seed < 20_000; seed++) {
                Random random = new Random(seed);
                StringBuilder text = new StringBuilder();
                random.ints(random.nextInt(14), 0, pieces.length).forEach(i -> text.append(pieces[i]));
                String reply = text.toString();

                String prompt = TaggedReply.of(reply).prompt();

                if (prompt != null) {
                    assertThat(reply).as("seed %d", seed).contains(prompt);
                    assertThat(count(prompt, "<prompt>"))
                            .as("seed %d: %s", seed, reply)
                            .isEqualTo(count(prompt, "</prompt>"));
                    assertThat(reply.substring(reply.lastIndexOf("</think>") + 1))
                            .as("seed %d", seed)
                            .contains(prompt);
                }
            }
        }

        private int count(String text, String part) {
            return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
        }
    }

    @Nested
    class The_choice {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "<choose>A</choose>",
                    "<choose>a</choose>",
                    "<choose> A. </choose>",
                    "<choose>**A**</choose>",
                    "<choose>`A`</choose>",
                    "<choose>“A”</choose>",
                    "<choose>\"A\".</choose>",
                    "<choose>Answer: A</choose>",
                    "<choose>**Answer: A**</choose>",
                    "<choose>choice: a</choose>",
                    "<choose>答案：A</choose>",
                    "<choose>选择：**A**。</choose>",
                    "<choose>A</choose> so <choose>A.</choose>",
                    "<analyse><choose>B</choose></analyse><choose>A</choose>",
                    "<analyse>never closed <choose>A</choose>",
                    "<think><choose>B</choose></think><choose>A</choose>"
                })
        void B20_A_is_read_however_it_is_dressed(String reply) {
            assertThat(TaggedReply.of(reply).choice()).isEqualTo(Choice.A);
        }

        @Test
        void B20_B_is_read_too() {
            assertThat(TaggedReply.of("<choose>b.</choose>").choice()).isEqualTo(Choice.B);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "A",
                    "<choose></choose>",
                    "<choose>Neither</choose>",
                    "<choose>A or B</choose>",
                    "<choose>A is better</choose>",
                    "<choose>AB</choose>",
                    "<choose>A</choose><choose>B</choose>",
                    "<choose>A</choose><choose>Neither</choose>",
                    "<analyse><choose>A</choose></analyse>",
                    "<choose>A",
                    "<think><choose>A</choose>",
                    "<choose>A</choose></think>",
                    "<choose>-A</choose>",
                    "<choose>null</choose>"
                })
        void B2_anything_else_is_no_choice(String reply) {
            assertThat(TaggedReply.of(reply).choice()).isNull();
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("longReplies")
        @Timeout(5)
        void of_a_long_reply_takes_no_long_time(String reply, @Nullable Choice expected) {
            assertThat(TaggedReply.of(reply).choice()).isEqualTo(expected);
        }

        static Stream<Arguments> longReplies() {
            String blanks = " ".repeat(100_000);
            return Stream.of(
                    argumentSet("blanks inside", "<choose>A" + blanks + "x</choose>", null),
                    argumentSet("blanks around", "<choose>" + blanks + "A" + blanks + "</choose>", Choice.A),
                    argumentSet("choices never closed", "<choose>A</choose>" + "<choose>".repeat(12_500), Choice.A),
                    argumentSet("analyses never closed", "<analyse>".repeat(12_500) + "<choose>A</choose>", Choice.A),
                    argumentSet(
                            "analyses never closed behind a closed one",
                            "<analyse><choose>B</choose></analyse><choose>A</choose>" + "<analyse>".repeat(12_500),
                            Choice.A));
        }
    }
}
