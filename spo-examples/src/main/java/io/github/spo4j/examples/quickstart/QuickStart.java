package io.github.spo4j.examples.quickstart;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.template.IterationTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The Python README's example, line by line, against a simulation that needs no key. Replace it by ports to real
 * models, for example {@code Models.of("openai:NAME")}.
 */
public final class QuickStart {

    private QuickStart() {}

    /**
     * Optimizes the built-in poem template.
     *
     * @param args the workspace folder; default {@code workspace}
     * @throws IOException if the built-in template cannot be read
     */
    public static void main(String[] args) throws IOException {
        System.out.println(SimulatedModel.NOTICE);
        OptimizationResult result = optimize(Path.of(args.length == 0 ? "workspace" : args[0]));
        System.out.println("Best prompt, from round "
                + result.run().bestRound().orElseThrow().number() + ":");
        System.out.println(result.bestPrompt());
    }

    static OptimizationResult optimize(Path workspace) throws IOException {
        ChatModelPort model = SimulatedModel.builder().seed(1).build();
        return PromptOptimizer.builder()
                .optimizeWith(model, ModelSettings.named("rewriter").temperature(0.7))
                .evaluateWith(model, ModelSettings.named("judge").temperature(0.3))
                .executeWith(model, ModelSettings.named("target").temperature(0.0))
                .mode(ReasoningMode.BASE_MODEL)
                .workspace(workspace)
                .name("QuickStart")
                .template(poem())
                .initialRound(1)
                .maxRounds(10)
                .build()
                .optimize();
    }

    /** With your own file: {@code IterationTemplate.read(Path.of("Poem.yaml"))}. */
    private static IterationTemplate poem() throws IOException {
        try (InputStream in = QuickStart.class.getResourceAsStream("/templates/Poem.yaml")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks templates/Poem.yaml");
            }
            return IterationTemplate.parse("Poem.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
