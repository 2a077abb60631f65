package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.examples.simulation.SimulatedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document against the handlers; {@link Client} holds each answer of all tests against it. */
class OpenApiTest {

    private static final JsonNode PROBLEM = Problems.json(new Refusal(Refusal.Reason.TOO_MANY_JOBS, "wait"));

    @TempDir
    private Path folder;

    private static Optional<String> typeAlone(String header) {
        return Optional.of("application/problem+json").filter(type -> header.equals("Content-Type"));
    }

    @Test
    void names_what_is_answered_and_nothing_else() {
        try (SpoServer server = Services.start(folder, SimulatedModel.builder().build())) {
            Set<String> answered = new TreeSet<>();
            server.routes().forEach(route -> answered.add(route.method() + " " + route.path()));
            new Page().all().forEach(file -> answered.remove(file.method() + " " + file.path()));

            assertThat(OpenApi.read().operations()).isEqualTo(answered);
        }
    }

    @Test
    void is_served() throws Exception {
        try (SpoServer server = Services.start(folder, SimulatedModel.builder().build())) {
            String served =
                    new Client(server.url(), null).get("/openapi.yaml").is(200).text();

            assertThat(served).startsWith("openapi: 3.1.0");
        }
    }

    @Test
    void would_be_missed_if_an_answer_were_against_it() {
        OpenApi document = OpenApi.read();

        assertThat(document.against("Budget", Client.json("{\"calls\": 1}"))).isEmpty();
        assertThat(document.against("Budget", Client.json("{\"calls\": \"1\", \"rounds\": 1}")))
                .hasSize(2);
        assertThat(document.against("JobError", Client.json("{\"code\": \"none\"}")))
                .hasSize(2);
        assertThat(document.against("POST", "/api/v1/jobs", 429, OpenApiTest::typeAlone, Optional.of(PROBLEM)))
                .isEqualTo(List.of("Retry-After is not among the headers of 429 to POST /api/v1/jobs"));
        assertThat(document.against("GET", "/api/v1/jobs/x", 418, name -> Optional.empty(), Optional.empty()))
                .isEqualTo(List.of("418 is not among the answers to GET /api/v1/jobs/x"));
    }
}
