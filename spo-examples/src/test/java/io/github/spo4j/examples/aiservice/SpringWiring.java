package io.github.spo4j.examples.aiservice;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import io.github.spo4j.langchain4j.AiServicePrompt;
import io.github.spo4j.live.OptimizedPrompt;
import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

// snippet: SpringWiring
@Configuration
class SpringWiring {

    private final AiServicePrompt annotated = AiServicePrompt.of(Assistant.class);

    @Bean
    OptimizedPrompt assistantPrompt() {
        return OptimizedPrompt.storedIn(Path.of("assistant-prompt.jsonl"), annotated.text());
    }

    @Bean
    Assistant assistant(ChatModel model, OptimizedPrompt assistantPrompt) {
        return AiServices.builder(Assistant.class)
                .chatModel(model)
                .systemMessageTransformer(annotated.exchangedFor(assistantPrompt))
                .build();
    }
}
