package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.examples.server.Client.Answer;
import io.github.spo4j.examples.server.Client.Event;
import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client is refused because it has enough. The client here holds each answer against the OpenAPI document. */
@Timeout(120)
class LimitsTest {

    private static final String JOBS = "/api/v1/jobs";
    private static final String ONE = "first-token-of-the-tests";
    private static final String OTHER = "other-token-of-the-tests";
    private static final int MOST_UNFINISHED = 2;
    private static final int STREAMS = 3;
    private static final int STREAMS_PER_TOKEN = 2;

    @TempDir
    private Path folder;

    private final SimulatedModel simulation = SimulatedModel.builder().seed(1).build();
    private final Semaphore calls = new Semaphore(0);
    private SpoServer server;
    private Client client;
    private Client other;

    @BeforeEach
    void start() {
        server = started(folder, 10_000, 10_000);
        client = new Client(server.url(), ONE);
        other = new Client(server.url(), OTHER);
    }

    private SpoServer started(Path data, int perSecond, int burst) {
        return Services.start(Services.settings(data, this::chat, jobs(), http(perSecond, burst), ONE, OTHER));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Answers when it is let. */
    private ModelReply chat(ModelRequest request) {
        try {
            calls.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted");
        }
        return simulation.chat(request);
    }

    private static JobLimits jobs() {
        JobLimits usual = JobLimits.standard();
        return new JobLimits(
                usual.usual(),
                usual.most(),
                usual.usualTime(),
                usual.mostTime(),
                usual.maxRounds(),
                usual.articles(),
                MOST_UNFINISHED);
    }

    private static HttpLimits http(int perSecond, int burst) {
        HttpLimits usual = HttpLimits.standard();
        return new HttpLimits(
                usual.requestBytes(),
                perSecond,
                burst,
                usual.waiting(),
                STREAMS,
                STREAMS_PER_TOKEN,
                usual.connections(),
                usual.idle(),
                usual.bodyPatience());
    }

    private static String created(Client client) throws Exception {
        return client.post(JOBS, Services.optimization(""))
                .is(201)
                .json()
                .path("id")
                .asText();
    }

    private void cancel(String id) throws Exception {
        client.post(JOBS + "/" + id + "/cancel", "{}").is(202);
        assertThat(client.ended(id).path("state").asText()).isEqualTo("cancelled");
    }

    private static JsonNode assertThatIsRefused(Answer answer, String code) {
        JsonNode problem = answer.is(429).json();
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).contains("1");
        return problem;
    }

    @Nested
    class Unfinished_jobs {

        @Test
        void are_so_many_for_each_token_until_one_ends() throws Exception {
            String first = created(client);
            created(client);

            JsonNode problem = assertThatIsRefused(client.post(JOBS, Services.optimization("")), "too_many_jobs");
            assertThat(problem.path("detail").asText())
                    .isEqualTo("there are 2 unfinished jobs already; wait until some have ended");
            assertThat(client.get(JOBS).json().path("jobs")).hasSize(2);
            created(other);

            cancel(first);
            created(client);
            assertThatIsRefused(client.post(JOBS, Services.optimization("")), "too_many_jobs");
        }

        @Test
        void are_not_passed_by_going_on_with_old_ones() throws Exception {
            String old = created(client);
            cancel(old);
            String now = created(client);
            created(client);

            assertThatIsRefused(client.post(JOBS + "/" + old + "/resume", "{}"), "too_many_jobs");
            assertThat(client.get(JOBS + "/" + old).json().path("state").asText())
                    .isEqualTo("cancelled");

            cancel(now);
            client.post(JOBS + "/" + old + "/resume", "{}").is(202);
            calls.release(1000);
            assertThat(client.ended(old).path("state").asText()).isEqualTo("done");
        }

        @Test
        void give_the_same_job_again_to_the_same_request() throws Exception {
            String request = Services.optimization("");
            Answer made = client.post(JOBS, request, "Idempotency-Key", "k").is(201);
            created(client);

            Answer again = client.post(JOBS, request, "Idempotency-Key", "k").is(200);

            assertThat(again.json().path("id")).isEqualTo(made.json().path("id"));
            assertThatIsRefused(client.post(JOBS, request, "Idempotency-Key", "l"), "too_many_jobs");
        }

        @Test
        void are_refused_to_the_clients_of_the_old_service_in_its_own_form() throws Exception {
            created(client);
            created(client);

            Answer refused = client.post(
                            "/optimize",
                            "{\"prompt\": \"写一篇文章。\", \"article_text\": \"春天来了。\", \"fact_info\": \"花开了\"}")
                    .is(429);

            assertThat(refused.json().path("ret_code").asInt()).isEqualTo(1);
            assertThat(refused.header("Retry-After")).contains("1");
        }

        @Test
        void are_never_more_when_many_ask_at_the_same_moment() throws Exception {
            int clients = 24;
            CyclicBarrier moment = new CyclicBarrier(clients);
            ExecutorService threads = Executors.newFixedThreadPool(clients);
            List<Integer> statuses = new ArrayList<>();
            try {
                List<Future<Integer>> asking = IntStream.range(0, clients)
                        .mapToObj(number -> threads.submit(() -> {
                            moment.await();
                            return client.post(JOBS, Services.optimization("")).status();
                        }))
                        .toList();
                for (Future<Integer> status : asking) {
                    statuses.add(status.get());
                }
            } finally {
                threads.shutdownNow();
            }

            assertThat(statuses).containsOnly(201, 429);
            assertThat(statuses).filteredOn(status -> status == 201).hasSize(MOST_UNFINISHED);
            assertThat(client.get(JOBS).json().path("jobs")).hasSize(MOST_UNFINISHED);
        }
    }

    @Nested
    class Streams_of_events {

        private double open() throws Exception {
            return requireNonNull(client.metrics().get("spo_streams"));
        }

        @Test
        void are_so_many_for_each_token_and_for_all() throws Exception {
            String id = created(client);
            String others = created(other);
            List<Stream<String>> streams = List.of(client.stream(id, 0), client.stream(id, 0), other.stream(others, 0));

            JsonNode own = assertThatIsRefused(client.get(JOBS + "/" + id + "/events"), "too_many_streams");
            JsonNode all = assertThatIsRefused(other.get(JOBS + "/" + others + "/events"), "too_many_streams");

            assertThat(own.path("detail").asText())
                    .isEqualTo("you have 2 streams open; close some, or ask with wait=false from time to time");
            assertThat(all.path("detail").asText())
                    .isEqualTo("all streams are in use; ask with wait=false from time to time");
            assertThat(open()).isEqualTo(STREAMS);
            streams.forEach(Stream::close);
        }

        @Test
        void are_not_needed_to_see_what_has_happened_so_far() throws Exception {
            String id = created(client);
            List<Stream<String>> streams = List.of(client.stream(id, 0), client.stream(id, 0));
            String events = JOBS + "/" + id + "/events";
            assertThatIsRefused(client.get(events + "?wait=true"), "too_many_streams");

            List<Event> seen = Client.events(
                    client.get(events + "?wait=false").is(200).text().lines());

            assertThat(seen.get(0).data().path("state").asText()).isEqualTo("queued");
            long last = seen.get(seen.size() - 1).id();
            client.post(JOBS + "/" + id + "/cancel", "{}").is(202);
            assertThat(Client.events(streams.get(0)))
                    .as("the stream ends with its job")
                    .isNotEmpty();
            List<Event> more = Client.events(client.get(events + "?wait=false&after=" + last)
                    .is(200)
                    .text()
                    .lines());
            assertThat(more).allMatch(event -> event.id() > last);
            assertThat(more.get(more.size() - 1).data().path("state").asText()).isEqualTo("cancelled");
            client.get(events + "?wait=perhaps").is(400);
            streams.forEach(Stream::close);
        }

        @Test
        void have_room_again_when_their_job_ends() throws Exception {
            String id = created(client);
            try (Stream<String> first = client.stream(id, 0);
                    Stream<String> second = client.stream(id, 0)) {
                assertThatIsRefused(client.get(JOBS + "/" + id + "/events"), "too_many_streams");

                client.post(JOBS + "/" + id + "/cancel", "{}").is(202);
                List<Event> seen = Client.events(first);
                assertThat(seen.get(seen.size() - 1).data().path("state").asText())
                        .isEqualTo("cancelled");
                assertThat(Client.events(second)).isEqualTo(seen);
            }

            assertThat(open()).isZero();
            assertThat(client.events(id, 0)).isNotEmpty();
        }

        /** One that has gone is noticed when it is told something, so calls are let through until it is. */
        @Test
        void have_room_again_when_a_client_has_gone() throws Exception {
            String id = client.post(JOBS, Services.optimization("").replace("\"max_rounds\": 3", "\"max_rounds\": 100"))
                    .is(201)
                    .json()
                    .path("id")
                    .asText();
            List<Stream<String>> streams = List.of(client.stream(id, 0), client.stream(id, 0));
            streams.forEach(Stream::close);

            while (open() > 0) {
                calls.release();
            }

            assertThat(client.get(JOBS + "/" + id).json().path("state").asText())
                    .isEqualTo("running");
            client.stream(id, 0).close();
        }
    }

    @Nested
    class Requests {

        @Test
        void are_so_many_at_once_for_each_token() throws Exception {
            try (SpoServer strict = started(folder.resolve("strict"), 0, 2)) {
                Client one = new Client(strict.url(), ONE);
                one.get(JOBS).is(200);
                one.get("/metrics").is(200);

                assertThatIsRefused(one.get(JOBS), "too_many_requests");
                assertThatIsRefused(one.get("/metrics"), "too_many_requests");
                new Client(strict.url(), OTHER).get(JOBS).is(200);
                one.get("/health").is(200);
            }
        }
    }
}
