package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompletionCommandTest {

    @Test
    void knows_commands_options_and_their_values() {
        CommandLineTexts run = new CommandLineTexts("completion");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("#!/usr/bin/env bash")
                .contains(
                        "complete -F _complete_spo",
                        "replay",
                        "--max-rounds",
                        "\"balanced\" \"spread\" \"strict\" \"thorough\" \"paper\"");
    }
}
