package io.github.spo4j.examples.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedModelTest {

    private static final String PROMPT = "Solve the problem.";

    @Nested
    class Determinism {

        @ParameterizedTest
        @ValueSource(ints = {1, 16})
        void gives_the_same_replies_whatever_the_threads_and_the_order(int threads) throws Exception {
            List<ModelRequest> requests = mixedRequests();
            SimulatedModel model =
                    SimulatedModel.builder().seed(7).failureRate(0.1).build();
            Map<ModelRequest, String> inOrder = new HashMap<>();
            requests.forEach(request -> inOrder.put(request, outcome(model, request)));

            long seed = 11;
            List<ModelRequest> shuffled = new ArrayList<>(requests);
            Collections.shuffle(shuffled, new Random(seed));
            ChatModelPort same =
                    SimulatedModel.builder().seed(7).failureRate(0.1).build();
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                List<Callable<String>> calls = shuffled.stream()
                        .<Callable<String>>map(request -> () -> outcome(same, request))
                        .toList();
                List<Future<String>> outcomes = pool.invokeAll(calls);
                for (int i = 0; i < shuffled.size(); i++) {
                    assertThat(outcomes.get(i).get())
                            .as("order %d, request %d: %s", seed, i, shuffled.get(i))
                            .isEqualTo(inOrder.get(shuffled.get(i)));
                }
            } finally {
                pool.shutdown();
            }
        }

        @Test
        void gives_other_replies_to_another_seed() {
            List<String> replies = IntStream.range(0, 20)
                    .mapToObj(seed -> SimulatedModel.builder()
                            .seed(seed)
                            .build()
                            .chat(Requests.execute(PROMPT, "Why?"))
                            .text())
                    .distinct()
                    .toList();

            assertThat(replies).hasSizeGreaterThan(15);
        }

        @Test
        void gives_another_reply_when_asked_once_more() {
            ModelRequest first = Requests.request(ModelRole.EXECUTE, new CallId(1, "0", 0), Message.user(PROMPT));
            ModelRequest again = Requests.request(ModelRole.EXECUTE, new CallId(1, "0", 1), Message.user(PROMPT));
            SimulatedModel model = SimulatedModel.builder().build();

            assertThat(model.chat(again).text()).isNotEqualTo(model.chat(first).text());
        }

        @Test
        void takes_no_notice_of_settings_and_deadline() {
            ModelRequest plain = Requests.execute(PROMPT, "Why?");
            ModelRequest dressed = ModelRequest.of(plain.role(), plain.messages())
                    .callId(plain.callId())
                    .settings(ModelSettings.named("some-model").temperature(0.7))
                    .deadline(Instant.EPOCH)
                    .json(true)
                    .build();
            SimulatedModel model = SimulatedModel.builder().build();

            assertThat(model.chat(dressed).text()).isEqualTo(model.chat(plain).text());
        }

        private static List<ModelRequest> mixedRequests() {
            List<ModelRequest> requests = new ArrayList<>();
            for (int i = 1; i <= 60; i++) {
                requests.add(Requests.optimize(PROMPT, i));
                requests.add(Requests.execute(PROMPT, "Question " + i));
                requests.add(Requests.evaluate(Requests.PLAIN, "**Answer** " + i + "**", i));
                requests.add(Requests.extract("It was " + i + " o'clock. Was it late?"));
            }
            return requests;
        }

        private static String outcome(ChatModelPort model, ModelRequest request) {
            try {
                return model.chat(request).text();
            } catch (ModelException e) {
                return e.kind().name();
            }
        }
    }

    @Nested
    class Failures {

        @Test
        void come_at_the_rate_that_was_set() {
            long failed = IntStream.range(0, 2_000)
                    .filter(seed -> fails(
                            SimulatedModel.builder().seed(seed).failureRate(0.2).build()))
                    .count();

            assertThat(failed / 2_000.0).as("seeds 0 to 1999").isCloseTo(0.2, within(0.03));
        }

        @Test
        void are_server_errors_that_come_again_for_the_same_request() {
            SimulatedModel model = SimulatedModel.builder().failureRate(1).build();

            for (int attempt = 0; attempt < 2; attempt++) {
                ModelException e = failure(model, Requests.execute(PROMPT, "Why?"));
                assertThat(e.kind()).isEqualTo(Kind.SERVER_ERROR);
                assertThat(e.status()).isEqualTo(500);
                assertThat(e.isRetryable()).isTrue();
            }
        }

        @Test
        void do_not_come_unless_set() {
            assertThat(IntStream.range(0, 500)
                            .filter(seed ->
                                    fails(SimulatedModel.builder().seed(seed).build())))
                    .isEmpty();
        }

        @ParameterizedTest
        @EnumSource(names = {"OPTIMIZE", "EVALUATE", "EXTRACT", "MERGE"})
        void say_what_is_missing_in_a_request(ModelRole role) {
            ModelException e = failure(
                    SimulatedModel.builder().build(),
                    Requests.request(role, CallId.NONE, Message.user("Hello\n```prompt\nnever closed")));

            assertThat(e).hasMessageContaining("finds no");
            assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST);
        }

        private static boolean fails(SimulatedModel model) {
            try {
                model.chat(Requests.execute(PROMPT, "Why?"));
                return false;
            } catch (ModelException e) {
                assertThat(e.kind()).isEqualTo(Kind.SERVER_ERROR);
                return true;
            }
        }

        private static ModelException failure(ChatModelPort model, ModelRequest request) {
            return catchThrowableOfType(ModelException.class, () -> model.chat(request));
        }
    }

    @Test
    void reports_what_a_call_would_have_taken() {
        ModelReply reply = SimulatedModel.builder()
                .build()
                .chat(Requests.request(ModelRole.EXECUTE, CallId.NONE, Message.user("Solve it 解题")));

        assertThat(reply.usage()).isEqualTo(TokenUsage.of(3 + 2, TokenCount.of(reply.text())));
        assertThat(reply.servedModel()).isEqualTo("simulation");
        assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(reply.attempts()).isEqualTo(1);
    }

    @Test
    void says_first_that_it_is_a_simulation() {
        SimulatedModel model =
                SimulatedModel.builder().seed(7).positionBias(Choice.B, 0.2).build();

        assertThat(model.describe().lines())
                .hasSize(2)
                .startsWith(SimulatedModel.NOTICE)
                .last()
                .asString()
                .startsWith("seed 7, ")
                .contains("position bias 0.2 for B");
        assertThat(model)
                .hasToString(
                        "SimulatedModel[" + model.describe().lines().toList().get(1) + "]");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refuses_a_rate_that_is_no_probability(double rate) {
        SimulatedModel.Builder builder = SimulatedModel.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.judgeNoise(rate))
                .withMessage("judgeNoise must be from 0 to 1: " + rate);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.writerNoise(rate));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.slipRate(rate));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.positionBias(Choice.A, rate));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.failureRate(rate));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.unreadableRate(rate));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without null checks may do
    void refuses_a_bias_for_no_place() {
        assertThatNullPointerException()
                .isThrownBy(() -> SimulatedModel.builder().positionBias(null, 0.2))
                .withMessage("favourite");
    }
}
