package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

    private static final String RUN = "src/test/resources/report/recorded";

    @TempDir
    private Path folder;

    private static CommandLineTexts report(String... options) {
        return new CommandLineTexts(
                Stream.concat(Stream.of("report", RUN), Stream.of(options)).toArray(String[]::new));
    }

    @Test
    void is_one_html_file_on_standard_output_or_in_a_file() throws IOException {
        Path file = folder.resolve("report.html");

        CommandLineTexts printed = report();
        CommandLineTexts written = report("--out", file.toString());

        assertThat(printed.status()).as(printed.err()).isZero();
        assertThat(printed.out()).startsWith("<!doctype html>").contains("<html lang=\"en\">");
        assertThat(written.status()).as(written.err()).isZero();
        assertThat(written.out()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(printed.out());
    }

    @Test
    void is_markdown_in_another_language_on_request() {
        assertThat(report("--format", "md", "--language", "zh").out()).startsWith("# 提示词优化报告\n");
        assertThat(report("--format", "md").out()).startsWith("# Prompt optimization report\n");
        assertThat(report("--format", "pdf").status()).isEqualTo(2);
    }

    @Test
    void overwrites_nothing() throws IOException {
        Path file = Files.writeString(folder.resolve("report.html"), "mine");

        CommandLineTexts run = report("--out", file.toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("exists already and was left as it is");
        assertThat(file).hasContent("mine");
    }
}
