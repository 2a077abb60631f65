package io.github.spo4j.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IterationTemplateTest {

    private static final String POEM = """
            prompt: |
              写一首诗
            requirements: Short.
            count: 50
            qa:
              - question: Spring
                answer: Rain
              - question: 秋
            """;

    private static final IterationTemplate POEM_IN_CODE = IterationTemplate.builder()
            .prompt("写一首诗\n")
            .requirements("Short.")
            .wordLimit(50)
            .question("Spring", "Rain")
            .question("秋")
            .build();

    @TempDir
    Path folder;

    private static TemplateException refusal(Path file) {
        TemplateException refusal = catchThrowableOfType(TemplateException.class, () -> IterationTemplate.read(file));
        assertThat(refusal).as("a refusal of %s", file).isNotNull();
        assertThat(refusal.source()).isEqualTo(file.toString());
        assertThat(refusal).hasMessageStartingWith(file.toString());
        return refusal;
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("Poem.yaml"), content);
    }

    private Path file(String content, Charset charset) throws IOException {
        return file(content.getBytes(charset));
    }

    @Nested
    class In_code {

        @Test
        void holds_what_it_was_given() {
            assertThat(POEM_IN_CODE.prompt()).isEqualTo("写一首诗\n");
            assertThat(POEM_IN_CODE.requirements()).isEqualTo("Short.");
            assertThat(POEM_IN_CODE.wordLimit()).isEqualTo(50);
            assertThat(POEM_IN_CODE.questions())
                    .containsExactly(QuestionAnswer.of("Spring", "Rain"), QuestionAnswer.of("秋"));
            assertThat(POEM_IN_CODE.notices()).isEmpty();
        }

        @Test
        void is_made_in_one_call() {
            IterationTemplate expected = IterationTemplate.builder()
                    .prompt("p")
                    .requirements("r")
                    .question("a")
                    .question("b")
                    .build();

            assertThat(IterationTemplate.of("p", "r", "a", "b")).isEqualTo(expected);
            assertThat(IterationTemplate.of("p", "r", List.of(QuestionAnswer.of("a"), QuestionAnswer.of("b"))))
                    .isEqualTo(expected);
            assertThat(expected.wordLimit()).isNull();
        }

        @Test
        void is_the_same_but_for_another_prompt() {
            IterationTemplate other = POEM_IN_CODE.withPrompt("Write a poem.");

            assertThat(other.prompt()).isEqualTo("Write a poem.");
            assertThat(other.withPrompt(POEM_IN_CODE.prompt())).isEqualTo(POEM_IN_CODE);
            assertThatIllegalArgumentException().isThrownBy(() -> POEM_IN_CODE.withPrompt(" "));
        }

        @Test
        void does_not_change_with_the_list_it_was_made_of() {
            List<QuestionAnswer> questions = new ArrayList<>(List.of(QuestionAnswer.of("a")));
            IterationTemplate template = IterationTemplate.of("p", "r", questions);

            questions.clear();

            assertThat(template.questions()).hasSize(1).isUnmodifiable();
        }

        @Test
        void does_not_change_with_its_builder() {
            IterationTemplate.Builder builder =
                    IterationTemplate.builder().prompt("p").requirements("r").question("a");
            IterationTemplate template = builder.build();

            builder.prompt("other").question("b");

            assertThat(template).isEqualTo(IterationTemplate.of("p", "r", "a"));
        }

        @Test
        void names_what_is_missing() {
            assertThatThrownBy(() -> IterationTemplate.builder().build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the template has no prompt: call prompt(...)");
            assertThatThrownBy(() -> IterationTemplate.builder().prompt("p").build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the template has no requirements: call requirements(...)");
            assertThatThrownBy(() -> IterationTemplate.builder()
                            .prompt("p")
                            .requirements("r")
                            .build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the template has no question: call question(...)");
        }

        @Test
        void refuses_bad_values_at_once() {
            assertThatThrownBy(() -> IterationTemplate.builder().prompt(" "))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("prompt is blank");
            assertThatThrownBy(() -> IterationTemplate.builder().prompt("\ufeff\u200b"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("prompt is blank");
            assertThatThrownBy(() -> IterationTemplate.builder().requirements("\ud800"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("requirements holds half");
            assertThatThrownBy(() -> IterationTemplate.builder().wordLimit(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("wordLimit must be at least 1: 0");
            assertThatThrownBy(() -> IterationTemplate.of("p", "r"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("questions is empty");
        }

        @Test
        void is_equal_by_content_whatever_was_noticed() {
            IterationTemplate noticed = IterationTemplate.parse("Poem.yaml", POEM + "author: me\n");

            assertThat(noticed.notices()).isNotEmpty();
            assertThat(noticed).isEqualTo(POEM_IN_CODE).hasSameHashCodeAs(POEM_IN_CODE);
            assertThat(IterationTemplate.of("p", "r", "a"))
                    .isNotEqualTo(IterationTemplate.of("P", "r", "a"))
                    .isNotEqualTo(IterationTemplate.of("p", "R", "a"))
                    .isNotEqualTo(IterationTemplate.of("p", "r", "A"))
                    .isNotEqualTo(IterationTemplate.builder()
                            .prompt("p")
                            .requirements("r")
                            .wordLimit(1)
                            .question("a")
                            .build())
                    .isNotEqualTo("p");
        }

        @Test
        void shows_at_most_a_short_part_of_its_texts() {
            assertThat(IterationTemplate.of("p".repeat(500), "r", "a"))
                    .hasToString("IterationTemplate[prompt=\"" + "p".repeat(40)
                            + "…\", requirements=\"r\", wordLimit=null, 1 questions]");
        }
    }

    @Nested
    class Reading_files {

        @Test
        void reads_the_python_systems_file_to_the_same_meaning() {
            IterationTemplate template =
                    IterationTemplate.read(Path.of("src/test/resources/interop/python-run/template.yaml"));

            assertThat(template.prompt()).isEqualTo("""
                            请你写一段关于主题的短文，语言简洁。😀
                            Keep "quotes", it's fine, {braces} and $1 \\n as they are.
                            """);
            assertThat(template.requirements()).isEqualTo("1. 事实完整；2. 文风一致；3. 仅输出结果。\n");
            assertThat(template.wordLimit()).isEqualTo(50);
            assertThat(template.questions())
                    .containsExactly(
                            QuestionAnswer.of("写一段关于《原神》4.7 版本的介绍。\n限制：30 字以内\n", "幻想真境剧诗上线，“挑战”自我！\n"),
                            QuestionAnswer.of(
                                    "It's a \"quoted\" question\twith tab, nbsp\u00a0 and zwsp\u200b", "it's"),
                            QuestionAnswer.of("12", "Yes"),
                            QuestionAnswer.of("第四个问题（参考实现忽略）", "忽略"));
            assertThat(template.notices()).isEmpty();
        }

        @Test
        void B19_all_questions_are_there_not_only_the_first_three() {
            IterationTemplate template = IterationTemplate.of("p", "r", "1", "2", "3", "4", "5");

            assertThat(IterationTemplate.parse("five", template.toYaml()).questions())
                    .extracting(QuestionAnswer::question)
                    .containsExactly("1", "2", "3", "4", "5");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "\uFEFF"})
        void reads_utf_8_with_and_without_byte_order_mark(String mark) throws IOException {
            assertThat(IterationTemplate.read(file(mark + POEM, StandardCharsets.UTF_8)))
                    .isEqualTo(POEM_IN_CODE);
            assertThat(IterationTemplate.parse("text", mark + POEM)).isEqualTo(POEM_IN_CODE);
        }

        @Test
        void reads_windows_line_ends_like_any_other() throws IOException {
            assertThat(IterationTemplate.read(file(POEM.replace("\n", "\r\n"), StandardCharsets.UTF_8)))
                    .isEqualTo(POEM_IN_CODE);
        }

        @Test
        void refuses_other_encodings() throws IOException {
            TemplateException gbk = refusal(file(POEM, Charset.forName("GBK")));
            assertThat(gbk).hasMessageEndingWith("line 2: this is not UTF-8 text; save the file in the encoding UTF-8");
            assertThat(gbk.line()).isEqualTo(2);

            assertThat(refusal(file(POEM, StandardCharsets.UTF_16))).hasMessageContaining("not UTF-8");
            assertThat(refusal(file(POEM, StandardCharsets.UTF_16LE))).hasMessageContaining("UTF-8");
            assertThat(refusal(file("prompt: p", StandardCharsets.UTF_16BE)))
                    .hasMessageEndingWith(
                            "line 1: there is a NUL character; save the file as text in the encoding" + " UTF-8");
        }

        @Test
        void refuses_a_missing_file_a_folder_and_a_file_below_a_file() throws IOException {
            assertThat(refusal(folder.resolve("none.yaml")))
                    .hasMessageEndingWith(": there is no such file; check the path");
            assertThat(refusal(folder)).hasMessageEndingWith(": this is a folder; name a file in it");
            assertThat(refusal(file(POEM, StandardCharsets.UTF_8).resolve("x")))
                    .hasMessageContaining("check the path")
                    .hasCauseInstanceOf(IOException.class);
        }

        @Test
        void refuses_a_file_that_may_not_be_read() throws IOException {
            Path secret = file(POEM, StandardCharsets.UTF_8);
            assumeTrue(secret.toFile().setReadable(false), "there are no permissions here");
            assumeTrue(!Files.isReadable(secret), "root may read everything");

            assertThat(refusal(secret)).hasMessageEndingWith("may not be read; check its permissions");
        }

        @Test
        void refuses_a_large_file_before_parsing_it() throws IOException {
            Path large = folder.resolve("large.yaml");
            try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
                sparse.setLength(10L << 20);
            }

            assertThat(refusal(large)).hasMessageContaining("at most 1048576 bytes");
        }

        @Test
        void refuses_an_endless_device() {
            Path zeros = Path.of("/dev/zero");
            assumeTrue(Files.exists(zeros), "there is no /dev/zero here");

            assertThat(refusal(zeros)).hasMessageContaining("at most 1048576 bytes");
        }

        @Test
        void reads_a_file_of_just_the_largest_size() throws IOException {
            String comment = "#".repeat((1 << 20) - POEM.getBytes(StandardCharsets.UTF_8).length);

            assertThat(IterationTemplate.read(file(POEM + comment, StandardCharsets.UTF_8)))
                    .isEqualTo(POEM_IN_CODE);
            assertThat(refusal(file(POEM + comment + "#", StandardCharsets.UTF_8)))
                    .hasMessageContaining("larger");
        }
    }

    @Nested
    class Writing_files {

        @Test
        void writes_what_reads_back_equal() {
            Path file = folder.resolve("new.yaml");

            POEM_IN_CODE.write(file);

            assertThat(IterationTemplate.read(file)).isEqualTo(POEM_IN_CODE);
            assertThat(folder).isDirectoryContaining("glob:**/new.yaml");
            assertThat(folder.toFile().list()).containsExactly("new.yaml");
        }

        @Test
        void never_overwrites_a_file() throws IOException {
            Path file = file(POEM, StandardCharsets.UTF_8);

            assertThatThrownBy(() -> IterationTemplate.of("p", "r", "a").write(file))
                    .isInstanceOf(TemplateException.class)
                    .hasMessage(file + ": this file already exists and is not overwritten; choose another name or"
                            + " move it away");
            assertThat(file).hasContent(POEM);
            assertThat(folder.toFile().list()).containsExactly("Poem.yaml");
        }

        @Test
        @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links take a privilege there")
        void never_overwrites_a_dangling_link_or_a_folder() throws IOException {
            Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), folder.resolve("nowhere"));

            assertThatThrownBy(() -> POEM_IN_CODE.write(link)).isInstanceOf(TemplateException.class);
            assertThatThrownBy(() -> POEM_IN_CODE.write(folder)).isInstanceOf(TemplateException.class);
            assertThat(folder.resolve("nowhere")).doesNotExist();
        }

        @Test
        void writes_to_a_file_system_without_hard_links() throws IOException {
            try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("x.zip"), Map.of("create", "true"))) {
                Path file = zip.getPath("/Poem.yaml");

                POEM_IN_CODE.write(file);

                assertThat(IterationTemplate.read(file)).isEqualTo(POEM_IN_CODE);
                assertThatThrownBy(() -> POEM_IN_CODE.write(file))
                        .isInstanceOf(TemplateException.class)
                        .hasMessageContaining("already exists");
                try (Stream<Path> entries = Files.list(zip.getPath("/"))) {
                    assertThat(entries).containsExactly(file);
                }
            }
        }

        @Test
        void says_when_the_disk_refuses() {
            Path file = Path.of("/proc/no-such.yaml");
            assumeTrue(
                    Files.isDirectory(Path.of("/proc/self")), "there is no /proc here, where nothing can be written");

            assertThatThrownBy(() -> POEM_IN_CODE.write(file))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageStartingWith(file + ": ")
                    .hasCauseInstanceOf(IOException.class);
        }

        @Test
        void names_the_missing_folder() {
            Path file = folder.resolve("no/such/Poem.yaml");

            assertThatThrownBy(() -> POEM_IN_CODE.write(file))
                    .isInstanceOf(TemplateException.class)
                    .hasMessage(file + ": the folder does not exist; create it first");
        }

        @Test
        void writes_no_file_that_it_would_not_read() {
            Path file = folder.resolve("large.yaml");
            IterationTemplate large = IterationTemplate.of("p".repeat(1 << 20), "r", "a");

            assertThatThrownBy(() -> large.write(file))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageContaining("larger");
            assertThat(file).doesNotExist();
        }
    }
}
