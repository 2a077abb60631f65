package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputNamesTest {

    private final OutputNames names = new OutputNames(List.of());

    @Test
    void follow_the_article() {
        assertThat(names.take("a/tea.md")).isEqualTo("tea.json");
        assertThat(names.take("月之一.docx")).isEqualTo("月之一.json");
        assertThat(names.take("v3.6 notes.txt")).isEqualTo("v3.6 notes.json");
    }

    @Test
    void c9_are_never_given_twice() {
        assertThat(names.take("tea.md")).isEqualTo("tea.json");
        assertThat(names.take("tea.txt")).isEqualTo("tea.txt.json");
        assertThat(names.take("a/tea.txt")).isEqualTo("a-tea.txt.json");
        assertThat(names.take("a-tea.txt")).isEqualTo("a-tea.json");
        assertThat(names.take("b/a-tea.txt")).isEqualTo("b-a-tea.txt.json");
        assertThat(names.take("b/a/tea.txt")).isEqualTo("b-a-tea.txt-2.json");
    }

    @Test
    void c9_are_never_those_of_other_files() {
        assertThat(new OutputNames(List.of("tea.json")).take("tea.md")).isEqualTo("tea.md.json");
    }

    @Test
    void differ_on_every_file_system() {
        names.take("tea.md");

        assertThat(names.take("TEA.md")).isEqualTo("TEA.md.json");
        assertThat(names.take("caf\u00e9.md")).isEqualTo("caf\u00e9.json");
        assertThat(names.take("cafe\u0301.md")).isEqualTo("cafe\u0301.md.json");
    }

    @Test
    void fit_every_file_system() {
        String one = names.take("茶".repeat(80) + "一.md");
        String two = names.take("茶".repeat(80) + "二.md");

        assertThat(one).isNotEqualTo(two).startsWith("茶".repeat(60) + "-").endsWith(".json");
        assertThat(one.getBytes(UTF_8)).hasSizeLessThan(220);
    }

    @ParameterizedTest
    @CsvSource({
        "'..\\..\\evil.md', '..-..-evil.json'",
        "'C:evil.md', 'C-evil.json'",
        "'what? a \"quoted\" <one>|*.md', 'what- a -quoted- -one---.json'",
        "'NUL.md', '-NUL.json'",
        "'com1.notes.md', '-com1.notes.json'",
        "'..', '..json'",
        "'a. .md', 'a. .json'"
    })
    void lead_nowhere_else_on_any_system(String article, String file) {
        assertThat(names.take(article)).isEqualTo(file);
    }

    @Test
    void have_no_control_characters() {
        assertThat(names.take("a\nb\0c.md")).isEqualTo("a-b-c.json");
    }
}
