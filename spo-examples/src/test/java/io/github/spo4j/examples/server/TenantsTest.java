package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.langchain4j.ModelsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** C1: many at once, each with a marker in all its texts, against a model on the other side of a connection. */
@Timeout(180)
class TenantsTest {

    private static final int CLIENTS = 32;
    private static final String MARKER = "TENANT-";

    @TempDir
    private Path folder;

    private final RecordingServer models = RecordingServer.start(Duration.ofMillis(20));
    private SpoServer server;

    /** One client's request, with its marker. */
    private interface Asking {
        JsonNode ask(Client client, String marker) throws Exception;
    }

    @BeforeEach
    void start() throws Exception {
        Path config = Files.writeString(
                folder.resolve("config2.yaml"),
                "models:\n  m:\n    base_url: " + models.baseUrl() + "\n    api_key: none\n");
        server =
                Services.start(folder.resolve("data"), ModelsConfig.read(config).port("m"));
    }

    @AfterEach
    void stop() {
        server.close();
        models.close();
    }

    private static String marker(int number) {
        return MARKER + (char) ('A' + number / 26) + (char) ('A' + number % 26) + "-END";
    }

    private List<JsonNode> allAtOnce(Asking asking) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CLIENTS);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<JsonNode>> running = IntStream.range(0, CLIENTS)
                    .mapToObj(number -> threads.submit(() -> {
                        start.await();
                        return asking.ask(new Client(server.url(), null), marker(number));
                    }))
                    .toList();
            List<JsonNode> answers = new ArrayList<>();
            for (Future<JsonNode> future : running) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    /** No model call names two, and each was called for. */
    private void assertThatNoneMixed(int leastCallsEach) {
        for (int number = 0; number < CLIENTS; number++) {
            String marker = marker(number);
            assertThat(models.count(request -> request.body().contains(marker)))
                    .as(marker)
                    .isGreaterThanOrEqualTo(leastCallsEach);
        }
        assertThat(models.asked())
                .allSatisfy(request -> assertThat(IntStream.range(0, CLIENTS)
                                .filter(number -> request.body().contains(marker(number)))
                                .count())
                        .isEqualTo(1));
    }

    @Test
    void c1_optimize_answers_each_with_its_own() throws Exception {
        List<JsonNode> answers = allAtOnce((client, marker) -> client.post(
                        "/optimize",
                        "{\"prompt\": \"写一篇文章。" + marker + "\", \"article_text\": \"春天来了。" + marker
                                + "\", \"fact_info\": \"花开了，" + marker + "\"}")
                .is(200)
                .json());

        for (int number = 0; number < CLIENTS; number++) {
            String prompt = answers.get(number).path("best_prompt").asText();
            assertThat(prompt).contains(marker(number));
            assertThat(prompt.split(MARKER, -1)).hasSize(2);
        }
        assertThatNoneMixed(5);
    }

    @Test
    void c1_extract_style_answers_each_with_its_own() throws Exception {
        List<JsonNode> answers = allAtOnce((client, marker) -> client.post(
                        "/extract-style",
                        "{\"text\": \"Spring is here, says " + marker + ". We saw 3 flowers there.\"}")
                .is(200)
                .json());

        for (int number = 0; number < CLIENTS; number++) {
            assertThat(answers.get(number).path("fact_info").asText()).contains(marker(number));
            assertThat(answers.get(number).toString().replace(marker(number), ""))
                    .doesNotContain(MARKER);
        }
        assertThatNoneMixed(1);
    }

    @Test
    void c1_jobs_have_each_their_own() throws Exception {
        List<JsonNode> answers = allAtOnce((client, marker) -> {
            String request = Services.optimization("")
                    .replace("Solve the problem.", "Solve it, " + marker + ".")
                    .replace("Short, and correct.", "Short, says " + marker + ".")
                    .replace("What is", marker + " asks what is");
            String id = client.post("/api/v1/jobs", request)
                    .is(201)
                    .json()
                    .path("id")
                    .asText();
            return client.ended(id);
        });

        for (int number = 0; number < CLIENTS; number++) {
            JsonNode job = answers.get(number);
            assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
            assertThat(job.path("result").path("best_prompt").asText()).contains(marker(number));
            assertThat(job.toString().replace(marker(number), "")).doesNotContain(MARKER);
        }
        assertThatNoneMixed(5);
    }
}
