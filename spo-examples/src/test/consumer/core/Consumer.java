package org.example;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;

/** A program of somebody else's that has spo-core on its class path and nothing more of ours. */
public final class Consumer {

    public static void main(String[] args) {
        ChatModelPort model = request -> switch (request.role()) {
            case OPTIMIZE -> ModelReply.of("<prompt>Answer in one short sentence.</prompt>");
            case EXECUTE -> ModelReply.of("Said after: " + request.messages().get(0).text());
            default -> ModelReply.of("<choose>" + (shorterFirst(request.messages().get(0).text()) ? "A" : "B") + "</choose>");
        };
        OptimizationResult result = PromptOptimizer.builder()
                .model(model)
                .template(IterationTemplate.of(
                        "Answer the question as well as you possibly can.",
                        "Short.",
                        List.of(QuestionAnswer.of("What is rain?"))))
                .maxRounds(2)
                .build()
                .optimize();
        if (!result.bestPrompt().equals("Answer in one short sentence.")) {
            throw new AssertionError(result);
        }
        System.out.println("Best prompt: " + result.bestPrompt());
    }

    private static boolean shorterFirst(String text) {
        int a = text.indexOf("\n# A\n");
        int b = text.indexOf("\n# B\n");
        return b - a < text.indexOf("\n# Your task\n") - b;
    }
}
