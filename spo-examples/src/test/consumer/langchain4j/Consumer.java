package org.example;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.langchain4j.AiServicePrompt;
import io.github.spo4j.langchain4j.LangChain4jChatModel;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.live.OptimizedPrompt;
import io.github.spo4j.model.CallPolicy;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of somebody else's that has the least LangChain4j that will do, and an AI service whose prompt is optimized. */
public final class Consumer {

    interface Assistant {

        @dev.langchain4j.service.SystemMessage("Answer the question as well as you possibly can.")
        String answer(String question);
    }

    /** Answers by what it is asked. */
    private static final class Model implements ChatModel {

        private String system = "";

        @Override
        public ChatResponse chat(ChatRequest request) {
            StringBuilder text = new StringBuilder();
            for (ChatMessage message : request.messages()) {
                text.append(message);
                if (message instanceof SystemMessage itself) {
                    system = itself.text();
                }
            }
            String reply = "An answer.";
            if (text.indexOf("<choose>") >= 0) {
                reply = "<choose>B</choose>";
            } else if (text.indexOf("<modification>") >= 0) {
                reply = "<prompt>Answer in one short sentence.</prompt>";
            }
            return ChatResponse.builder().aiMessage(AiMessage.from(reply)).build();
        }
    }

    private Consumer() {}

    public static void main(String[] args) throws IOException {
        Model model = new Model();
        AiServicePrompt annotated = AiServicePrompt.of(Assistant.class);
        OptimizationResult result = optimizer(LangChain4jChatModel.of(model), annotated.text()).optimize();
        OptimizedPrompt prompt = OptimizedPrompt.of(annotated.text());
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(model)
                .systemMessageTransformer(annotated.exchangedFor(prompt))
                .build();
        prompt.swap("Answer in one short sentence.", "by hand");
        assistant.answer("What is rain?");
        if (!model.system.equals("Answer in one short sentence.")) {
            throw new AssertionError(model.system);
        }
        callEachProvider();
        System.out.println("Rounds: " + result.rounds().size());
    }

    private static PromptOptimizer optimizer(ChatModelPort port, String prompt) {
        return PromptOptimizer.builder()
                .model(port)
                .template(IterationTemplate.of(prompt, "Short.", List.of(QuestionAnswer.of("What is rain?"))))
                .callPolicy(CallPolicy.builder().attempts(1).build())
                .maxRounds(2)
                .build();
    }

    /** Nothing listens there, but each provider's own classes are called until that is found out. */
    private static void callEachProvider() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        StringBuilder yaml = new StringBuilder("models:\n");
        List<String> providers = List.of("openai", "anthropic", "gemini");
        for (String provider : providers) {
            yaml.append("  ").append(provider).append("-model:\n    api_type: ").append(provider);
            yaml.append("\n    base_url: http://127.0.0.1:").append(closed).append("/v1\n    api_key: none\n");
        }
        Path file = Files.createTempFile("config2", ".yaml");
        try {
            ModelsConfig config = ModelsConfig.read(Files.writeString(file, yaml));
            for (String provider : providers) {
                try {
                    optimizer(config.port(provider + "-model"), "Answer.").optimize();
                    throw new AssertionError(provider + " should not have been reached");
                } catch (ModelException e) {
                    if (e.kind() != ModelException.Kind.NETWORK) {
                        throw e;
                    }
                }
            }
        } finally {
            Files.delete(file);
        }
    }
}
