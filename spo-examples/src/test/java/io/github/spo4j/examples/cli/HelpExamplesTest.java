package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
                "optimize",
                "estimate",
                "resume",
                "check",
                "diff",
                "show",
                "export",
                "replay",
                "extract",
                "build-template",
                "style",
                "doctor",
                "completion"
            })
    void an_example_works_as_it_stands(String command) throws Exception {
        String help = CommandLineTexts.helpOf(command);
        assertThat(help).contains(HEADING);
        String examples = help.substring(help.indexOf(HEADING) + HEADING.length());
        List<String> lines = examples.replaceAll(" \\\\\n +", " ").lines().toList();
        assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("  spo "));
        assertThat(lines.get(lines.size() - 1)).contains(command);

        ExtractCommandTest.copyArticles(folder.resolve("articles"));
        for (String line : lines) {
            List<String> words = List.of(line.replaceFirst(">.*", "").strip().split(" "));
            assertThat(typed(words.subList(1, words.size())))
                    .as(line + errors())
                    .isZero();
        }
    }

    private int typed(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.language=en",
                "-cp",
                System.getProperty("java.class.path"),
                Spo.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String errors() throws IOException {
        return Files.exists(folder.resolve("err")) ? "\n" + Files.readString(folder.resolve("err")) : "";
    }
}
