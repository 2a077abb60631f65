package io.github.spo4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.ScriptedChatModel;
import java.util.List;
import org.junit.jupiter.api.Test;

// snippet: ShorterPromptTest
class ShorterPromptTest {

    @Test
    void a_prompt_that_asks_for_one_sentence_wins() {
        ScriptedChatModel model = new ScriptedChatModel()
                .proposes("Answer in one sentence.")
                .answers(asked -> asked.contains("one sentence") ? "Water falls." : "Rain is water that …")
                .prefers(answers -> answers.contains("Water falls."));

        OptimizationResult result = PromptOptimizer.builder()
                .model(model)
                .template(IterationTemplate.of("Answer.", "Short.", List.of(QuestionAnswer.of("What is rain?"))))
                .maxRounds(2)
                .build()
                .optimize();

        assertThat(result.bestPrompt()).isEqualTo("Answer in one sentence.");
    }
}
