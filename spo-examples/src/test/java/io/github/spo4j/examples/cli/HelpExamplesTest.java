package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Types what each command's help gives as an example, in an empty folder and without a key. */
class HelpExamplesTest {

    private static final Set<String> WITHOUT = Set.of("help");

    @TempDir
    private Path folder;

    static Stream<String> commands() {
        CommandLine spo = Spo.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        return new TreeMap<>(spo.getSubcommands()).keySet().stream().filter(name -> !WITHOUT.contains(name));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void an_example_works_as_it_stands(String command) throws Exception {
        String help = CommandLineTexts.helpOf(command).replaceAll("\\s+", " ");
        assertThat(help).contains("Example, without a key: spo ");
        String example = help.substring(help.indexOf("Example, without a key:") + "Example, without a key:".length());

        for (String line : example.split("&&|>", -1)) {
            List<String> words = new ArrayList<>(List.of(line.strip().split(" ")));
            if (words.remove(0).equals("spo")) {
                assertThat(typed(words)).as(line + errors()).isZero();
            }
        }
    }

    @Test
    void every_command_is_there() {
        assertThat(commands())
                .contains(
                        "optimize",
                        "estimate",
                        "resume",
                        "check",
                        "diff",
                        "show",
                        "export",
                        "replay",
                        "doctor",
                        "completion");
    }

    private int typed(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
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
