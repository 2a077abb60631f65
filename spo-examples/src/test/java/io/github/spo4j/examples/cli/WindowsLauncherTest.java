package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WindowsLauncherTest {

    private static final Pattern OPTION = Pattern.compile("(?<![\\w\"-])-(XX:|X|D)[A-Za-z][^\\s\"]*|-XX:[+-][A-Za-z]+");
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)|%(\\w+)%");
    private static final String STARTS = " -XX:TieredStopAtLevel=1";

    private static String text(String launcher) throws IOException {
        return Files.readString(Path.of("bin", launcher)).replace("\r", "");
    }

    /** From where Java is started. */
    private static String command(String launcher) throws IOException {
        String text = text(launcher);
        return text.substring(text.indexOf(STARTS));
    }

    private static Set<String> options(String launcher) throws IOException {
        return OPTION.matcher(command(launcher))
                .results()
                .map(MatchResult::group)
                .map(option -> VARIABLE.matcher(option).replaceAll("<$1$2>"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void starts_java_with_the_same_options_as_the_other() throws IOException {
        assertThat(options("spo"))
                .hasSizeGreaterThan(9)
                .contains("-XX:CompileThresholdScaling=<patience>", "-Djdk.reflect.useNativeAccessorOnly=true")
                .isEqualTo(options("spo.cmd"));
    }

    @Test
    void runs_the_same_class_and_refuses_with_the_same_status() throws IOException {
        for (String launcher : List.of("spo", "spo.cmd")) {
            assertThat(command(launcher)).contains(" " + Spo.class.getName() + " ");
            assertThat(text(launcher)).contains("-XX:AOTCache=", "-XX:SharedArchiveFile=");
        }
        assertThat(text("spo.cmd").lines().filter(line -> line.equals("exit /b " + ExitStatus.USAGE)))
                .hasSize(4);
    }

    @Test
    void says_all_that_it_refuses_on_one_line_of_standard_error() throws IOException {
        assertThat(text("spo.cmd").lines().filter(line -> line.contains("echo spo: ")))
                .hasSize(4)
                .allMatch(line -> line.startsWith(">&2 echo spo: "));
    }

    @Nested
    @EnabledOnOs(value = OS.WINDOWS, disabledReason = "bin/spo.cmd is for Windows")
    class On_Windows {

        @TempDir
        private Path folder;

        private int status(String... arguments) throws IOException, InterruptedException {
            Path launcher = Installation.in(folder.resolve("place with blanks"))
                    .launcher()
                    .resolveSibling("spo.cmd");
            List<String> command = new ArrayList<>(List.of("cmd", "/c", launcher.toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = builder.start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Test
        void it_starts() throws Exception {
            assertThat(status("--version")).isZero();
            assertThat(folder.resolve("out")).content().startsWith("spo ");
        }

        @Test
        void it_passes_arguments_and_exit_status() throws Exception {
            assertThat(status("check", "no-such")).isEqualTo(ExitStatus.USAGE);
            assertThat(folder.resolve("err")).content().contains("no template no-such");
        }
    }
}
