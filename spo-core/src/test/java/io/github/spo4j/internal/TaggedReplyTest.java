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
                    argumentSet(
                            "thinking marks inside",
                            "<analyse>a</analyse><modification>m</modification><prompt>Use <think> </think></prompt>",
                            "Use <think> </think>"),
                    argumentSet(
                            "thinking marks before and inside",
                            "<think>plan <prompt>DRAFT</prompt></think><analyse>a</analyse><prompt>Use </think></prompt>",
                            "Use </think>"),
                    argumentSet(
                            "tags named in thoughts without start",
                            "I need <analyse>, <modification> and <prompt>.</think><analyse>a</analyse><prompt>P</prompt>",
                            "P"),
                    argumentSet(
                            "thoughts in other marks",
                            "<|channel|>analysis<|message|><prompt>DRAFT</prompt><|end|><|start|>assistant<|channel|>final"
                                    + "<|message|><prompt>P</prompt><|return|>",
                            "P"),
                    argumentSet(
                            "a lone opening tag inside",
                            "<analyse>a</analyse><modification>m</modification><prompt>Put it in a <prompt> tag</prompt>",
                            "Put it in a <prompt> tag"),
                    argumentSet(
                            "a lone closing tag inside",
                            "<analyse>a</analyse><prompt>End it with </prompt> then</prompt>",
                            "End it with </prompt> then"),
                    argumentSet(
                            "a tag spoken of before",
                            "I will put it in a <prompt> tag.\n<analyse>a</analyse><prompt>P</prompt>",
                            "P"),
                    argumentSet("in capitals", "<Analyse>a</Analyse><PROMPT>P</PROMPT>", "P"),
                    argumentSet("with spaces", "<prompt >P</ prompt>", "P"),
                    argumentSet("full-width", "＜prompt＞P＜/prompt＞", "P"),
                    argumentSet("escaped", "&lt;prompt&gt;1 &amp;lt; 2&lt;/prompt&gt;", "1 &lt; 2"),
                    argumentSet("in a fence", "<prompt>```\nP\n```</prompt>", "P"),
                    argumentSet(
                            "with fences of its own",
                            "<prompt>```\nP\n```\nor\n```\nQ\n```</prompt>",
                            "```\nP\n```\nor\n```\nQ\n```"),
                    argumentSet("in CDATA", "<prompt><![CDATA[P]]></prompt>", "P"),
                    argumentSet("empty is the last", "<prompt>P</prompt><prompt> </prompt>", ""));
        }

        @Test
        void is_asked_for_in_tags_that_the_start_prompt_does_not_have() {
            ReplyTags tags = ReplyTags.besides("Put it inside a <Prompt > tag.");

            assertThat(tags).hasToString("spo-prompt");
            assertThat(ReplyTags.parse("spo-prompt").in("<analyse></analyse><prompt></prompt>"))
                    .isEqualTo("<analyse></analyse><spo-prompt></spo-prompt>");
            assertThat(TaggedReply.of("<spo-prompt>Use <prompt> and <prompt>x</prompt></spo-prompt>", tags)
                            .prompt())
                    .isEqualTo("Use <prompt> and <prompt>x</prompt>");
            assertThat(TaggedReply.of("<analyse>a</analyse><prompt>Use <prompt> tags</prompt>", tags)
                            .prompt())
                    .as("a model that keeps to the usual ones")
                    .isEqualTo("Use <prompt> tags");
            assertThat(ReplyTags.besides("Answer.").arePlain()).isTrue();
        }

        @Test
        void comes_with_what_was_changed() {
            assertThat(TaggedReply.of("<modification> shorter </modification><prompt>P</prompt>")
                            .modification())
                    .isEqualTo("shorter");
            assertThat(TaggedReply.of("<prompt>P</prompt>").modification()).isNull();
        }

        @Test
        void comes_with_what_was_found_where_that_is_closed() {
            assertThat(TaggedReply.of("<think><analyse>no</analyse></think><analyse> warm </analyse><choose>A</choose>")
                            .analysis())
                    .isEqualTo("warm");
            assertThat(TaggedReply.of("<analyse>warm <choose>A</choose>").analysis())
                    .isNull();
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
                    assertThat(reply.substring(reply.lastIndexOf("</prompt>"))
                                    .replaceAll("<(analyse|modification)>.*?</\\1>", ""))
                            .as("seed %d: %s", seed, reply)
                            .doesNotContain("<prompt>");
                    assertThat(reply.stripTrailing())
                            .as("seed %d: %s", seed, reply)
                            .doesNotEndWith("</think>");
                }
            }
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
                    "<think><choose>B</choose></think><choose>A</choose>",
                    "I answer <choose>A</choose> or <choose>B</choose>.</think><analyse>x</analyse><choose>A</choose>",
                    "<choose>Answer A</choose>",
                    "<choose>The answer is A</choose>",
                    "<choose>Option (A)</choose>",
                    "<choose>Set A</choose>",
                    "<choose>[A]</choose>",
                    "<choose>(A)</choose>",
                    "<choose>（A）</choose>",
                    "<choose>【A】</choose>",
                    "<choose><A></choose>",
                    "<choose># A</choose>",
                    "<choose>Ａ</choose>",
                    "<choose>选A</choose>",
                    "<choose>选项A</choose>",
                    "<choose>回答A</choose>",
                    "<choose>最终答案是A组。</choose>",
                    "<Choose>A</Choose>",
                    "<choose>A<choose>",
                    "<choose>A",
                    "<analyse>x</analyse>\n<choose> A\n",
                    "&lt;analyse&gt;x&lt;/analyse&gt;&lt;choose&gt;A&lt;/choose&gt;"
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
                    "<think><choose>A</choose>",
                    "<choose>A</choose></think>",
                    "<choose>-A</choose>",
                    "<choose>null</choose>",
                    "<choose>Answer: not A</choose>",
                    "<choose>\\boxed{A}</choose>",
                    "<choose>А</choose>", // Cyrillic
                    "<choose>"
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
                    argumentSet("labels", "<choose>" + "选".repeat(100_000) + "A</choose>", null),
                    argumentSet("closing marks", "</think>".repeat(12_500) + "<choose>A</choose>", Choice.A),
                    argumentSet("choices never closed", "<choose>A</choose>" + "<choose>".repeat(12_500), Choice.A),
                    argumentSet("analyses never closed", "<analyse>".repeat(12_500) + "<choose>A</choose>", Choice.A),
                    argumentSet(
                            "analyses never closed behind a closed one",
                            "<analyse><choose>B</choose></analyse><choose>A</choose>" + "<analyse>".repeat(12_500),
                            Choice.A));
        }
    }
}
