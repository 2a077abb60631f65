package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.examples.server.Client.Answer;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The endpoints for existing clients, with the mistakes of the Python services mended. */
class SeedRoutesTest {

    private static final String ARTICLE = """
            {"prompt": "写一篇文章。", "article_text": "春天来了。花开了。", "fact_info": "春天，花开", "style": null}""";

    @TempDir
    private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private ChatModelPort model = SimulatedModel.builder().seed(1).build();
    private SpoServer server;
    private Client client;

    @BeforeEach
    void start() {
        server = Services.start(folder, this::chat);
        client = new Client(server.url(), null);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ModelReply chat(ModelRequest request) {
        request.messages().forEach(message -> asked.add(message.text()));
        return model.chat(request);
    }

    @Nested
    class Optimize {

        @Test
        void answers_with_a_prompt_that_was_measured() throws Exception {
            JsonNode answer = client.post("/optimize", ARTICLE).is(200).json();

            assertThat(answer.path("ret_code").asInt()).isZero();
            assertThat(answer.path("best_prompt").asText()).startsWith("写一篇文章。");
            assertThat(answer.path("msg").asText()).startsWith("优化完成");
            assertThat(answer.at("/confirmation/state").asText()).isEqualTo("no_questions");
            assertThat(answer.at("/confirmation/sentences_zh/0").asText())
                    .as("one article leaves no question to hold out")
                    .isEqualTo("全部 1 个问题都被搜索用掉了，没有在其他问题上检验。请至少再给 4 个。");
            assertThat(asked).anyMatch(text -> text.contains("春天，花开"));
            assertThat(client.get("/api/v1/jobs").json().path("jobs")).isEmpty();
        }

        @ParameterizedTest
        @MethodSource("io.github.spo4j.examples.server.SeedRoutesTest#badArticles")
        void c4_says_with_422_which_fields_are_missing_or_blank(String body, List<String> named) throws Exception {
            Answer answer = client.post("/optimize", body).is(422);

            assertThat(answer.json().path("ret_code").asInt()).isEqualTo(1);
            assertThat(answer.json().path("best_prompt").isNull()).isTrue();
            assertThat(answer.json().path("msg").asText()).startsWith("优化失败：").contains(named);
            assertThat(answer.text()).doesNotContain("SECRET");
            assertThat(asked).isEmpty();
        }

        @Test
        void c2_takes_a_path_for_text() throws Exception {
            Path secret = Files.writeString(folder.resolve("secret.txt"), "SERVER-LOCAL-SECRET");

            client.post(
                            "/optimize",
                            ARTICLE.replace("春天来了。花开了。", secret.toString()).replace("春天，花开", secret.toString()))
                    .is(200);

            assertThat(asked).anyMatch(text -> text.contains(secret.toString()));
            assertThat(asked).noneMatch(text -> text.contains("SERVER-LOCAL-SECRET"));
        }

        @Test
        void c3_is_502_when_the_model_fails() throws Exception {
            model = request -> {
                throw new ModelException(ModelException.Kind.SERVER_ERROR, "secret of the server", null, 500, null);
            };

            Answer answer = client.post("/optimize", ARTICLE).is(502);

            assertThat(answer.json().path("ret_code").asInt()).isEqualTo(1);
            assertThat(answer.text()).doesNotContain("secret");
        }

        @Test
        void c3_is_502_when_no_rewritten_prompt_could_be_measured() throws Exception {
            ChatModelPort simulated = model;
            model = request -> request.role() == ModelRole.OPTIMIZE
                    ? ModelReply.of("I would rather not.")
                    : simulated.chat(request);

            assertThat(client.post("/optimize", ARTICLE)
                            .is(502)
                            .json()
                            .path("best_prompt")
                            .isNull())
                    .isTrue();
        }
    }

    static Stream<Arguments> badArticles() {
        return Stream.of(
                argumentSet("nothing", "{}", List.of("prompt", "article_text", "fact_info")),
                argumentSet("blank prompt", ARTICLE.replace("写一篇文章。", " "), List.of("prompt")),
                argumentSet("a number", ARTICLE.replace("\"春天，花开\"", "3"), List.of("fact_info")),
                argumentSet("null", ARTICLE.replace("\"春天来了。花开了。\"", "null"), List.of("article_text")),
                argumentSet("style is a list", ARTICLE.replace("null", "[\"SECRET\"]"), List.of("style")),
                argumentSet("half a surrogate pair", ARTICLE.replace("写一篇文章。", "\\ud800"), List.of("prompt")),
                argumentSet("a list", "[\"SECRET\"]", List.of("JSON")),
                argumentSet("no JSON", "{\"prompt\": SECRET}", List.of("JSON")),
                argumentSet("nothing at all", "", List.of("JSON")));
    }

    @Nested
    class Extract_style {

        @Test
        void answers_with_the_fields_of_the_reference() throws Exception {
            JsonNode answer = client.post("/extract-style", "{\"text\": \"我愛春天。花开了。我们去看花。\", \"extra\": null}")
                    .is(200)
                    .json();

            assertThat(answer.path("ret_code").asInt()).isZero();
            assertThat(answer.path("style_summary").asText()).isNotBlank();
            assertThat(answer.path("style_label")).isNotEmpty();
            assertThat(answer.path("style").isObject()).isTrue();
            assertThat(answer.path("prompt").asText()).isNotBlank();
            assertThat(asked).anyMatch(text -> text.contains("我爱春天")).noneMatch(text -> text.contains("愛"));
            assertThat(client.get("/api/v1/jobs").json().path("jobs")).isEmpty();
        }

        @Test
        void tells_the_model_what_to_mind() throws Exception {
            client.post("/extract-style", "{\"text\": \"春天来了。花开了。\", \"extra\": \"注意標點，我愛標點\"}")
                    .is(200);

            assertThat(asked).anyMatch(text -> text.contains("我爱標點"));
        }

        @Test
        void c4_says_with_422_that_the_text_is_missing() throws Exception {
            for (String body : List.of("{}", "{\"text\": \"\"}", "{\"text\": 5}", "nothing")) {
                JsonNode answer = client.post("/extract-style", body).is(422).json();
                assertThat(answer.path("ret_code").asInt()).isEqualTo(1);
                assertThat(answer.path("msg").asText()).startsWith("文风提取失败：");
            }
            assertThat(asked).isEmpty();
        }

        @Test
        void c2_takes_a_path_for_text() throws Exception {
            Path secret = Files.writeString(folder.resolve("secret.txt"), "SERVER-LOCAL-SECRET");

            client.post("/extract-style", "{\"text\": \"" + secret + "\"}").is(200);

            assertThat(asked).noneMatch(text -> text.contains("SERVER-LOCAL-SECRET"));
        }

        @Test
        void c5_is_502_when_the_model_gives_no_profile() throws Exception {
            model = request -> ModelReply.of("{\"style_label\": 5, \"fact_info\": [");

            JsonNode answer = client.post("/extract-style", "{\"text\": \"春天来了。\"}")
                    .is(502)
                    .json();

            assertThat(answer.path("ret_code").asInt()).isEqualTo(1);
            assertThat(answer.path("prompt").isNull()).isTrue();
        }
    }

    @Nested
    class Health {

        @Test
        void has_the_fields_of_the_reference() throws Exception {
            JsonNode answer = client.get("/health").is(200).json();

            assertThat(answer.path("ret_code").asInt()).isZero();
            assertThat(answer.path("prompt").isNull()).isTrue();
            assertThat(answer.path("ready").asBoolean()).isTrue();
        }
    }
}
