package org.example;

import io.github.spo4j.PromptComparison;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.QuestionAnswer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps a prompt from getting worse. The comparison is recorded, so it needs no key and costs nothing. */
class NotWorseTest {

    private static final List<QuestionAnswer> QUESTIONS = Stream.of(
                    "Can I return shoes?",
                    "Can I change the size?",
                    "Do you ship abroad?",
                    "Is there a shop?",
                    "Can I pay later?",
                    "Is the blue one there?")
            .map(QuestionAnswer::of)
            .toList();

    private final ChatModelPort model = request -> {
        throw new IllegalStateException("all is recorded");
    };

    @Test
    void the_new_prompt_is_not_worse() {
        PromptComparison.builder()
                .model(model)
                .storage(RunStorage.directory(Path.of("src/test/resources"), "compared"))
                .oldPrompt("Answer the customer.")
                .newPrompt("Answer in one sentence.")
                .requirements("A short answer.")
                .questions(QUESTIONS)
                .build()
                .run()
                .requireNotWorse();
    }
}
