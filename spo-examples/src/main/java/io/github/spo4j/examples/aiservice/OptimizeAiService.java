package io.github.spo4j.examples.aiservice;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.AiServices;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import io.github.spo4j.langchain4j.AiServicePrompt;
import io.github.spo4j.langchain4j.LangChain4jChatModel;
import io.github.spo4j.live.OptimizedPrompt;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Optimizes the system message of an AI service and puts it into use while the service runs. */
public final class OptimizeAiService {

    private static final List<QuestionAnswer> QUESTIONS = List.of(
            QuestionAnswer.of("Why is the sky blue?"),
            QuestionAnswer.of("How does a sailing boat go against the wind?"),
            QuestionAnswer.of("Why does bread rise?"));

    private OptimizeAiService() {}

    /**
     * Runs against a simulated server, without a key.
     *
     * @param args the file that keeps the prompt's history; default {@code assistant-prompt.jsonl}
     * @throws IOException if the server cannot be started
     */
    public static void main(String[] args) throws IOException {
        System.out.println(SimulatedModel.NOTICE);
        try (SimulatedServer server =
                SimulatedServer.start(SimulatedModel.builder().seed(1).build(), Duration.ZERO)) {
            ChatModel model = OpenAiChatModel.builder()
                    .baseUrl(server.baseUrl())
                    .apiKey("none")
                    .modelName("simulation")
                    .maxRetries(0)
                    .build();
            OptimizedPrompt prompt =
                    optimized(model, Path.of(args.length == 0 ? "assistant-prompt.jsonl" : args[0]), QUESTIONS);
            System.out.println("In use: " + prompt.current());
        }
    }

    static OptimizedPrompt optimized(ChatModel model, Path history, List<QuestionAnswer> questions) {
        AiServicePrompt annotated = AiServicePrompt.of(Assistant.class);
        OptimizedPrompt prompt = OptimizedPrompt.storedIn(history, annotated.text());
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(model)
                .systemMessageTransformer(annotated.exchangedFor(prompt))
                .build();
        System.out.println("Before: " + assistant.answer("Why is the sea salty?"));

        OptimizationResult result = PromptOptimizer.builder()
                .model(LangChain4jChatModel.of(model))
                .template(IterationTemplate.of(prompt.text(), "Explain it to a child, in steps.", questions))
                .placement(PromptPlacement.SYSTEM)
                .build()
                .optimize();

        prompt.swap(
                result.bestPrompt(),
                "round " + result.run().bestRound().orElseThrow().number());
        System.out.println("After: " + assistant.answer("Why is the sea salty?"));
        return prompt;
    }
}
