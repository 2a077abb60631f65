package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.run.Round;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.StandInServer;
import io.github.spo4j.testing.StandInServer.Answer;
import io.github.spo4j.testing.StandInServer.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreeProvidersTest {

    private static final IterationTemplate TEMPLATE =
            IterationTemplate.of("Answer.", "Be good.", List.of(QuestionAnswer.of("one?"), QuestionAnswer.of("two?")));

    /** Rewrites the prompt after having thought about it. */
    private static Answer claude(Request request) {
        return Answer.ok("{\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":[{\"type\":"
                + "\"thinking\",\"thinking\":\"<prompt>a draft</prompt>\",\"signature\":\"s\"},{\"type\":\"text\","
                + "\"text\":\"<analyse>dull</analyse><modification>better</modification>"
                + "<prompt>Answer better.</prompt>\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":10,"
                + "\"cache_creation_input_tokens\":2,\"cache_read_input_tokens\":6,\"output_tokens\":9}}");
    }

    /** Prefers the answers that are better, wherever they stand. */
    private static Answer gemini(Request request) {
        boolean first =
                request.body().indexOf("a better answer") < request.body().indexOf("# B");
        return Answer.ok("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"<choose>" + (first ? "A" : "B")
                + "</choose>\"}],\"role\":\"model\"},\"finishReason\":\"STOP\"}],\"usageMetadata\":"
                + "{\"promptTokenCount\":20,\"candidatesTokenCount\":3,\"thoughtsTokenCount\":4}}");
    }

    /** Answers as well as the prompt wants it, with thoughts left in the text. */
    private static Answer local(Request request) {
        String answer = request.body().contains("Answer better.") ? "a better answer" : "an answer";
        return Answer.ok(LoopbackModelServer.completion("<think>Hm</think>" + answer));
    }

    @Test
    void play_three_roles_in_one_run_from_one_config_file(@TempDir Path directory) throws IOException {
        try (StandInServer claude = new StandInServer(ThreeProvidersTest::claude);
                StandInServer gemini = new StandInServer(ThreeProvidersTest::gemini);
                StandInServer local = new StandInServer(ThreeProvidersTest::local);
                CapturedLog log = new CapturedLog(Omissions.class)) {
            Path file = Files.writeString(
                    directory.resolve("config2.yaml"), """
                    models:
                      claude-opus-4-8:
                        api_type: anthropic
                        base_url: %s/v1
                        api_key: ${CLAUDE}
                        temperature: 0.7
                      judge:
                        api_type: gemini
                        base_url: %s/v1beta
                        api_key: ${GOOGLE}
                        model: gemini-2.5-flash
                        temperature: 0.3
                      local:
                        api_type: ollama
                        base_url: %s/v1
                        model: deepseek-r1
                        temperature: 0
                    """.formatted(claude.url(), gemini.url(), local.url()));
            Map<String, String> keys = Map.of("CLAUDE", "key-of-claude", "GOOGLE", "key-of-google");
            ModelsConfig config = ModelsConfig.read(file, keys::get);

            OptimizationResult result = PromptOptimizer.builder()
                    .optimizeWith(config.port("claude-opus-4-8"), config.settings("claude-opus-4-8"))
                    .evaluateWith(config.port("judge"), config.settings("judge"))
                    .executeWith(config.port("local"), config.settings("local"))
                    .template(TEMPLATE)
                    .maxRounds(2)
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo("Answer better.");
            assertThat(result.run().rounds().get(1).answers())
                    .extracting(Round.Answer::answer)
                    .containsOnly("a better answer");
            assertThat(claude.only().path()).isEqualTo("/v1/messages");
            assertThat(claude.only().headers()).containsEntry("x-api-key", "key-of-claude");
            assertThat(claude.only().json().has("temperature")).isFalse();
            assertThat(log.messages()).hasSize(1);
            assertThat(gemini.requests()).hasSize(3).allSatisfy(request -> {
                assertThat(request.path()).isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
                assertThat(request.headers()).containsEntry("x-goog-api-key", "key-of-google");
                assertThat(request.json()
                                .path("generationConfig")
                                .path("temperature")
                                .asDouble())
                        .isEqualTo(0.3);
            });
            assertThat(local.requests()).hasSize(4).allSatisfy(request -> {
                assertThat(request.path()).isEqualTo("/v1/chat/completions");
                assertThat(request.headers()).doesNotContainKey("authorization");
                assertThat(request.json().path("model").asText()).isEqualTo("deepseek-r1");
            });
            assertThat(result.run().usage().of(ModelRole.OPTIMIZE).tokens())
                    .isEqualTo(new TokenUsage(18L, 9L, 6L, 2L, null));
            assertThat(result.run().usage().of(ModelRole.EVALUATE).tokens().output())
                    .isEqualTo(21);
            assertThat(result.run().usage().of(ModelRole.EXECUTE).tokens().output())
                    .isEqualTo(12);
        }
    }
}
