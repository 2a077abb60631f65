package io.github.spo4j.examples.aiservice;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import io.github.spo4j.langchain4j.AiServicePrompt;
import io.github.spo4j.live.OptimizedPrompt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;

// snippet: QuarkusWiring
@ApplicationScoped
class QuarkusWiring {

    private final AiServicePrompt annotated = AiServicePrompt.of(Assistant.class);

    @Produces
    @Singleton
    OptimizedPrompt assistantPrompt() {
        return OptimizedPrompt.storedIn(Path.of("assistant-prompt.jsonl"), annotated.text());
    }

    @Produces
    @Singleton
    Assistant assistant(ChatModel model, OptimizedPrompt assistantPrompt) {
        return AiServices.builder(Assistant.class)
                .chatModel(model)
                .systemMessageTransformer(annotated.exchangedFor(assistantPrompt))
                .build();
    }
}
