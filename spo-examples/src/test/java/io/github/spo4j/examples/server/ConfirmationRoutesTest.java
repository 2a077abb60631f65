package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.Client.Event;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

/** What becomes of a job's winner on the questions that its search has not seen. The search asks 3, and 6 are held out. */
@Timeout(120)
class ConfirmationRoutesTest {

    private static final String JOBS = "/api/v1/jobs";
    private static final int ROUNDS = 3;

    @TempDir
    private Path folder;

    private final AtomicInteger calls = new AtomicInteger();
    private WorthModel worth = WorthModel.refused();
    private volatile ChatModelPort model = request -> worth.chat(request);
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

    /** A request for a job, with more fields. */
    private static String request(int questions, String more) {
        ObjectNode json = (ObjectNode) Client.json("{" + more + "}");
        json.put("kind", "optimize").put("seed", 7).put("template", WorthModel.template(questions));
        return (json.has("max_rounds") ? json : json.put("max_rounds", ROUNDS)).toString();
    }

    private String created(int questions, String more) throws Exception {
        return client.post(JOBS, request(questions, more))
                .is(201)
                .json()
                .path("id")
                .asText();
    }

    private JsonNode done(String id) throws Exception {
        JsonNode job = client.ended(id);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
        return job;
    }

    private JsonNode rounds(String id) throws Exception {
        return client.get(JOBS + "/" + id + "/rounds").is(200).json().path("rounds");
    }

    private static List<Integer> having(String flag, JsonNode rounds) {
        return IntStream.range(0, rounds.size())
                .filter(i -> rounds.path(i).path(flag).asBoolean())
                .mapToObj(i -> i + 1)
                .toList();
    }

    @Nested
    class A_winner_that_the_comparison_refused {

        @Test
        void is_handed_out_nowhere() throws Exception {
            String id = created(10, "");

            JsonNode job = done(id);

            JsonNode result = job.path("result");
            assertThat(result.path("best_round").asInt()).isOne();
            assertThat(result.path("best_prompt").asText()).isEqualTo("Prompt 1.");
            assertThat(result.path("search_winner").asInt()).isEqualTo(ROUNDS);
            assertThat(job.at("/progress/best_round").asInt()).isOne();
            assertThat(client.get(JOBS).json().at("/jobs/0/progress/best_round").asInt())
                    .isOne();
            assertThat(having("best", rounds(id))).containsExactly(1);
            assertThat(having("search_winner", rounds(id))).containsExactly(ROUNDS);
            JsonNode exported =
                    client.get(JOBS + "/" + id + "/export?format=text").is(200).json();
            assertThat(exported.path("round").asInt()).isOne();
            assertThat(exported.path("text").asText()).startsWith("Prompt 1.");
        }

        @Test
        void is_told_with_all_that_was_seen() throws Exception {
            JsonNode found = done(created(10, "")).at("/result/confirmation");

            assertThat(found.path("state").asText()).isEqualTo("compared");
            assertThat(found.path("handed_out").asInt()).isOne();
            assertThat(found.path("hand_out").asText()).isEqualTo("ahead");
            assertThat(found.path("sentences").path(1).asText()).isEqualTo("The start prompt is handed out.");
            assertThat(found.path("sentences_zh").path(1).asText()).isEqualTo("交出的是起始提示词。");
            assertThat(found.path("sentences_zh")).hasSameSizeAs(found.path("sentences"));
            JsonNode comparison = found.path("comparison");
            assertThat(comparison.path("verdict").asText()).isEqualTo("worse");
            assertThat(comparison.path("losses").asInt()).isEqualTo(6);
            assertThat(comparison.path("questions")).hasSize(6).allSatisfy(question -> {
                assertThat(question.path("outcome").asText()).isEqualTo("loss");
                assertThat(question.path("old_answer").asText()).isEqualTo("It is worth 1 to me.");
                assertThat(question.path("new_answer").asText()).isEqualTo("It is worth 3 to me.");
            });
            assertThat(comparison.at("/usage/total/calls").asInt()).isEqualTo(24);
        }

        @Test
        void can_be_promoted_by_a_person() throws Exception {
            String id = created(10, "");
            done(id);

            client.post(JOBS + "/" + id + "/decisions", "{\"round\": 3}").is(202);
            JsonNode result = done(id).path("result");

            assertThat(result.path("best_prompt").asText()).isEqualTo("Prompt 3.");
            assertThat(result.path("best_round").asInt()).isEqualTo(ROUNDS + 1);
            assertThat(result.at("/confirmation/state").asText()).isEqualTo("by_person");
            assertThat(having("best", rounds(id))).containsExactly(ROUNDS + 1);
            client.post(JOBS + "/" + id + "/decisions", "{\"round\": 3}").is(422);
        }

        @Test
        void can_be_given_up_for_the_start_by_a_person_so_that_the_search_goes_on_from_there() throws Exception {
            String id = created(10, "");
            done(id);

            client.post(JOBS + "/" + id + "/decisions", "{\"round\": 1}").is(202);
            JsonNode result = done(id).path("result");

            assertThat(result.path("best_round").asInt()).isEqualTo(ROUNDS + 1);
            assertThat(result.path("search_winner").asInt()).isEqualTo(ROUNDS + 1);
            assertThat(result.path("best_prompt").asText()).isEqualTo("Prompt 1.");
        }

        @Test
        void stays_refused_and_costs_nothing_when_nothing_is_left_to_do() throws Exception {
            String id = created(10, "");
            JsonNode before = done(id);
            int paid = calls.get();

            client.post(JOBS + "/" + id + "/resume", "{}").is(202);
            JsonNode after = done(id);

            assertThat(calls).hasValue(paid);
            assertThat(after.path("result")).isEqualTo(before.path("result"));
            assertThat(after.path("progress")).isEqualTo(before.path("progress"));
        }

        @Test
        void is_counted() throws Exception {
            done(created(10, ""));
            worth = WorthModel.helping();
            done(created(10, ""));
            done(created(3, ""));

            assertThat(client.metrics())
                    .containsEntry(confirmations("start", "compared", "worse"), 1.0)
                    .containsEntry(confirmations("winner", "compared", "better"), 1.0)
                    .containsEntry(confirmations("winner", "no_questions", "none"), 1.0);
        }

        private String confirmations(String handedOut, String state, String verdict) {
            return "spo_confirmations_total{handed_out=\"" + handedOut + "\",state=\"" + state + "\",verdict=\""
                    + verdict + "\"}";
        }
    }

    @Nested
    class A_winner_that_helps {

        @Test
        void is_handed_out() throws Exception {
            worth = WorthModel.helping();
            String id = created(10, "\"hand_out\": \"only_if_better\"");

            JsonNode job = done(id);

            assertThat(job.at("/result/best_round").asInt()).isEqualTo(ROUNDS);
            assertThat(job.at("/result/confirmation/comparison/verdict").asText())
                    .isEqualTo("better");
            assertThat(job.at("/progress/best_round").asInt()).isEqualTo(ROUNDS);
            assertThat(having("best", rounds(id))).containsExactly(ROUNDS);
            assertThat(having("search_winner", rounds(id))).containsExactly(ROUNDS);
        }
    }

    @Nested
    class Events {

        @Test
        void name_the_questions_that_are_held_out_and_tell_of_the_comparison() throws Exception {
            String id = created(10, "");

            List<Event> events = client.events(id, 0);

            JsonNode started = only("started", events);
            assertThat(started.path("held_out")).hasSize(6).doesNotContainAnyElementsOf(started.path("questions"));
            assertThat(started.path("hand_out").asText()).isEqualTo("ahead");
            assertThat(events.stream()
                            .filter(event -> event.data().path("phase").asText().equals("confirm"))
                            .map(event -> event.data().path("round").asInt()))
                    .isNotEmpty()
                    .containsOnly(ROUNDS);
            JsonNode confirmation = only("confirmation", events);
            assertThat(confirmation.path("verdict").asText()).isEqualTo("worse");
            assertThat(confirmation.path("handed_out").asInt()).isOne();
            assertThat(confirmation.path("search_winner").asInt()).isEqualTo(ROUNDS);
        }

        private JsonNode only(String type, List<Event> events) {
            List<Event> found =
                    events.stream().filter(event -> event.type().equals(type)).toList();
            assertThat(found).hasSize(1);
            return found.get(0).data();
        }

        @Test
        void leave_the_start_the_best_while_only_what_is_better_is_handed_out() throws Exception {
            CountDownLatch comparing = new CountDownLatch(1);
            CountDownLatch looked = new CountDownLatch(1);
            model = request -> {
                if (WorthModel.isHeldOut(request)) {
                    comparing.countDown();
                    await(looked);
                }
                return worth.chat(request);
            };
            String id = created(10, "\"hand_out\": \"only_if_better\"");
            await(comparing);

            JsonNode progress = client.get(JOBS + "/" + id).is(200).json().path("progress");
            JsonNode shown = rounds(id);
            looked.countDown();

            assertThat(progress.path("best_round").asInt()).isOne();
            assertThat(progress.path("round").asInt()).isEqualTo(ROUNDS);
            assertThat(progress.path("phase").asText()).isEqualTo("confirm");
            assertThat(having("best", shown)).containsExactly(1);
            assertThat(done(id).at("/progress/phase").isNull()).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted");
        }
    }

    @Nested
    class A_service_that_stops_in_the_comparison {

        @Test
        void goes_on_with_it_after_its_next_start_and_pays_for_nothing_again() throws Exception {
            CountDownLatch comparing = new CountDownLatch(1);
            CountDownLatch never = new CountDownLatch(1);
            model = request -> {
                if (WorthModel.isHeldOut(request) && worth.heldOut().size() >= 10) {
                    comparing.countDown();
                    await(never);
                }
                return worth.chat(request);
            };
            String id = created(10, "");
            await(comparing);
            server.close();
            model = worth;
            start();

            JsonNode result = done(id).path("result");

            assertThat(result.at("/confirmation/comparison/losses").asInt()).isEqualTo(6);
            assertThat(result.path("best_round").asInt()).isOne();
            List<String> asked = worth.heldOut().stream()
                    .map(request -> request.role() + request.callId().item())
                    .toList();
            assertThat(asked.stream().distinct()).hasSize(24);
            assertThat(asked)
                    .as("only what was in flight when it stopped is asked again")
                    .hasSizeLessThan(24 + 10);
        }
    }

    @Nested
    class A_request {

        @ParameterizedTest
        @MethodSource("io.github.spo4j.examples.server.ConfirmationRoutesTest#wrong")
        void that_cannot_be_met_is_refused_before_anything_is_paid(int questions, String more, String field, String why)
                throws Exception {
            for (String place : List.of(JOBS, "/api/v1/estimates")) {
                JsonNode problem =
                        client.post(place, request(questions, more)).is(422).json();

                assertThat(problem.path("errors").findValuesAsText("field")).containsExactly(field);
                assertThat(problem.path("errors").findValuesAsText("message")).containsExactly(why);
            }
            assertThat(calls).hasValue(0);
        }

        @ParameterizedTest
        @CsvSource({"3, 0", "6, 0", "7, 4", "8, 4", "9, 5", "10, 6", "20, 6"})
        void holds_out_six_or_as_many_as_there_are_unless_it_says_otherwise(int questions, int heldOut)
                throws Exception {
            JsonNode asked = done(created(questions, "")).path("request");

            assertThat(asked.path("held_out").asInt()).isEqualTo(heldOut);
            assertThat(asked.path("hand_out").asText()).isEqualTo("ahead");
            assertThat(worth.heldOut()).hasSize(4 * heldOut);
        }

        @Test
        void that_holds_none_out_checks_nothing_and_says_so() throws Exception {
            JsonNode result = done(created(10, "\"held_out\": 0")).path("result");

            assertThat(result.at("/confirmation/state").asText()).isEqualTo("no_questions");
            assertThat(result.at("/confirmation/sentences/0").asText())
                    .isEqualTo("No question was held out of the search, so nothing was checked.");
            assertThat(result.path("best_round").asInt()).isEqualTo(ROUNDS);
            assertThat(worth.heldOut()).isEmpty();
        }

        @Test
        void is_kept_when_the_job_goes_on() throws Exception {
            String id = created(12, "\"held_out\": 5, \"hand_out\": \"only_if_better\"");
            done(id);

            client.post(JOBS + "/" + id + "/resume", "{\"max_rounds\": 4}").is(202);
            JsonNode job = done(id);

            assertThat(job.at("/request/held_out").asInt()).isEqualTo(5);
            assertThat(job.at("/request/hand_out").asText()).isEqualTo("only_if_better");
            assertThat(job.at("/result/confirmation/hand_out").asText()).isEqualTo("only_if_better");
            assertThat(job.at("/result/confirmation/looks").asInt()).isEqualTo(2);
            assertThat(job.at("/result/search_winner").asInt()).isEqualTo(4);
            assertThat(job.at("/result/best_round").asInt()).isOne();
        }

        @Test
        void says_in_its_estimate_what_the_comparison_takes() throws Exception {
            JsonNode with =
                    client.post("/api/v1/estimates", request(10, "")).is(200).json();
            JsonNode without = client.post("/api/v1/estimates", request(10, "\"held_out\": 0"))
                    .is(200)
                    .json();

            assertThat(with.path("held_out").asInt()).isEqualTo(6);
            assertThat(with.path("comparison_calls").asInt())
                    .isEqualTo(24)
                    .isEqualTo(with.at("/likely/total/calls").asInt()
                            - without.at("/likely/total/calls").asInt());
            assertThat(without.path("comparison_calls").asInt()).isZero();
        }

        @Test
        void with_a_limit_that_covers_round_1_and_the_comparison_is_taken() throws Exception {
            client.post(JOBS, request(10, "\"budget\": {\"calls\": 28}")).is(201);
            client.post(JOBS, request(10, "\"max_rounds\": 1, \"budget\": {\"calls\": 4}"))
                    .is(201);
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                argumentSet("too few", 9, "\"held_out\": 3", "held_out", "held_out must be 0, for none, or at least 4"),
                argumentSet(
                        "fewer than none",
                        9,
                        "\"held_out\": -1",
                        "held_out",
                        "held_out must be a whole number from 0 to " + Integer.MAX_VALUE),
                argumentSet(
                        "more than are left",
                        8,
                        "\"held_out\": 6",
                        "held_out",
                        "held_out is 6, and beside the 3 question(s) of the search there are 5; give more questions, let"
                                + " the search ask fewer, or hold at most 5 out"),
                argumentSet(
                        "hardly any left",
                        4,
                        "\"held_out\": 4",
                        "held_out",
                        "held_out is 4, and beside the 3 question(s) of the search there are 1; give more questions, let"
                                + " the search ask fewer, or hold none out"),
                argumentSet(
                        "no such rule",
                        9,
                        "\"hand_out\": \"always\"",
                        "hand_out",
                        "hand_out must be one of ahead, only_if_better"),
                argumentSet(
                        "too few to prove anything",
                        9,
                        "\"held_out\": 4, \"hand_out\": \"only_if_better\"",
                        "hand_out",
                        "hand_out needs at least 5 held-out questions to be only_if_better, and there are 4; hold more"
                                + " out, or hand out by ahead"),
                argumentSet(
                        "a limit that ends before the comparison",
                        10,
                        "\"budget\": {\"calls\": 27}",
                        "budget.calls",
                        "budget.calls does not cover round 1 with its 4 questions and the comparison on 6 held-out ones;"
                                + " give at least 28, or set held_out to 0"));
    }
}
