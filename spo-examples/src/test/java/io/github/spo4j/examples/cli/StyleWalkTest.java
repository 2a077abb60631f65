package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.spo4j.style.StyleProfile;
import io.github.spo4j.template.IterationTemplate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way from articles to an optimized prompt, as the page on styles walks it. */
@Timeout(300)
class StyleWalkTest {

    /** What stands behind {@code java -jar spo-examples/target/spo.jar} on that page. */
    static final List<String> WALK = List.of(
            "extract --offline --input spo-examples/articles --mode single",
            "extract --offline --input dataset-offline/single_articles --mode merge",
            "build-template --style dataset-offline/merged_articles/merged_style.json --articles spo-examples/articles",
            "optimize --offline --template settings/auto_generated/auto_spo_merged_style.yaml --name articles");

    @TempDir
    private Path folder;

    private void copyArticles() throws IOException {
        ExtractCommandTest.copyArticles(folder.resolve("spo-examples/articles"));
    }

    /** In a process of its own, since only that has a working folder of its own. */
    private String run(String command) throws IOException, InterruptedException {
        return run(command, new byte[0]);
    }

    private String run(String command, byte[] input) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.language=en",
                "-cp",
                System.getProperty("java.class.path"),
                Spo.class.getName()));
        words.addAll(List.of(command.split(" ")));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(Files.write(folder.resolve("in.txt"), input).toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(command).isTrue();
        assertThat(process.exitValue())
                .as(command + "\n" + Files.readString(err))
                .isZero();
        return Files.readString(out);
    }

    @Test
    void five_articles_become_an_optimized_prompt_without_a_key() throws Exception {
        copyArticles();

        assertThat(run(WALK.get(0))).contains("Done: 5");
        assertThat(run(WALK.get(1))).contains("Merged: 5 profiles");
        assertThat(run(WALK.get(2)))
                .contains(
                        "(5 questions)",
                        "then run: spo optimize --offline --template "
                                + Path.of("settings/auto_generated/auto_spo_merged_style.yaml"));
        assertThat(run(WALK.get(3))).contains("Best prompt: round ");
        IterationTemplate template =
                IterationTemplate.read(folder.resolve("settings/auto_generated/auto_spo_merged_style.yaml"));
        assertThat(template.questions())
                .hasSize(5)
                .allSatisfy(question -> assertThat(question.answer()).isNotBlank());
        assertThat(folder.resolve("workspace/articles/prompts/results.json")).exists();
    }

    @Test
    void an_article_comes_from_standard_input_in_any_encoding_that_a_file_may_have() throws Exception {
        String text = "天亮了。我去市场买了两斤苹果。";

        assertThat(run("extract --offline --input -", text.getBytes(Charset.forName("GB18030"))))
                .contains("Done: 1");
        assertThat(run("extract --offline --input -", text.getBytes(Charset.forName("GB18030"))))
                .contains("Skipped: 1");
        assertThat(run("extract --offline --input dataset-offline/single_articles --mode merge"))
                .contains("Only one profile");
        assertThat(StyleProfile.read(folder.resolve("dataset-offline/merged_articles/merged_style.json"))
                        .facts())
                .contains("我去市场买了两斤苹果");
    }

    @Test
    void replies_as_models_word_them_lead_to_a_prompt_too() throws Exception {
        copyArticles();
        try (RecordedReplies server = new RecordedReplies()) {
            Files.createDirectories(folder.resolve("config"));
            Files.writeString(
                    folder.resolve("config/config2.yaml"),
                    "models:\n  m:\n    base_url: " + server.baseUrl() + "\n    api_key: none\n");

            assertThat(run("extract --input spo-examples/articles --mode single"))
                    .contains("Done: 5", "Calls: 6");
            assertThat(run("extract --input dataset/single_articles --mode merge"))
                    .contains("Merged: 5 profiles");
            assertThat(run("build-template --style dataset/merged_articles/merged_style.json"
                            + " --articles spo-examples/articles --questions 3"))
                    .contains(
                            "(3 questions)",
                            "then run: spo optimize --template "
                                    + Path.of("settings/auto_generated/auto_spo_merged_style.yaml"));
            assertThat(run("optimize --template settings/auto_generated/auto_spo_merged_style.yaml --name a"
                            + " --max-rounds 3"))
                    .contains("Best prompt: round ");
            assertThat(server.requests("EXTRACT")).isEqualTo(6);
            assertThat(server.requests("MERGE")).isEqualTo(1);
        }
        StyleProfile merged = StyleProfile.read(folder.resolve("dataset/merged_articles/merged_style.json"));
        assertThat(merged.category()).isEqualTo("随笔");
        assertThat(merged.prompt()).isEqualTo("你是一位随笔作者。\n用短句写。");
    }

    /** Answers as models do: with words around the JSON, trailing commas, and once with something useless. */
    private static final class RecordedReplies implements AutoCloseable {

        private static final JsonMapper JSON = new JsonMapper();

        private static final String PROFILE = """
                好的，下面是分析结果：

                ```json
                {
                  "style_summary": "以短句记述日常的随笔",
                  %s"style": {
                    "language": {"sentence_pattern": ["短句"], "word_choice": {"formality_level": 2,}},
                    "structure": {"paragraph_length": "三四句"},
                    "narrative": {"perspective": "第一人称"},
                    "emotion": {"intensity": 2, "tone": "平静"},
                    "thinking": {"depth": 3},
                    "uniqueness": {"signature_phrases": []},
                  },
                  "CoT": ["1. 先写时间地点", "2. 再写一个细节"],
                  "template_title": "一件小事",
                  "template_part": ["开头", "细节", "结尾"],
                  %s"prompt": "你是一位随笔作者。\\n用短句写。"
                }
                ```
                希望对您有帮助！
                """;

        private final HttpServer server;
        private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();

        RecordedReplies() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/chat/completions", this::serve);
            server.start();
        }

        String baseUrl() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
        }

        int requests(String role) {
            return requests.getOrDefault(role, new AtomicInteger()).get();
        }

        private void serve(HttpExchange exchange) throws IOException {
            try (exchange) {
                JsonNode messages = JSON.readTree(exchange.getRequestBody()).path("messages");
                String asked =
                        messages.path(messages.size() - 1).path("content").asText();
                ObjectNode root = JSON.createObjectNode().put("id", "1").put("model", "m");
                root.putArray("choices")
                        .addObject()
                        .put("finish_reason", "stop")
                        .putObject("message")
                        .put("role", "assistant")
                        .put("content", answer(asked));
                root.putObject("usage").put("prompt_tokens", 100).put("completion_tokens", 50);
                byte[] body = root.toString().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }

        private int count(String role) {
            return requests.computeIfAbsent(role, any -> new AtomicInteger()).incrementAndGet();
        }

        private String answer(String asked) {
            if (asked.contains("- fact_info")) {
                return count("EXTRACT") == 1
                        ? "对不起，我需要先看到文章。"
                        : PROFILE.formatted(
                                "\"style_category\": \"随笔\",\n  \"style_label\": \"平静、亲切\",\n  ",
                                "\"template_label\": [\"叙事\"],\n  \"fact_info\": [\"那天下雨\", \"有7个人\"],\n  \"image\": \"\",\n  ");
            }
            if (asked.contains("- contradictions")) {
                count("MERGE");
                return PROFILE.formatted("", "\"contradictions\": [],\n  ");
            }
            if (asked.contains("<choose>")) {
                return "<analyse>两者相近，A 更短。</analyse>\n<choose>" + (count("EVALUATE") % 3 == 0 ? "A" : "B")
                        + "</choose>";
            }
            if (asked.contains("<modification>")) {
                return "<analyse>不够具体。</analyse><modification>加上步骤。</modification><prompt>你是一位随笔作者。分三步写。第 "
                        + count("OPTIMIZE") + " 版。</prompt>";
            }
            return "那天下雨。码头上有7个人。第 " + count("EXECUTE") + " 篇。";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
