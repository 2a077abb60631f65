package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.server.Client.Answer;
import io.github.spo4j.examples.server.Client.Event;
import io.github.spo4j.examples.server.Client.Part;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class JobRoutesTest {

    private static final String JOBS = "/api/v1/jobs";
    private static final String ONE = "first-token-of-the-tests";
    private static final String OTHER = "other-token-of-the-tests";

    @TempDir
    private Path folder;

    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);
    private volatile ChatModelPort model = SimulatedModel.builder().seed(1).build();
    private SpoServer server;
    private Client client;

    @BeforeEach
    void start() {
        server = Services.start(folder, this::chat, ONE, OTHER);
        client = new Client(server.url(), ONE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ModelReply chat(ModelRequest request) {
        calls.incrementAndGet();
        called.countDown();
        return model.chat(request);
    }

    /** Calls hang until they are interrupted. */
    private void hang() {
        model = request -> {
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted");
        };
    }

    private String created(String request) throws Exception {
        return client.post(JOBS, request).is(201).json().path("id").asText();
    }

    private JsonNode done(String id) throws Exception {
        JsonNode job = client.ended(id);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
        return job;
    }

    @Nested
    class A_new_job {

        @Test
        void may_have_whole_numbers_written_with_a_point() throws Exception {
            String request = Services.optimization("").replace("\"max_rounds\": 3", "\"max_rounds\": 2.0");

            String id = created(request);

            assertThat(done(id).path("request").path("max_rounds").asInt()).isEqualTo(2);
            client.post(JOBS, request.replace("2.0", "2.5")).is(422);
        }

        @Test
        void is_queued_worked_at_and_done() throws Exception {
            Answer created = client.post(JOBS, Services.optimization(", \"name\": \"Mine\""))
                    .is(201);

            assertThat(created.header("Location"))
                    .contains(JOBS + "/" + created.json().path("id").asText());
            JsonNode job = done(created.json().path("id").asText());
            assertThat(job.path("name").asText()).isEqualTo("Mine");
            assertThat(job.path("result").path("rounds").asInt()).isEqualTo(3);
            assertThat(job.path("result").path("stop_reason").asText()).isEqualTo("max_rounds");
            assertThat(job.path("result")
                            .path("usage")
                            .path("total")
                            .path("calls")
                            .asInt())
                    .isEqualTo(calls.get());
            assertThat(job.path("request").path("models").path("judge").isMissingNode())
                    .isTrue();
            assertThat(job.path("progress").path("round").asInt()).isEqualTo(3);
        }

        @ParameterizedTest
        @MethodSource("io.github.spo4j.examples.server.JobRoutesTest#badRequests")
        void is_refused_with_all_that_is_wrong(String request, int status, String code, List<String> fields)
                throws Exception {
            JsonNode problem = client.post(JOBS, request).is(status).json();

            assertThat(problem.path("code").asText()).isEqualTo(code);
            assertThat(problem.path("errors").findValuesAsText("field")).containsAll(fields);
            assertThat(client.get(JOBS).json().path("jobs")).isEmpty();
            assertThat(calls).hasValue(0);
        }

        @Test
        void is_refused_when_it_has_too_many_articles_whatever_is_in_them() throws Exception {
            JsonNode problem = client.post(
                            JOBS, "{\"kind\": \"extract\", \"articles\": [{}" + ",{}".repeat(99_999) + "]}")
                    .is(422)
                    .json();

            assertThat(problem.path("errors").findValuesAsText("message"))
                    .containsExactly("articles are more than 200; split them into several jobs");
        }

        @ParameterizedTest
        @CsvSource({"articles[0].text, 20000100, 1", "extra, 1, 20000100"})
        void is_refused_when_a_text_is_longer_than_a_file_may_be(String field, int text, int extra) throws Exception {
            String request = "{\"kind\": \"extract\", \"articles\": [{\"name\": \"a\", \"text\": \"" + "a".repeat(text)
                    + "\"}], \"extra\": \"" + "a".repeat(extra) + "\"}";

            JsonNode problem = client.post(JOBS, request).is(422).json();

            assertThat(problem.path("errors").findValuesAsText("message"))
                    .containsExactly(field + " must have at most 20000000 characters");
            assertThat(client.get(JOBS).is(200).json().path("jobs")).isEmpty();
        }

        @Test
        void is_made_once_with_one_key() throws Exception {
            String request = Services.optimization("");
            Answer first = client.post(JOBS, request, "Idempotency-Key", "k-1").is(201);
            Answer again = client.post(JOBS, request, "Idempotency-Key", "k-1").is(200);
            Answer other = client.post(JOBS, Services.optimization(", \"patience\": 2"), "Idempotency-Key", "k-1")
                    .is(422);

            assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
            assertThat(other.json().path("code").asText()).isEqualTo("idempotency_key_reused");
            new Client(server.url(), OTHER)
                    .post(JOBS, request, "Idempotency-Key", "k-1")
                    .is(201);
            client.post(JOBS, request, "Idempotency-Key", "with space").is(400);
        }
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                argumentSet("no JSON", "{", 400, "malformed_request", List.of()),
                argumentSet("a key twice", "{\"kind\": 1, \"kind\": 2}", 400, "malformed_request", List.of()),
                argumentSet("something behind", "{} {}", 400, "malformed_request", List.of()),
                argumentSet(
                        "too deep", "{\"a\":".repeat(30) + "1" + "}".repeat(30), 400, "malformed_request", List.of()),
                argumentSet("a list", "[]", 400, "malformed_request", List.of()),
                argumentSet("no kind", "{}", 422, "invalid_request", List.of("kind")),
                argumentSet(
                        "all at once",
                        "{\"kind\": \"optimize\", \"max_rounds\": 101, \"judge\": \"me\", \"seed\": 1.5, \"budget\":"
                                + " {\"calls\": 9999999, \"rounds\": 1}, \"models\": {\"evaluate\": {\"model\": \"x\"}},"
                                + " \"path\": \"/etc/passwd\"}",
                        422,
                        "invalid_request",
                        List.of(
                                "template",
                                "max_rounds",
                                "judge",
                                "seed",
                                "budget.calls",
                                "budget.rounds",
                                "models.evaluate",
                                "path")),
                argumentSet(
                        "a template",
                        "{\"kind\": \"optimize\", \"template\": \"prompt: a\\nrequirements: b\\nqa: 3\"}",
                        422,
                        "invalid_template",
                        List.of("qa")),
                argumentSet(
                        "marks that are not there",
                        Services.optimization(", \"frozen\": {\"open\": \"<<\", \"close\": \">>\"}"),
                        422,
                        "invalid_request",
                        List.of()),
                argumentSet(
                        "a budget for nothing",
                        Services.optimization(", \"budget\": {\"money\": 1}"),
                        422,
                        "invalid_request",
                        List.of()),
                argumentSet(
                        "no article",
                        "{\"kind\": \"extract\", \"articles\": []}",
                        422,
                        "invalid_request",
                        List.of("articles")),
                argumentSet(
                        "two of one name",
                        "{\"kind\": \"style\", \"articles\": [{\"name\": \"a\", \"text\": \"b\"}, {\"name\": \"a\","
                                + " \"text\": \" \"}], \"questions\": 0}",
                        422,
                        "invalid_request",
                        List.of("articles[1].name", "articles[1].text", "questions")));
    }

    @Nested
    class Jobs {

        @Test
        void are_listed_page_by_page_the_newest_first() throws Exception {
            List<String> made = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                made.add(0, created(Services.optimization("")));
            }

            JsonNode first = client.get(JOBS + "?limit=3").is(200).json();
            JsonNode second = client.get(
                            JOBS + "?limit=3&before=" + first.path("next").asText())
                    .is(200)
                    .json();

            List<String> listed = new ArrayList<>(first.findValuesAsText("id"));
            listed.addAll(second.findValuesAsText("id"));
            assertThat(listed).isEqualTo(made);
            assertThat(second.path("next").isNull()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"limit=0", "limit=101", "limit=x", "before=-1"})
        void are_not_listed_for_a_question_that_makes_no_sense(String query) throws Exception {
            client.get(JOBS + "?" + query).is(400);
        }

        @Test
        void are_seen_with_their_own_token_alone() throws Exception {
            String id = created(Services.optimization(""));
            done(id);
            Client other = new Client(server.url(), OTHER);

            assertThat(other.get(JOBS).json().path("jobs")).isEmpty();
            other.get(JOBS + "/" + id).is(404);
            other.get(JOBS + "/" + id + "/rounds").is(404);
            other.get(JOBS + "/" + id + "/archive").is(404);
            other.get(JOBS + "/" + id + "/events").is(404);
            other.get(JOBS + "/" + id + "/export?format=text").is(404);
            other.post(JOBS + "/" + id + "/cancel", "{}").is(404);
            other.post(JOBS + "/" + id + "/resume", "{}").is(404);
            other.post(JOBS + "/" + id + "/decisions", "{\"round\": 1}").is(404);
            other.delete(JOBS + "/" + id + "/decisions").is(404);
            other.delete(JOBS + "/" + id).is(404);
            client.get(JOBS + "/" + id).is(200);
        }
    }

    @Nested
    class An_address {

        private Client.Answer head(Client by, String path) throws Exception {
            Client.Answer answer = by.send(by.request(path)
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .build());
            assertThat(answer.text()).isEmpty();
            return answer;
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/",
                    "/health",
                    "/optimize",
                    "/no-such-place",
                    "/no/such/place",
                    JOBS,
                    JOBS + "/none",
                    JOBS + "/none/events",
                    JOBS + "/none/cancel",
                    "/metrics"
                })
        void answers_HEAD_as_GET_with_a_token_and_without(String path) throws Exception {
            Client stranger = new Client(server.url(), null);
            for (Client by : List.of(client, stranger)) {
                Client.Answer got = by.get(path);

                assertThat(head(by, path).is(got.status()).header("Content-Type"))
                        .isEqualTo(got.header("Content-Type"));
            }
        }

        @Test
        void tells_HEAD_of_events_without_waiting_for_them() throws Exception {
            hang();
            String id = created(Services.optimization(""));

            assertThat(head(client, JOBS + "/" + id + "/events").is(200).header("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        }

        @Test
        void says_which_methods_it_has_instead() throws Exception {
            assertThat(client.delete(JOBS).is(405).header("Allow")).hasValue("GET, POST, HEAD");
            assertThat(client.get(JOBS + "/none/cancel").is(405).header("Allow"))
                    .hasValue("POST");
            assertThat(client.delete("/health").is(405).header("Allow")).isPresent();
        }
    }

    @Nested
    class Events {

        @Test
        void tell_all_that_happens_and_are_replayed_from_any_one() throws Exception {
            String id = created(Services.optimization(""));

            List<Event> all = client.events(id, 0);
            long middle = all.get(all.size() / 2).id();
            List<Event> rest = client.events(id, middle);

            assertThat(all).extracting(Event::id).isSorted().doesNotHaveDuplicates();
            assertThat(all.stream()
                            .filter(event -> event.type().equals("state"))
                            .map(event -> event.data().path("state").asText()))
                    .containsExactly("queued", "running", "done");
            assertThat(all.stream()
                            .filter(event -> event.type().equals("round"))
                            .map(event -> event.data().path("round").asInt()))
                    .containsExactly(1, 2, 3);
            assertThat(all).extracting(Event::type).contains("started", "progress");
            assertThat(rest)
                    .isEqualTo(all.stream().filter(event -> event.id() > middle).toList());
        }

        @Test
        void come_while_it_runs() throws Exception {
            hang();
            String id = created(Services.optimization(""));
            try (Stream<String> stream = client.stream(id, 0)) {
                Iterator<String> lines = stream.iterator();
                String line = lines.next();
                while (!line.contains("\"running\"")) {
                    line = lines.next();
                }
                client.post(JOBS + "/" + id + "/cancel", "{}").is(202);
                while (!line.contains("\"cancelled\"")) {
                    line = lines.next();
                }
            }
        }

        @Test
        void are_not_sent_from_a_place_that_makes_no_sense() throws Exception {
            String id = created(Services.optimization(""));

            client.send(client.request(JOBS + "/" + id + "/events")
                            .header("Last-Event-ID", "last")
                            .build())
                    .is(400);
        }
    }

    @Nested
    class A_job_that_runs {

        @Test
        void is_cancelled_and_can_be_resumed() throws Exception {
            ChatModelPort answering = model;
            hang();
            String id = created(Services.optimization(""));
            called.await();

            client.delete(JOBS + "/" + id).is(409);
            client.post(JOBS + "/" + id + "/resume", "{}").is(409);
            client.post(JOBS + "/" + id + "/cancel", "{}").is(202);
            assertThat(client.ended(id).path("state").asText()).isEqualTo("cancelled");
            client.post(JOBS + "/" + id + "/cancel", "{}").is(202);

            model = answering;
            client.post(JOBS + "/" + id + "/resume", "{\"max_rounds\": 2}").is(202);
            assertThat(done(id).path("result").path("rounds").asInt()).isEqualTo(2);
        }

        @Test
        void fails_with_words_of_ours_when_the_model_does() throws Exception {
            model = request -> {
                throw new ModelException(
                        ModelException.Kind.UNAUTHORIZED, "key sk-SECRET at http://internal:1", null, 401, null);
            };
            String id = created(Services.optimization(""));

            JsonNode job = client.ended(id);

            assertThat(job.path("state").asText()).isEqualTo("failed");
            assertThat(job.path("error").path("code").asText()).isEqualTo("model_refused");
            assertThat(job.toString()).doesNotContain("SECRET", "internal:1");
            assertThat(client.events(id, 0).toString()).doesNotContain("SECRET", "internal:1");
        }
    }

    @Nested
    class A_job_that_has_ended {

        @Test
        void is_removed_with_all_that_belongs_to_it() throws Exception {
            String id = created(Services.optimization(""));
            done(id);

            client.delete(JOBS + "/" + id).is(204);

            client.get(JOBS + "/" + id).is(404);
            client.get(JOBS + "/" + id + "/archive").is(404);
            client.delete(JOBS + "/" + id).is(404);
            assertThat(client.get(JOBS).json().path("jobs")).isEmpty();
        }

        @Test
        void keeps_its_progress_if_nothing_is_left_to_do() throws Exception {
            String id = created(Services.optimization(""));
            JsonNode before = done(id).path("progress");
            int sent = calls.get();

            client.post(JOBS + "/" + id + "/resume", "{}").is(202);
            JsonNode progress = done(id).path("progress");

            assertThat(calls).hasValue(sent);
            assertThat(progress.path("round")).isEqualTo(before.path("round"));
            assertThat(progress.path("best_round")).isEqualTo(before.path("best_round"));
            assertThat(progress.path("best_round").isInt()).isTrue();
        }

        @Test
        void goes_on_with_more_rounds_and_pays_for_nothing_again() throws Exception {
            String id = created(Services.optimization(""));
            done(id);
            String other = created(Services.optimization(", \"max_rounds\": 5").replace("\"max_rounds\": 3, ", ""));
            JsonNode expected = done(other);
            int before = calls.get();

            client.post(JOBS + "/" + id + "/resume", "{\"max_rounds\": 5}").is(202);
            JsonNode job = done(id);

            assertThat(job.path("result").path("best_prompt"))
                    .isEqualTo(expected.path("result").path("best_prompt"));
            assertThat(job.at("/progress/best_round")).isEqualTo(job.at("/result/best_round"));
            assertThat(job.path("result").path("usage"))
                    .isEqualTo(expected.path("result").path("usage"));
            assertThat(calls.get() - before)
                    .isLessThan(expected.path("result")
                            .path("usage")
                            .path("total")
                            .path("calls")
                            .asInt());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"max_rounds\": 0} | 422",
                    "{\"template\": \"x\"} | 422",
                    "{\"budget\": {\"calls\": 99999999}} | 422",
                    "[] | 400"
                })
        void does_not_go_on_with_what_makes_no_sense(String changes, int status) throws Exception {
            String id = created(Services.optimization(""));
            done(id);

            client.post(JOBS + "/" + id + "/resume", changes).is(status);
        }

        @Test
        void shows_its_rounds_to_be_compared() throws Exception {
            String id = created(Services.optimization(""));
            JsonNode job = done(id);

            JsonNode rounds =
                    client.get(JOBS + "/" + id + "/rounds").is(200).json().path("rounds");

            assertThat(rounds).hasSize(3);
            assertThat(rounds.path(0).path("answers").path(0).path("expected").asText())
                    .isEqualTo("42");
            assertThat(rounds.path(0).path("proposed_by").asText()).isEqualTo("template");
            assertThat(rounds.path(1).path("proposed_by").asText()).isEqualTo("model");
            assertThat(rounds.path(0).path("intention").isNull()).isTrue();
            assertThat(rounds.path(1).path("intention").asText()).isNotBlank();
            assertThat(rounds.path(1).path("votes"))
                    .isNotEmpty()
                    .allSatisfy(vote -> assertThat(vote.path("reason").asText()).contains("A", "B"));
            int best = job.path("result").path("best_round").asInt();
            assertThat(rounds.path(best - 1).path("best").asBoolean()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"text", "chat_json", "langchain4j", "spring_ai", "quarkus", "prompty"})
        void exports_its_prompt_in_each_format(String format) throws Exception {
            String id = created(Services.optimization(""));
            JsonNode job = done(id);

            JsonNode best = client.get(JOBS + "/" + id + "/export?format=" + format)
                    .is(200)
                    .json();
            JsonNode first = client.get(JOBS + "/" + id + "/export?round=1&format=" + format)
                    .is(200)
                    .json();

            assertThat(best.path("round")).isEqualTo(job.path("result").path("best_round"));
            assertThat(first.path("text").asText()).contains("Solve the problem.");
        }

        @Test
        void is_reported_on_in_a_file_to_keep() throws Exception {
            String id = created(Services.optimization(""));
            done(id);

            Answer english = client.get(JOBS + "/" + id + "/report").is(200);
            Answer chinese = client.get(JOBS + "/" + id + "/report?format=md&language=zh")
                    .is(200);

            assertThat(english.response().headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename=\"spo-" + id + ".html\"");
            assertThat(english.response().headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
            assertThat(english.text()).contains("<html lang=\"en\">", "Nothing was checked on unseen questions");
            assertThat(chinese.text()).startsWith("# 提示词优化报告");
            client.get(JOBS + "/" + id + "/report?format=pdf").is(400);
            client.get(JOBS + "/" + id + "/report?language=la").is(400);
        }

        @Test
        void exports_nothing_that_there_is_not() throws Exception {
            String id = created(Services.optimization(""));
            done(id);

            client.get(JOBS + "/" + id + "/export").is(400);
            client.get(JOBS + "/" + id + "/export?format=exe").is(400);
            client.get(JOBS + "/" + id + "/export?format=text&round=9").is(404);
        }

        @Test
        void is_downloaded_as_a_folder_that_is_a_run() throws Exception {
            String id = created(Services.optimization(""));
            JsonNode job = done(id);
            Answer archive = client.get(JOBS + "/" + id + "/archive").is(200);

            Path unpacked = folder.resolve("unpacked");
            try (ZipInputStream zip = new ZipInputStream(
                    new ByteArrayInputStream(archive.response().body()))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    Path file = unpacked.resolve(entry.getName());
                    Files.createDirectories(file.getParent());
                    Files.write(file, zip.readAllBytes());
                }
            }

            RecordedRun run = RecordedRun.read(RunStorage.directory(unpacked, "spo-" + id));
            assertThat(run.rounds()).hasSize(3);
            assertThat(run.bestRound().orElseThrow().prompt())
                    .isEqualTo(job.path("result").path("best_prompt").asText());
        }
    }

    @Nested
    class A_decision {

        @Test
        void makes_an_edited_prompt_the_best_and_then_an_earlier_one() throws Exception {
            String id = created(Services.optimization(""));
            done(id);

            client.post(JOBS + "/" + id + "/decisions", "{\"prompt\": \"Solve it my way.\"}")
                    .is(202);
            JsonNode edited = done(id);
            client.post(JOBS + "/" + id + "/decisions", "{\"round\": 1}").is(202);
            JsonNode back = done(id);

            assertThat(edited.path("result").path("best_prompt").asText()).isEqualTo("Solve it my way.");
            assertThat(back.path("result").path("best_prompt").asText()).isEqualTo("Solve the problem.");
            JsonNode rounds = client.get(JOBS + "/" + id + "/rounds").json().path("rounds");
            assertThat(rounds).hasSize(5);
            assertThat(rounds.path(3).path("proposed_by").asText()).isEqualTo("person");
            assertThat(rounds.path(4).path("best").asBoolean()).isTrue();
        }

        @Test
        void may_break_the_guard_if_the_client_says_so() throws Exception {
            String id = created(Services.optimization(""));
            done(id);
            String decisions = JOBS + "/" + id + "/decisions";

            client.post(decisions, "{\"prompt\": \"Solve {{it}}.\"}").is(422);
            client.post(decisions, "{\"prompt\": \" \", \"unguarded\": true}").is(422);
            client.post(decisions, "{\"prompt\": \"Solve {{it}}.\", \"unguarded\": true}")
                    .is(202);

            assertThat(done(id).path("result").path("best_prompt").asText()).isEqualTo("Solve {{it}}.");
        }

        @Test
        void can_be_taken_back_if_it_could_not_be_carried_out() throws Exception {
            ChatModelPort answering = model;
            String id = created(Services.optimization(""));
            int rounds = done(id).path("result").path("rounds").asInt();
            String decisions = JOBS + "/" + id + "/decisions";
            client.delete(decisions).is(409);
            model = request -> {
                throw new ModelException(ModelException.Kind.UNAUTHORIZED, "scripted", null, 401, null);
            };
            client.post(decisions, "{\"prompt\": \"Solve it my way.\"}").is(202);
            assertThat(client.ended(id).path("state").asText()).isEqualTo("failed");
            assertThat(openDecision(id).asText()).isEqualTo("Solve it my way.");

            client.delete(decisions).is(202);
            done(id);
            assertThat(openDecision(id).isNull()).isTrue();
            client.delete(decisions).is(409);
            model = answering;
            client.post(JOBS + "/" + id + "/resume", "{\"max_rounds\": " + (rounds + 2) + "}")
                    .is(202);

            assertThat(done(id).path("result").path("rounds").asInt()).isEqualTo(rounds + 2);
            JsonNode decided = client.get(JOBS + "/" + id + "/rounds")
                    .json()
                    .path("rounds")
                    .path(rounds);
            assertThat(decided.path("proposed_by").asText()).isEqualTo("person");
            assertThat(decided.path("void_reason").asText()).isEqualTo("a person took the decision back");
        }

        private JsonNode openDecision(String id) throws Exception {
            return client.get(JOBS + "/" + id + "/rounds").is(200).json().path("open_decision");
        }

        @Test
        void is_refused_where_there_is_nothing_to_decide() throws Exception {
            String id = created(Services.optimization(""));
            JsonNode job = done(id);
            String decisions = JOBS + "/" + id + "/decisions";
            ObjectNode best = ((ObjectNode) Client.json("{}"))
                    .put("prompt", job.path("result").path("best_prompt").asText());

            client.post(decisions, "{}").is(422);
            client.post(decisions, "{\"prompt\": \"a\", \"round\": 1}").is(422);
            client.post(decisions, "{\"prompt\": \" \"}").is(422);
            client.post(decisions, best.toString()).is(422);
            client.post(decisions, "{\"round\": 9}").is(404);
            assertThat(client.get(JOBS + "/" + id).json()).isEqualTo(job);
        }
    }

    @Nested
    class A_style {

        private static final String REQUEST =
                "{\"kind\": \"style\", \"articles\": [{\"name\": \"a.txt\", \"text\": \"Spring is here. We went out and saw"
                        + " 3 flowers.\"}, {\"name\": \"b.txt\", \"text\": \"Rain fell. We stayed in for 2 days.\"}]}";

        @Test
        void goes_from_articles_to_a_template_that_can_be_run() throws Exception {
            String id = created(REQUEST);
            JsonNode result = done(id).path("result");

            assertThat(result.path("profiles").findValuesAsText("article")).containsExactly("a.txt", "b.txt");
            assertThat(result.path("failed")).isEmpty();
            assertThat(result.path("merged").path("prompt").asText()).isNotBlank();
            IterationTemplate template =
                    IterationTemplate.parse("t", result.path("template").asText());
            assertThat(template.questions()).hasSize(2);
            assertThat(client.events(id, 0).stream()
                            .filter(event -> event.type().equals("article"))
                            .map(event -> event.data().path("articles_ended").asInt()))
                    .containsExactly(1, 2);
            assertThat(client.events(id, 0).stream()
                            .filter(event -> event.type().equals("article"))
                            .map(event ->
                                    event.data().at("/usage/extract/calls").asInt()))
                    .isSorted()
                    .endsWith(2);
            assertThat(client.get(JOBS + "/" + id)
                            .json()
                            .at("/progress/usage/extract/calls")
                            .asInt())
                    .isEqualTo(2);
            assertThat(result.at("/usage/merge/calls").asInt()).isOne();
            JsonNode request = client.get(JOBS + "/" + id).json().path("request");
            assertThat(request.path("articles").path(0).has("text")).isFalse();
            assertThat(request.path("articles").path(0).path("characters").asInt())
                    .isPositive();

            ObjectNode next = ((ObjectNode) Client.json("{\"kind\": \"optimize\", \"max_rounds\": 2}"))
                    .put("template", result.path("template").asText());
            done(created(next.toString()));
        }

        @Test
        void is_made_of_uploaded_files() throws Exception {
            Answer created = client.postForm(
                            JOBS,
                            Part.field("request", "{\"kind\": \"extract\"}"),
                            Part.file("articles", "../../a.md", "# Tea\n\nTea is hot.".getBytes(UTF_8)),
                            Part.file("articles", "C:\\docs\\茶.txt", "茶是热的。".getBytes(UTF_8)),
                            Part.file(
                                    "articles", "ferry.docx", Files.readAllBytes(Path.of("articles/last-ferry.docx"))))
                    .is(201);

            JsonNode result = done(created.json().path("id").asText()).path("result");

            assertThat(result.path("profiles").findValuesAsText("article"))
                    .containsExactly("a.md", "ferry.docx", "茶.txt");
            assertThat(result.path("template").isNull()).isTrue();
        }

        @Test
        void has_no_rounds() throws Exception {
            String id = created(REQUEST.replace("style", "extract"));
            done(id);

            client.get(JOBS + "/" + id + "/rounds").is(409);
            client.get(JOBS + "/" + id + "/export?format=text").is(409);
            client.post(JOBS + "/" + id + "/decisions", "{\"round\": 1}").is(409);
        }
    }

    @Nested
    class An_upload {

        @Test
        void brings_a_template() throws Exception {
            Answer created = client.postForm(
                            JOBS,
                            Part.field("request", "{\"kind\": \"optimize\", \"max_rounds\": 1}"),
                            Part.file(
                                    "template",
                                    "my.yaml",
                                    Files.readAllBytes(Path.of("src/main/resources/templates/Poem.yaml"))))
                    .is(201);

            done(created.json().path("id").asText());
        }

        @Test
        void that_is_none_is_refused() throws Exception {
            client.postForm(JOBS).is(400);
            client.postForm(JOBS, Part.field("template", "prompt: a")).is(400);
            client.postForm(JOBS, Part.field("request", "{}"), Part.field("request", "{}"))
                    .is(400);
            for (String name : List.of("virus.exe", "damaged.docx", "empty.txt")) {
                byte[] content = name.equals("empty.txt") ? new byte[0] : "text".getBytes(UTF_8);
                JsonNode problem = client.postForm(
                                JOBS,
                                Part.field("request", "{\"kind\": \"extract\"}"),
                                Part.file("articles", name, content))
                        .is(422)
                        .json();
                assertThat(problem.path("code").asText()).isEqualTo("invalid_article");
                assertThat(problem.path("detail").asText()).startsWith(name + ": ");
            }
            assertThat(client.get(JOBS).json().path("jobs")).isEmpty();
        }
    }

    @Nested
    class Before_a_job {

        @Test
        void the_service_says_what_it_offers() throws Exception {
            JsonNode service = client.get("/api/v1/service").is(200).json();

            assertThat(service.path("models").path(0).asText()).isEqualTo("m");
            assertThat(service.path("roles").path("optimize").asText()).isEqualTo("m");
            assertThat(service.path("budget").path("usual").path("calls").asInt())
                    .isPositive();
            assertThat(service.path("token").asBoolean()).isTrue();
            assertThat(service.toString()).doesNotContain(ONE);
        }

        @Test
        void a_template_is_checked() throws Exception {
            String right = "{\"template\": \"" + Services.TEMPLATE + "\"}";
            String wrong = "{\"template\": \"prompt: a\\nrequirements: b\\nqa: 3\"}";

            JsonNode good =
                    client.post("/api/v1/templates/check", right).is(200).json();
            JsonNode bad = client.post("/api/v1/templates/check", wrong).is(200).json();

            assertThat(good.path("ok").asBoolean()).isTrue();
            assertThat(good.path("questions").path(0).path("answer").asText()).isEqualTo("42");
            assertThat(bad.path("ok").asBoolean()).isFalse();
            JsonNode error = bad.path("errors").path(0);
            assertThat(error.path("line").asInt()).isEqualTo(3);
            assertThat(error.path("message").asText()).isNotBlank().doesNotContain("the template", "line 3");
            client.post("/api/v1/templates/check", "{}").is(422);
        }

        @Test
        void what_it_will_take_is_reckoned() throws Exception {
            JsonNode estimate = client.post("/api/v1/estimates", Services.optimization(""))
                    .is(200)
                    .json();

            assertThat(estimate.path("likely").path("total").path("calls").asInt())
                    .isEqualTo(13);
            assertThat(calls).hasValue(0);
            client.post("/api/v1/estimates", "{\"kind\": \"optimize\"}").is(422);
        }
    }
}
