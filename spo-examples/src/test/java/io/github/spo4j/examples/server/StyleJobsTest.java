package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.template.IterationTemplate;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a style is refused before a call is paid for, and what is left of one that ends without a result. */
@Timeout(120)
class StyleJobsTest {

    private static final String JOBS = "/api/v1/jobs";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int HALF_A_TEMPLATE = 600_000;

    @TempDir
    private Path folder;

    private final ChatModelPort simulation = SimulatedModel.builder().seed(1).build();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile ChatModelPort model = simulation;
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
        calls.incrementAndGet();
        return model.chat(request);
    }

    /** A style of so many articles, each with so many letters. */
    private static ObjectNode style(int articles, int letters) {
        ObjectNode request = JSON.createObjectNode().put("kind", "style");
        for (int i = 0; i < articles; i++) {
            String text = ("Day " + i + ". It rains, and we wait. ").repeat(1 + letters / 20);
            request.withArray("articles")
                    .addObject()
                    .put("name", "day-" + i + ".txt")
                    .put("text", text.substring(0, letters));
        }
        return request;
    }

    private JsonNode ended(ObjectNode request) throws Exception {
        return client.ended(
                client.post(JOBS, request.toString()).is(201).json().path("id").asText());
    }

    @Nested
    class Before_a_call {

        private JsonNode refused(ObjectNode request) throws Exception {
            JsonNode problem = client.post(JOBS, request.toString()).is(422).json();
            assertThat(calls).hasValue(0);
            assertThat(problem.path("errors")).hasSize(1);
            return problem.path("errors").path(0);
        }

        @Test
        void articles_without_room_in_a_template_are_refused_with_the_number_that_has_room() throws Exception {
            ObjectNode request = style(50, 20_000);

            JsonNode wrong = refused(request);

            assertThat(wrong.path("field").asText()).isEqualTo("questions");
            assertThat(wrong.path("message").asText())
                    .isEqualTo(
                            "a template has room for 1048576 bytes with the articles that it asks for; set questions to"
                                    + " 47 or fewer; all articles shape the style");
            refused(request.deepCopy().put("questions", 48));
            client.post(JOBS, request.put("questions", 47).toString()).is(201);
        }

        @Test
        void an_article_that_is_longer_than_a_template_is_refused_unless_only_profiles_are_wanted() throws Exception {
            ObjectNode request = style(1, 1_100_000);

            assertThat(refused(request).path("message").asText()).contains("the first article", "kind extract");
            client.post(JOBS, request.put("kind", "extract").toString()).is(201);
        }

        @Test
        void a_budget_with_fewer_calls_than_articles_and_their_merge_is_refused() throws Exception {
            ObjectNode request = style(3, 100);
            request.putObject("budget").put("calls", 3);

            JsonNode wrong = refused(request);

            assertThat(wrong.path("field").asText()).isEqualTo("budget.calls");
            assertThat(wrong.path("message").asText()).contains("the 4 calls");
            request.putObject("budget").put("calls", 4);
            assertThat(ended(request).path("state").asText()).isEqualTo("done");
        }
    }

    @Nested
    class One_without_a_result {

        private void assertThatProfilesAreShown(JsonNode job, int profiles) {
            JsonNode result = job.path("result");
            assertThat(result.path("profiles")).as(job.toString()).hasSize(profiles);
            assertThat(result.path("template").isNull()).isTrue();
            assertThat(result.at("/usage/extract/calls").asInt()).isEqualTo(profiles);
        }

        private JsonNode resumed(JsonNode job, String changes) throws Exception {
            String id = job.path("id").asText();
            client.post(JOBS + "/" + id + "/resume", changes).is(202);
            return client.ended(id);
        }

        /** Facts that only the model knows can still be too long. */
        private ModelReply withLongFacts(ModelRequest request) {
            ModelReply reply = simulation.chat(request);
            if (request.role() != ModelRole.EXTRACT) {
                return reply;
            }
            ObjectNode profile = (ObjectNode) Client.json(reply.text());
            return ModelReply.of(profile.put("fact_info", "rain ".repeat(HALF_A_TEMPLATE / 5))
                    .toString());
        }

        @Test
        void because_its_facts_are_too_long_is_resumed_with_fewer_questions_and_no_further_call() throws Exception {
            model = this::withLongFacts;

            JsonNode job = ended(style(2, 100));

            assertThat(job.path("state").asText()).isEqualTo("failed");
            assertThat(job.at("/error/message").asText()).contains("1048576 bytes", "fewer questions");
            assertThatProfilesAreShown(job, 2);
            assertThat(job.at("/result/merged/prompt").asText()).isNotBlank();
            int paid = calls.get();
            JsonNode fewer = resumed(job, "{\"questions\": 1}");
            assertThat(fewer.path("state").asText()).isEqualTo("done");
            assertThat(IterationTemplate.parse("t", fewer.at("/result/template").asText())
                            .questions())
                    .hasSize(1);
            assertThat(calls).hasValue(paid);
        }

        @Test
        void because_an_article_has_no_facts_names_the_number_that_can_be_asked() throws Exception {
            AtomicInteger articles = new AtomicInteger();
            model = request -> {
                ModelReply reply = simulation.chat(request);
                if (request.role() != ModelRole.EXTRACT || articles.incrementAndGet() > 1) {
                    return reply;
                }
                return ModelReply.of(((ObjectNode) Client.json(reply.text()))
                        .put("fact_info", "")
                        .toString());
            };

            JsonNode job = ended(style(2, 100).put("questions", 2));

            assertThat(job.path("state").asText()).isEqualTo("failed");
            assertThat(job.at("/error/message").asText()).startsWith("only 1 articles have facts");
            assertThatProfilesAreShown(job, 2);
            int paid = calls.get();
            assertThat(resumed(job, "{\"questions\": 1}").path("state").asText())
                    .isEqualTo("done");
            assertThat(calls).hasValue(paid);
        }

        @Test
        void because_the_merge_was_refused_shows_its_profiles() throws Exception {
            model = request -> {
                if (request.role() == ModelRole.MERGE) {
                    throw new ModelException(ModelException.Kind.UNAUTHORIZED, "no");
                }
                return simulation.chat(request);
            };

            JsonNode job = ended(style(2, 100));

            assertThat(job.at("/error/code").asText()).isEqualTo("model_refused");
            assertThatProfilesAreShown(job, 2);
            assertThat(job.at("/result/merged").isNull()).isTrue();
            model = simulation;
            assertThat(resumed(job, "{}").path("state").asText()).isEqualTo("done");
        }

        @Test
        void because_it_was_cancelled_shows_its_profiles() throws Exception {
            CountDownLatch merging = new CountDownLatch(1);
            CountDownLatch never = new CountDownLatch(1);
            model = request -> {
                if (request.role() != ModelRole.MERGE) {
                    return simulation.chat(request);
                }
                merging.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted");
            };
            String id = client.post(JOBS, style(2, 100).toString())
                    .is(201)
                    .json()
                    .path("id")
                    .asText();
            merging.await();

            client.post(JOBS + "/" + id + "/cancel", "{}").is(202);

            JsonNode job = client.ended(id);
            assertThat(job.path("state").asText()).isEqualTo("cancelled");
            assertThatProfilesAreShown(job, 2);
        }

        @Test
        void has_no_other_size_than_its_questions() throws Exception {
            String style = ended(style(1, 100)).path("id").asText();
            client.post(JOBS + "/" + style + "/resume", "{\"max_rounds\": 2}").is(422);
            client.post(JOBS + "/" + style + "/resume", "{\"questions\": 2}").is(422);
            String run = client.post(JOBS, Services.optimization(""))
                    .is(201)
                    .json()
                    .path("id")
                    .asText();
            client.ended(run);
            client.post(JOBS + "/" + run + "/resume", "{\"questions\": 2}").is(422);
        }
    }
}
