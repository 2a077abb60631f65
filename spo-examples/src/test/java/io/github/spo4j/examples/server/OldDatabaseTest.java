package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.server.job.JobModel;
import io.github.spo4j.examples.server.job.JobModels;
import io.github.spo4j.examples.server.job.JobSetup;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.CallPolicy;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data file that the service wrote before Flyway, with two jobs that are done, and one that ran when the process was
 * killed.
 */
@Timeout(120)
class OldDatabaseTest {

    @TempDir
    private Path data;

    @Test
    void has_its_jobs_and_goes_on_with_the_one_that_ran() throws Exception {
        try (InputStream in = new GZIPInputStream(
                requireNonNull(OldDatabaseTest.class.getResourceAsStream("/server/before-flyway.mv.db.gz")))) {
            Files.copy(in, data.resolve("spo.mv.db"));
        }
        try (SpoServer server = SpoServer.start(settings())) {
            Client client = new Client(server.url(), null);
            Map<String, String> jobs = new HashMap<>();
            for (JsonNode job : client.get("/api/v1/jobs").is(200).json().path("jobs")) {
                jobs.put(job.path("name").asText(), job.path("id").asText());
            }
            assertThat(jobs).containsOnlyKeys("done before", "写诗", "runs");

            JsonNode style = client.ended(jobs.getOrDefault("写诗", ""));
            assertThat(style.path("request").path("articles"))
                    .extracting(article -> article.path("name").asText())
                    .containsExactly("a.txt", "b.txt");
            assertThat(style.path("result").path("profiles")).hasSize(2);

            String done = jobs.getOrDefault("done before", "");
            JsonNode rounds = client.get("/api/v1/jobs/" + done + "/rounds")
                    .is(200)
                    .json()
                    .path("rounds");
            assertThat(rounds).hasSize(2);
            JsonNode before = client.get("/api/v1/jobs/" + done).is(200).json();
            assertThat(before.path("result").has("confirmation")).isFalse();
            int best = before.at("/result/best_round").asInt();
            assertThat(rounds.path(best - 1).path("best").asBoolean()).isTrue();
            assertThat(rounds.path(best - 1).path("search_winner").asBoolean()).isTrue();
            client.post("/api/v1/jobs/" + done + "/resume", "{}").is(202);
            JsonNode again = client.ended(done).path("result");
            assertThat(again.at("/confirmation/state").asText()).isEqualTo("no_questions");
            assertThat(again.path("usage")).isEqualTo(before.at("/result/usage"));

            JsonNode ran = client.ended(jobs.getOrDefault("runs", ""));
            assertThat(ran.path("state").asText()).as(ran.toString()).isEqualTo("done");
            List<Integer> starts = client.events(jobs.getOrDefault("runs", ""), 0).stream()
                    .filter(event -> event.type().equals("started"))
                    .map(event -> event.data().path("next_round").asInt())
                    .toList();
            assertThat(starts).hasSize(2).startsWith(1);
            assertThat(starts.get(1)).isGreaterThan(1);
            assertThat(ran.at("/result/rounds").asInt())
                    .as("until the simulation has nothing new to propose: %s", ran.path("result"))
                    .isGreaterThan(starts.get(1));
        }
    }

    private ServerSettings settings() {
        JobSetup jobs = new JobSetup(
                new Simulation(),
                CallPolicy.builder().attempts(1).build(),
                UnaryOperator.identity(),
                JobLimits.standard(),
                4,
                Duration.ofSeconds(4));
        return new ServerSettings("127.0.0.1", 0, Set.of(), List.of(), data, null, jobs, HttpLimits.standard(), "test");
    }

    private record Simulation() implements JobModels {

        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public Optional<String> usual(ModelRole role) {
            return Optional.empty();
        }

        @Override
        public JobModel model(ModelRole role, @Nullable String name, @Nullable Double temperature, long seed) {
            return new JobModel(role, SimulatedModel.builder().seed(seed).build(), ModelSettings.named("simulation"));
        }

        @Override
        public boolean isSimulation() {
            return true;
        }
    }
}
