package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.examples.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpoTest {

    @Test
    void without_arguments_says_what_to_type_first() {
        CommandLineTexts run = new CommandLineTexts();

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("spo demo").hasLineCount(10);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void helps_on_standard_output() {
        assertThat(new CommandLineTexts("--help").out()).contains("optimize");
        assertThat(new CommandLineTexts("help", "optimize").out()).isEqualTo(CommandLineTexts.helpOf("optimize"));
    }

    @Test
    void suggests_what_was_meant() {
        CommandLineTexts run = new CommandLineTexts("optimise");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("optimise").contains("optimize");
    }

    @ParameterizedTest
    @CsvSource({"zh, spo: 没有文件夹 nowhere", "fr, spo: there is no folder nowhere"})
    void speaks_the_language_of_the_machine(String language, String said, @TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.language=" + language,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Spo.class.getName(),
                        "show",
                        "nowhere")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(ExitStatus.USAGE);
        assertThat(output).startsWith(said);
    }

    @Test
    void lists_its_commands_the_same_way_with_and_without_their_options() {
        assertThat(new CommandLineTexts("--help").out())
                .isEqualTo(new CommandLineTexts("-h").out())
                .isEqualTo(new CommandLineTexts("help").out());
    }

    @Test
    void knows_no_command_but_the_one_that_is_named() {
        CommandLineTexts run = new CommandLineTexts("show", "diff");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("there is no folder diff");
    }

    @ParameterizedTest
    @CsvSource({
        "No space left on device, 2, spo: the result cannot be written (No space left on device)",
        "Broken pipe, 0, ''"
    })
    void says_when_its_results_are_lost(String why, int status, String said) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal none = new Terminal(name -> null, descriptor -> false, OptionalInt::empty);
        LiveLine live = new LiveLine(err, none, System::nanoTime, task -> {});

        assertThat(Spo.run(Surroundings.of(Words.english(), none, live, full), "--version"))
                .isEqualTo(status);

        assertThat(err.toString(StandardCharsets.UTF_8).strip()).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({"true, ab", "false, a\u0007b"})
    void commands_no_terminal_with_what_others_wrote(boolean terminal, String seen) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal known = new Terminal(name -> null, descriptor -> terminal, OptionalInt::empty);
        LiveLine live = new LiveLine(OutputStream.nullOutputStream(), known, System::nanoTime, task -> {});

        Surroundings.of(Words.english(), known, live, out).out().println("a\u0007b");

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(seen + System.lineSeparator());
    }

    @Test
    void refuses_what_would_command_the_terminal() {
        CommandLineTexts run = new CommandLineTexts("show", "\u001b[2J");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).isEqualTo("spo: argument 2 contains a control character; leave it out\n");
    }

    @Test
    void takes_a_leading_at_sign_as_text() {
        assertThat(new CommandLineTexts("show", "@nowhere").err()).contains("there is no folder @nowhere");
    }
}
