package org.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
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
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of somebody else's that has the least LangChain4j that will do, and an AI service whose prompt is optimized. */
public final class Consumer {

    private static final String OPENAI =
            """
            {"id":"1","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant",\
            "content":"%s"}}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";
    private static final String GEMINI =
            """
            {"modelVersion":"m","candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[{"text":"%s"}]}}],\
            "usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5}}""";
    private static final String BETTER = "Answer in one short sentence.";

    interface Assistant {

        @dev.langchain4j.service.SystemMessage("Answer the question as well as you possibly can.")
        String answer(String question);
    }

    /** Notes the system message that it gets. */
    private static final class Model implements ChatModel {

        private String system = "";

        @Override
        public ChatResponse chat(ChatRequest request) {
            StringBuilder asked = new StringBuilder();
            for (ChatMessage message : request.messages()) {
                asked.append(message);
                if (message instanceof SystemMessage itself) {
                    system = itself.text();
                }
            }
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from(reply(asked.toString())))
                    .build();
        }
    }

    /** What a model says, by what it is asked. */
    private static String reply(String asked) {
        if (asked.contains("choose>")) {
            return "<choose>B</choose>";
        }
        return asked.contains("modification>") ? "<prompt>" + BETTER + "</prompt>" : "An answer.";
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
        prompt.swap(BETTER, "by hand");
        assistant.answer("What is rain?");
        if (!model.system.equals(BETTER)) {
            throw new AssertionError(model.system);
        }
        callEachProvider();
        System.out.println("Rounds: " + result.run().rounds().size());
    }

    private static PromptOptimizer optimizer(ChatModelPort port, String prompt) {
        return PromptOptimizer.builder()
                .model(port)
                .template(IterationTemplate.of(prompt, "Short.", List.of(QuestionAnswer.of("What is rain?"))))
                .callPolicy(CallPolicy.builder().attempts(1).build())
                .maxRounds(2)
                .build();
    }

    /** Whole runs, so that what each provider sends, gets and counts goes through its own classes. */
    private static void callEachProvider() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean gemini = exchange.getRequestURI().getPath().contains("generateContent");
            String text = reply(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] body = (gemini ? GEMINI : OPENAI).formatted(text).getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        List<String> providers = List.of("openai", "gemini");
        StringBuilder yaml = new StringBuilder("models:\n");
        for (String provider : providers) {
            yaml.append("  ").append(provider).append("-model:\n    api_type: ").append(provider);
            yaml.append("\n    base_url: http://127.0.0.1:").append(server.getAddress().getPort());
            yaml.append("/v1\n    api_key: none\n");
        }
        Path file = Files.createTempFile("config2", ".yaml");
        try {
            ModelsConfig config = ModelsConfig.read(Files.writeString(file, yaml));
            for (String provider : providers) {
                OptimizationResult result =
                        optimizer(config.port(provider + "-model"), "Answer.").optimize();
                if (result.run().usage().total().tokens().input() == 0) {
                    throw new AssertionError(provider + ": " + result.run().usage());
                }
                System.out.println(provider + ": " + result.run().rounds().size() + " rounds");
            }
        } finally {
            server.stop(0);
            Files.delete(file);
        }
    }
}
