package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.examples.server.Client.Answer;
import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.server.job.JobModels;
import io.github.spo4j.examples.server.job.JobSetup;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service that works at one job at a time says of itself. */
@Timeout(120)
class MetricsTest {

    private static final String JOBS = "/api/v1/jobs";
    private static final String ONE = "first-token-of-the-tests";
    private static final String OTHER = "other-token-of-the-tests";

    @TempDir
    private Path folder;

    private final SimulatedModel simulation = SimulatedModel.builder().seed(1).build();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile ChatModelPort model = simulation;
    private SpoServer server;
    private Client client;

    @BeforeEach
    void start() {
        ServerSettings usual = Services.settings(
                folder, request -> model.chat(request), JobLimits.standard(), HttpLimits.standard(), ONE, OTHER);
        JobSetup jobs = usual.jobs();
        server = Services.start(new ServerSettings(
                usual.host(),
                usual.port(),
                usual.names(),
                usual.tokens(),
                usual.data(),
                null,
                new JobSetup(jobs.models(), jobs.policy(), jobs.simplify(), jobs.limits(), 1, jobs.silence()),
                usual.limits(),
                usual.version()));
        client = new Client(server.url(), ONE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Says when it is called, and returns when it is interrupted. */
    private ModelReply hang(ModelRequest request) {
        hanging.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted");
    }

    private static String created(Client client, String more) throws Exception {
        return client.post(JOBS, Services.optimization(more))
                .is(201)
                .json()
                .path("id")
                .asText();
    }

    private JsonNode ended(String more) throws Exception {
        return client.ended(created(client, more));
    }

    private static String jobs(String state) {
        return "spo_jobs{state=\"" + state + "\"}";
    }

    private static String calls(String role, String outcome) {
        return "spo_model_calls_seconds_count{outcome=\"" + outcome + "\",role=\"" + role + "\"}";
    }

    private static String tokens(String role, String kind) {
        return "spo_model_tokens_total{kind=\"" + kind + "\",role=\"" + role + "\"}";
    }

    private static String requests(String method, String path, int status) {
        return "spo_http_requests_seconds_count{method=\"" + method + "\",path=\"" + path + "\",status=\"" + status
                + "\"}";
    }

    @Test
    void lets_jobs_with_one_model_share_its_pace() {
        JobModels models = new Metrics().counted(new Services.OnePort(simulation));

        assertThat(models.model(ModelRole.EXECUTE, "m", null, 1).port())
                .isSameAs(models.model(ModelRole.EVALUATE, "m", 0.5, 2).port());
    }

    @Test
    void counts_the_jobs_of_all_owners_in_each_state() throws Exception {
        ended("");
        ended("");
        model = request -> {
            throw new ModelException(ModelException.Kind.UNAUTHORIZED, "no");
        };
        ended("");
        model = this::hang;
        created(client, "");
        hanging.await(); // the jobs before it have left the one thread that works
        created(new Client(server.url(), OTHER), "");
        String cancelled = created(client, "");
        client.post(JOBS + "/" + cancelled + "/cancel", "{}").is(202);

        assertThat(client.metrics())
                .containsEntry(jobs("queued"), 1.0)
                .containsEntry(jobs("running"), 1.0)
                .containsEntry(jobs("done"), 2.0)
                .containsEntry(jobs("failed"), 1.0)
                .containsEntry(jobs("cancelled"), 1.0)
                .containsEntry("spo_jobs_here", 1.0)
                .containsEntry("spo_streams", 0.0);
    }

    @Test
    void counts_no_job_that_was_removed() throws Exception {
        String id = ended("").path("id").asText();
        assertThat(client.metrics()).containsEntry(jobs("done"), 1.0);

        client.delete(JOBS + "/" + id).is(204);

        assertThat(client.metrics()).containsEntry(jobs("done"), 0.0);
    }

    @Test
    void counts_the_calls_and_tokens_that_the_jobs_report() throws Exception {
        List<JsonNode> usages = new ArrayList<>();
        usages.add(ended("").path("result").path("usage"));
        usages.add(ended(", \"patience\": 1").path("result").path("usage"));

        Map<String, Double> metrics = client.metrics();

        for (String role : List.of("optimize", "execute", "evaluate")) {
            assertThat(metrics)
                    .containsEntry(calls(role, "reply"), sum(usages, role, "calls"))
                    .containsEntry(tokens(role, "input"), sum(usages, role, "input_tokens"))
                    .containsEntry(tokens(role, "output"), sum(usages, role, "output_tokens"));
        }
        assertThat(metrics.keySet().stream().filter(name -> name.startsWith("spo_model_calls_seconds_count")))
                .hasSize(3);
    }

    private static double sum(List<JsonNode> usages, String role, String field) {
        double sum = usages.stream()
                .mapToDouble(usage -> usage.path(role).path(field).asDouble())
                .sum();
        assertThat(sum).as(role + " " + field).isPositive();
        return sum;
    }

    @Test
    void counts_a_call_that_failed_by_what_went_wrong_and_no_tokens_that_are_not_known() throws Exception {
        model = request -> {
            throw new ModelException(ModelException.Kind.RATE_LIMITED, "key sk-SECRET is spent");
        };
        ended("");
        model = request -> {
            throw new IllegalStateException("a port of somebody else's");
        };
        ended("");
        model = request -> ModelReply.of("a reply of unknown size");
        ended("");

        Map<String, Double> metrics = client.metrics();

        assertThat(metrics)
                .containsEntry(calls("execute", "rate_limited"), 1.0)
                .containsEntry(calls("execute", "unexpected"), 1.0)
                .containsEntry(calls("execute", "reply"), 1.0);
        assertThat(metrics.keySet()).noneMatch(name -> name.startsWith("spo_model_tokens_total"));
    }

    @Test
    void counts_requests_by_route_whoever_made_them_and_whatever_came_of_it() throws Exception {
        String id = created(client, "");
        created(client, "");
        client.get(JOBS + "/" + id).is(200);
        client.get(JOBS + "/no-such-job").is(404);
        client.post(JOBS, "{}").is(422);
        new Client(server.url(), "no-token-of-this-service")
                .get(JOBS + "/" + id)
                .is(401);
        client.get("/health").is(200);
        client.send(client.request("/no/such/place").build()).is(404);
        client.send(client.request("/health")
                        .method("INVENTED", HttpRequest.BodyPublishers.noBody())
                        .build())
                .is(405);

        assertThat(client.metrics())
                .containsEntry(requests("POST", JOBS, 201), 2.0)
                .containsEntry(requests("POST", JOBS, 422), 1.0)
                .containsEntry(requests("GET", JOBS + "/{id}", 200), 1.0)
                .containsEntry(requests("GET", JOBS + "/{id}", 404), 1.0)
                .containsEntry(requests("GET", JOBS + "/{id}", 401), 1.0)
                .containsEntry(requests("GET", "/health", 200), 1.0)
                .containsEntry(requests("none", "none", 404), 1.0)
                .containsEntry(requests("none", "none", 405), 1.0);
    }

    @Test
    void says_nothing_that_a_client_or_a_model_said() throws Exception {
        String id = created(client, ", \"name\": \"SECRET-NAME\"");
        client.ended(id);
        client.post(
                        JOBS,
                        "{\"kind\": \"extract\", \"name\": \"SECRET-STYLE\", \"articles\": [{\"name\": \"SECRET-FILE\","
                                + " \"text\": \"SECRET-ARTICLE says that spring is here.\"}]}",
                        "Idempotency-Key",
                        "SECRET-KEY")
                .is(201);
        model = request -> {
            throw new ModelException(ModelException.Kind.NETWORK, "SECRET-HOST:1 refused sk-SECRET");
        };
        ended("");
        client.get("/SECRET/PATH?SECRET-QUERY=1").is(404);
        client.get(JOBS + "/SECRET-JOB").is(404);
        new Client(server.url(), "SECRET-TOKEN-of-a-stranger").get(JOBS).is(401);
        client.send(client.request("/")
                        .method("SECRETMETHOD", HttpRequest.BodyPublishers.noBody())
                        .build())
                .is(405);

        String said = client.get("/metrics").is(200).text();

        assertThat(said)
                .contains("spo_jobs")
                .doesNotContain("SECRET", ONE, OTHER, id, "Solve the problem", "6 times 7", folder.toString());
    }

    @Test
    void are_for_those_with_a_token_and_the_same_for_each_of_them() throws Exception {
        ended("");

        Answer refused = new Client(server.url(), null).get("/metrics").is(401);
        Answer stranger = new Client(server.url(), "no-token-of-this-service")
                .get("/metrics")
                .is(401);

        assertThat(refused.json().path("code").asText()).isEqualTo("unauthorized");
        assertThat(refused.header("WWW-Authenticate")).contains("Bearer");
        assertThat(refused.text() + stranger.text()).doesNotContain("spo_");
        assertThat(new Client(server.url(), OTHER).metrics())
                .containsEntry(jobs("done"), 1.0)
                .containsEntry(requests("GET", "/metrics", 401), 2.0);
    }
}
