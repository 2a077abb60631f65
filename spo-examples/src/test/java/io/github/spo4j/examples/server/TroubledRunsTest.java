package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.examples.server.Client.Event;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job tells of a model in trouble, and when it stops for it. */
@Timeout(120)
class TroubledRunsTest {

    private static final String JOBS = "/api/v1/jobs";

    @TempDir
    private Path folder;

    private volatile ChatModelPort model = SimulatedModel.builder().seed(1).build();
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
        return model.chat(request);
    }

    private JsonNode ended(String more) throws Exception {
        String request = Services.optimization(more).replace("\"max_rounds\": 3", "\"max_rounds\": 10");
        return client.ended(client.post(JOBS, request).is(201).json().path("id").asText());
    }

    @ParameterizedTest
    @CsvSource({"'', 4", "', \"void_rounds\": 1', 2", "', \"void_rounds\": 5', 6"})
    void so_many_void_rounds_in_a_row_end_a_run(String voidRounds, int rounds) throws Exception {
        ChatModelPort simulation = model;
        model = request -> {
            if (request.role() == ModelRole.OPTIMIZE) {
                throw new ModelException(ModelException.Kind.CONTENT_FILTERED, "filtered");
            }
            return simulation.chat(request);
        };

        JsonNode job = ended(voidRounds);

        assertThat(job.at("/result/stop_reason").asText()).as(job.toString()).isEqualTo("void_rounds");
        assertThat(job.at("/result/rounds").asInt()).isEqualTo(rounds);
        client.post(JOBS, Services.optimization(", \"void_rounds\": 0")).is(422);
    }

    @Test
    void a_model_that_is_sent_fewer_calls_at_a_time_is_named() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        model = request -> {
            try {
                together.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                Thread.currentThread().interrupt();
            }
            throw new ModelException(ModelException.Kind.TIMEOUT, "no reply in time");
        };
        String twoQuestions = Services.optimization("").replace("qa:\\n", "qa:\\n  - question: What is 2 times 2?\\n");

        String id = client.post(JOBS, twoQuestions).is(201).json().path("id").asText();

        List<Event> events = client.events(id, 0);
        assertThat(events)
                .filteredOn(event -> event.type().equals("reduced"))
                .first()
                .satisfies(event -> {
                    assertThat(event.data().path("role").asText()).isEqualTo("execute");
                    assertThat(event.data().path("model").asText()).isEqualTo("m");
                    assertThat(event.data().path("calls_at_a_time").asInt()).isOne();
                });
    }
}
