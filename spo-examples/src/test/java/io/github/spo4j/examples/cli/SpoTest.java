package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpoTest {

    @Test
    void without_arguments_says_what_to_type_first() {
        CommandLineTexts run = new CommandLineTexts();

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("spo optimize --offline").hasLineCount(10);
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
}
