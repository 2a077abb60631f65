package io.github.spo4j.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleInputTest {

    private static String read(String input) {
        return new ArticleInput(input)
                .with(new ByteArrayInputStream("from standard input".getBytes(UTF_8)), ArticleInputTest::content);
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"It rained all day.", "天亮了", "one\nline.md", "a/b.md\nand more", "\t.", "two words"})
    void a_line_break_white_space_or_a_chinese_character_makes_a_text(String input) {
        assertThat(read(input)).isEqualTo(input);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "article",
                "article.md",
                "my article.md",
                "文章.TXT",
                "my folder/article",
                "dir\\my file",
                "a b.json"
            })
    void what_may_be_a_mistyped_path_is_refused(String input) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> read(input))
                .withMessageContaining("check the path");
    }

    @Test
    void an_existing_path_is_a_path_whatever_its_name(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("no suffix"), "the content");

        assertThat(read(file.toString())).isEqualTo("the content");
        assertThat(new ArticleInput(file.toString()).path()).isEqualTo(file);
    }

    @Test
    void a_hyphen_is_standard_input() {
        assertThat(read("-")).isEqualTo("from standard input");
    }

    @Test
    void a_text_is_the_same_article_each_time_and_leaves_no_file_behind() {
        Path first = new ArticleInput("It rained.\n").with(System.in, file -> file);
        Path second = new ArticleInput("It rained.\n").with(System.in, file -> file);
        Path other = new ArticleInput("It snowed.\n").with(System.in, file -> file);

        assertThat(first.getFileName()).isEqualTo(second.getFileName()).isNotEqualTo(other.getFileName());
        assertThat(first).doesNotExist();
        assertThat(first.getParent()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "a text, not a path", "nowhere"})
    void where_a_path_is_needed_nothing_else_will_do(String input) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> new ArticleInput(input).path())
                .withMessageContaining("there is no file or folder " + input);
    }
}
