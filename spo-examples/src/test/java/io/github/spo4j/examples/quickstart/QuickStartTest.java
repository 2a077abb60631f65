package io.github.spo4j.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.OptimizationResult;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickStartTest {

    @Test
    void finds_a_better_prompt_without_a_key(@TempDir Path workspace) throws IOException {
        OptimizationResult result = QuickStart.optimize(workspace);

        assertThat(result.run().rounds()).hasSize(10);
        assertThat(result.run().bestRound().orElseThrow().number()).isGreaterThan(1);
        assertThat(workspace.resolve("QuickStart/prompts/results.json")).exists();
    }
}
