package io.github.spo4j.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types what each command's help gives as an example, without a key, in a folder that is empty but for some articles. */
class HelpExamplesTest {

    private static final String HEADING = "Example, without a key:\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "demo",
                "optimize",
                "estimate",
                "resume",
                "check",
                "diff",
                "compare",
                "confirm",
                "show",
                "export",
                "report",
                "replay",
                "extract",
                "build-template",
                "style",
                "doctor",
                "completion"
            })
    void an_example_works_as_it_stands(String command) throws Exception {
        ExtractCommandTest.copyArticles(folder.resolve("articles"));
        for (String line : examples(command)) {
            Process process = start(line, Redirect.to(folder.resolve("out").toFile()));
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(line + errors()).isZero();
        }
    }

    @Test
    void that_of_serve_works_until_it_is_ended() throws Exception {
        List<String> lines = examples("serve");
        assertThat(lines).hasSize(1);
        Process process = start(lines.get(0), Redirect.PIPE);
        try (BufferedReader out = process.inputReader(UTF_8)) {
            String url = out.readLine();
            assertThat(url).as(errors()).startsWith("http://127.0.0.1:");
            HttpRequest page = HttpRequest.newBuilder(URI.create(url)).build();
            assertThat(HttpClient.newHttpClient()
                            .send(page, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private static List<String> examples(String command) {
        String help = CommandLineTexts.helpOf(command);
        assertThat(help).contains(HEADING);
        String examples = help.substring(help.indexOf(HEADING) + HEADING.length());
        List<String> lines = examples.replaceAll(" \\\\\n +", " ").lines().toList();
        assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("  spo "));
        assertThat(lines.get(lines.size() - 1)).contains(command);
        return lines;
    }

    private Process start(String line, Redirect out) throws IOException {
        List<String> words = List.of(line.replaceFirst(">.*", "").strip().split(" "));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.language=en",
                "-cp",
                System.getProperty("java.class.path"),
                Spo.class.getName()));
        command.addAll(words.subList(1, words.size()));
        return new ProcessBuilder(Signals.heeded(command))
                .directory(folder.toFile())
                .redirectOutput(out)
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private String errors() throws IOException {
        return Files.exists(folder.resolve("err")) ? "\n" + Files.readString(folder.resolve("err")) : "";
    }
}
