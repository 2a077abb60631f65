package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.internal.RequestHash;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ReplyCacheTest {

    private final ReplyCache cache = ReplyCache.ofMegabytes(1);
    private final CallPolicy policy =
            CallPolicy.builder().cache(cache).sleeper(wait -> {}).build();
    private final AtomicInteger calls = new AtomicInteger();
    private final ChatModelPort counting = request -> reply("reply " + calls.incrementAndGet());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void closeThreads() {
        threads.shutdownNow();
    }

    private static ModelReply reply(String text) {
        return ModelReply.builder(text).usage(TokenUsage.of(20, 30)).build();
    }

    private static ModelRequest.Builder asking(String question) {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user(question)));
    }

    private static ModelRequest question() {
        return asking("question").build();
    }

    /** What is asked in the order in which a judge's places are asked. */
    private static ModelRequest vote(int place, int ask) {
        return ModelRequest.of(ModelRole.EVALUATE, List.of(Message.user("A or B?")))
                .callId(new CallId(2, Integer.toString(place), ask))
                .build();
    }

    /** A model that answers when the test lets it, and signals when it was called. */
    private final class Held implements ChatModelPort {

        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch gate = new CountDownLatch(1);
        private final @Nullable RuntimeException failure;

        Held(@Nullable RuntimeException failure) {
            this.failure = failure;
        }

        @Override
        public ModelReply chat(ModelRequest request) {
            int call = calls.incrementAndGet();
            asked.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new ModelException(Kind.INTERRUPTED, "interrupted", e);
            }
            if (failure != null) {
                throw failure;
            }
            return reply("reply " + call);
        }
    }

    /** A caller on a thread of its own. */
    private static final class Caller {

        private final FutureTask<ModelReply> call;
        private final Thread thread;

        Caller(ChatModelPort port, ModelRequest request) {
            call = new FutureTask<>(() -> port.chat(request));
            thread = new Thread(call);
            thread.start();
        }

        /** Returns once the caller waits. */
        Caller waiting() {
            while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
                assertThat(call.isDone()).isFalse();
                Thread.onSpinWait();
            }
            return this;
        }

        void interrupt() {
            thread.interrupt();
        }

        ModelReply reply() throws InterruptedException, ExecutionException {
            return call.get();
        }

        ModelException failure() throws InterruptedException {
            try {
                throw new AssertionError("a reply: " + call.get().text());
            } catch (ExecutionException e) {
                return (ModelException) requireNonNull(e.getCause());
            }
        }
    }

    @Nested
    class What_is_asked_again {

        @Test
        void is_answered_without_a_call() {
            ChatModelPort port = policy.wrap(request -> ModelReply.builder("text " + calls.incrementAndGet())
                    .reasoning("thought")
                    .finishReason(FinishReason.LENGTH)
                    .servedModel("m-1")
                    .usage(TokenUsage.of(20, 30))
                    .build());

            ModelReply first = port.chat(question());
            ModelReply again = port.chat(question());

            assertThat(first.attempts()).isEqualTo(1);
            assertThat(first.usage()).isEqualTo(TokenUsage.of(20, 30));
            assertThat(again.text()).isEqualTo("text 1");
            assertThat(again.reasoning()).isEqualTo("thought");
            assertThat(again.finishReason()).isEqualTo(FinishReason.LENGTH);
            assertThat(again.servedModel()).isEqualTo("m-1");
            assertThat(again.attempts()).isZero();
            assertThat(again.usage()).isEqualTo(TokenUsage.NONE);
            assertThat(calls).hasValue(1);
        }

        @Test
        void takes_nothing_from_the_budget() {
            Budget budget = Budget.ofCalls(2).tokens(10_000).shared();
            ChatModelPort port = policy.wrap(counting, budget);
            for (int i = 0; i < 10; i++) {
                port.chat(question());
            }
            assertThat(budget.percentSpent()).isEqualTo(50);

            assertThat(port.chat(asking("another").build()).text()).isEqualTo("reply 2");
            assertThat(port.chat(question()).text()).isEqualTo("reply 1");
            assertThatThrownBy(() -> port.chat(asking("a third").build())).hasMessageContaining("limit of 2 calls");
        }

        @Test
        void is_the_same_for_other_policies_with_this_cache_and_not_without() {
            policy.wrap(counting).chat(question());

            CallPolicy other = CallPolicy.builder().attempts(1).cache(cache).build();
            assertThat(other.wrap(counting).chat(question()).text()).isEqualTo("reply 1");
            assertThat(CallPolicy.defaults().wrap(counting).chat(question()).text())
                    .isEqualTo("reply 2");
        }

        @Test
        void may_have_another_role_place_and_deadline_if_the_sample_is_the_same() {
            ChatModelPort port = policy.wrap(counting);
            port.chat(asking("question").callId(new CallId(1, "0", 0)).build());

            port.chat(asking("question")
                    .callId(new CallId(7, "4", 0))
                    .deadline(Instant.now().plusSeconds(60))
                    .build());
            port.chat(ModelRequest.of(ModelRole.EXTRACT, List.of(Message.user("question")))
                    .build());

            assertThat(calls).hasValue(1);
        }
    }

    @Nested
    class What_differs {

        static Stream<Arguments> requests() {
            ModelSettings settings = ModelSettings.named("m");
            return Stream.of(
                    argumentSet("the model", asking("?").settings(ModelSettings.named("m2"))),
                    argumentSet("no model", asking("?")),
                    argumentSet("temperature", asking("?").settings(settings.temperature(0.5))),
                    argumentSet("topP", asking("?").settings(settings.topP(0.5))),
                    argumentSet("maxOutputTokens", asking("?").settings(settings.maxOutputTokens(7))),
                    argumentSet("seed", asking("?").settings(settings.seed(7))),
                    argumentSet("JSON", asking("?").settings(settings).json(true)),
                    argumentSet("the ask", asking("?").settings(settings).callId(new CallId(1, "0", 1))),
                    argumentSet("the text", asking("!").settings(settings)),
                    argumentSet(
                            "the speaker",
                            ModelRequest.of(ModelRole.EXECUTE, List.of(Message.system("?")))
                                    .settings(settings)),
                    argumentSet(
                            "another message",
                            ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("?"), Message.user("?")))
                                    .settings(settings)));
        }

        @ParameterizedTest
        @MethodSource("requests")
        void is_asked(ModelRequest.Builder request) {
            ChatModelPort port = policy.wrap(counting);
            port.chat(asking("?").settings(ModelSettings.named("m")).build());
            port.chat(request.build());

            assertThat(calls).hasValue(2);
        }

        @Test
        void is_in_one_of_the_known_settings() {
            // a new setting goes into RequestHash and the table above
            assertThat(Arrays.stream(ModelSettings.class.getDeclaredFields())
                            .filter(field -> !java.lang.reflect.Modifier.isStatic(field.getModifiers()))
                            .map(java.lang.reflect.Field::getName))
                    .containsExactlyInAnyOrder("name", "temperature", "topP", "maxOutputTokens", "seed");
        }

        @Test
        void is_never_taken_for_the_same_however_texts_are_cut() {
            Random random = new Random(20_261_125);
            Set<String> keys = new HashSet<>();
            Set<List<String>> asked = new HashSet<>();
            for (int i = 0; i < 20_000; i++) {
                List<String> texts = random.ints(1 + random.nextInt(3), 0, 200)
                        .mapToObj(number -> Integer.toString(number, 3).replace('2', ':'))
                        .toList();
                asked.add(texts);
                keys.add(RequestHash.withoutRole(ModelRequest.of(
                                ModelRole.EXECUTE,
                                texts.stream().map(Message::user).toList())
                        .build()));
            }
            assertThat(keys).hasSameSizeAs(asked);
        }

        @Test
        void is_each_place_and_ask_of_a_vote_and_each_proposal() {
            ChatModelPort port = policy.wrap(counting);
            for (int repeat = 0; repeat < 2; repeat++) {
                for (int place = 1; place <= 6; place++) {
                    port.chat(vote(place, 0));
                    port.chat(vote(place, 1));
                }
            }
            assertThat(calls).hasValue(12);
        }

        @Test
        void is_the_port_even_if_it_says_that_it_equals_another() {
            record Twin(String name, AtomicInteger calls) implements ChatModelPort {
                @Override
                public ModelReply chat(ModelRequest request) {
                    return reply(name + calls.incrementAndGet());
                }
            }
            ChatModelPort one = new Twin("same", calls);
            ChatModelPort other = new Twin("same", calls);
            assertThat(one).isEqualTo(other);

            assertThat(policy.wrap(one).chat(question()).text()).isEqualTo("same1");
            assertThat(policy.wrap(other).chat(question()).text()).isEqualTo("same2");
            assertThat(policy.wrap(one).chat(question()).text()).isEqualTo("same1");
        }

        @Test
        void is_the_maximum_of_output_that_a_budget_sets() {
            policy.wrap(counting, Budget.ofTokens(100_000)).chat(question());
            policy.wrap(counting).chat(question());
            policy.wrap(counting, Budget.ofTokens(100_000))
                    .chat(asking("question")
                            .settings(ModelSettings.unset().maxOutputTokens(4_096))
                            .build());

            assertThat(calls).hasValue(2);
        }

        @Test
        void is_a_port_that_came_after_others_were_collected() {
            Set<Long> numbers = new HashSet<>();
            for (int i = 0; i < 100_000; i++) {
                String text = "reply " + i;
                numbers.add(cache.endpoint(request -> reply(text)));
            }
            assertThat(numbers).hasSize(100_000);
        }
    }

    @Nested
    class A_failure {

        @ParameterizedTest
        @EnumSource(Kind.class)
        void is_not_kept(Kind kind) {
            ChatModelPort port = policy.wrap(request -> {
                if (calls.incrementAndGet() <= 3) {
                    throw new ModelException(kind, "no");
                }
                return reply("at last");
            });
            int attempts = new ModelException(kind, "no").isRetryable() ? 3 : 1;

            assertThatThrownBy(() -> port.chat(question()))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.attempts()).isEqualTo(attempts));
            calls.set(3);

            assertThat(port.chat(question()).text()).isEqualTo("at last");
        }

        @Test
        void by_a_blank_reply_is_not_kept() {
            ChatModelPort port = policy.wrap(request -> reply(calls.incrementAndGet() == 1 ? " \n" : "at last"));

            assertThatThrownBy(() -> port.chat(question()))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BLANK_REPLY));
            assertThat(port.chat(question()).text()).isEqualTo("at last");
        }

        @Test
        void that_is_an_error_passes_and_is_not_kept() {
            ChatModelPort port = policy.wrap(request -> {
                if (calls.incrementAndGet() == 1) {
                    throw new AssertionError("broken");
                }
                return reply("at last");
            });

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> port.chat(question()))
                    .withMessage("broken");
            assertThat(port.chat(question()).text()).isEqualTo("at last");
        }

        /** An asynchronous cache may give the failed call once more to a caller that comes at once. */
        @Test
        void is_never_given_to_one_who_asks_after_it() throws Exception {
            int askers = 4;
            ChatModelPort port = CallPolicy.builder()
                    .attempts(1)
                    .cache(cache)
                    .build()
                    .wrap(request -> {
                        throw new ModelException(Kind.SERVER_ERROR, Integer.toString(calls.incrementAndGet()));
                    });
            List<Future<?>> all = new ArrayList<>();
            for (int asker = 0; asker < askers; asker++) {
                all.add(threads.submit(() -> {
                    Set<String> seen = new HashSet<>();
                    for (int i = 0; i < 2_000; i++) {
                        try {
                            throw new AssertionError(port.chat(question()).text());
                        } catch (ModelException e) {
                            String message = requireNonNull(e.getMessage());
                            assertThat(seen.add(message.substring(message.lastIndexOf(' '))))
                                    .as("a call's failure is seen once: %s", message)
                                    .isTrue();
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @Nested
    class Many_who_ask_the_same {

        @Test
        void share_one_call_and_its_reply() throws Exception {
            Held model = new Held(null);
            Budget budget = Budget.ofCalls(4).shared();
            ChatModelPort port = policy.wrap(model, budget);
            List<Caller> callers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                callers.add(new Caller(port, question()).waiting());
            }
            model.gate.countDown();

            int paid = 0;
            for (Caller caller : callers) {
                ModelReply reply = caller.reply();
                assertThat(reply.text()).isEqualTo("reply 1");
                assertThat(reply.usage()).isEqualTo(reply.attempts() == 0 ? TokenUsage.NONE : TokenUsage.of(20, 30));
                paid += reply.attempts();
            }
            assertThat(paid).isEqualTo(1);
            assertThat(calls).hasValue(1);
            assertThat(budget.percentSpent()).isEqualTo(25);
        }

        @Test
        void share_one_call_however_they_are_scheduled() throws Exception {
            int askers = 16;
            for (int seed = 0; seed < 200; seed++) {
                int questions = 1 + new Random(seed).nextInt(4);
                Set<String> texts = ConcurrentHashMap.newKeySet();
                calls.set(0);
                ChatModelPort port = ReplyCacheTest.this.policy.wrap(
                        request -> reply(request.messages().get(0).text() + calls.incrementAndGet()));
                CountDownLatch start = new CountDownLatch(1);
                List<Future<Integer>> paid = new ArrayList<>();
                for (int asker = 0; asker < askers; asker++) {
                    Random random = new Random(seed * 1_000L + asker);
                    paid.add(threads.submit(() -> {
                        start.await();
                        int attempts = 0;
                        for (int i = 0; i < 20; i++) {
                            ModelReply reply = port.chat(asking("question " + random.nextInt(questions) + " ")
                                    .build());
                            texts.add(reply.text());
                            attempts += reply.attempts();
                        }
                        return attempts;
                    }));
                }
                start.countDown();
                int sum = 0;
                for (Future<Integer> one : paid) {
                    sum += one.get();
                }
                assertThat(calls).as("seed %d", seed).hasValue(questions);
                assertThat(sum).as("seed %d", seed).isEqualTo(questions);
                assertThat(texts).as("seed %d", seed).hasSize(questions);
            }
        }

        @Test
        void share_its_failure_which_counts_once() throws Exception {
            Held model = new Held(new ModelException(Kind.REFUSED, "no", null, 451, null));
            ChatModelPort port = policy.wrap(model);
            Caller first = new Caller(port, question()).waiting();
            Caller second = new Caller(
                            port,
                            asking("question").callId(new CallId(3, "1", 0)).build())
                    .waiting();
            model.gate.countDown();

            assertThat(first.failure().attempts()).isEqualTo(1);
            assertThat(second.failure())
                    .hasMessage(
                            "EXECUTE call of round 3, question 2: an equal request in flight failed: EXECUTE call: no")
                    .satisfies(e -> {
                        assertThat(e.kind()).isEqualTo(Kind.REFUSED);
                        assertThat(e.status()).isEqualTo(451);
                        assertThat(e.attempts()).isZero();
                    });
            assertThat(calls).hasValue(1);
        }

        @Test
        void are_not_disturbed_by_one_who_is_interrupted() throws Exception {
            Held model = new Held(null);
            ChatModelPort port = policy.wrap(model);
            Caller first = new Caller(port, question()).waiting();
            Caller impatient = new Caller(port, question()).waiting();
            Caller patient = new Caller(port, question()).waiting();

            impatient.interrupt();
            assertThat(impatient.failure().kind()).isEqualTo(Kind.INTERRUPTED); // and so without the reply
            model.gate.countDown();

            assertThat(first.reply().text()).isEqualTo("reply 1");
            assertThat(patient.reply().text()).isEqualTo("reply 1");
            assertThat(calls).hasValue(1);
        }

        @Test
        void take_over_when_the_one_whose_call_it_is_is_interrupted() throws Exception {
            Held model = new Held(null);
            ChatModelPort port = policy.wrap(model);
            Caller first = new Caller(port, question()).waiting();
            model.asked.await();
            Caller second = new Caller(port, question()).waiting();
            Caller third = new Caller(port, question()).waiting();

            first.interrupt();
            assertThat(first.failure().kind()).isEqualTo(Kind.INTERRUPTED);
            model.gate.countDown();

            assertThat(second.reply().text()).isEqualTo("reply 2");
            assertThat(third.reply().text()).isEqualTo("reply 2");
            assertThat(second.reply().attempts() + third.reply().attempts()).isEqualTo(1);
            assertThat(calls).hasValue(2);
        }

        @Test
        void take_over_from_one_whose_deadline_or_budget_or_mind_is_gone() throws Exception {
            for (RuntimeException own : List.of(
                    new ModelException(Kind.DEADLINE, "late"),
                    new ModelException(Kind.BUDGET_SPENT, "spent"),
                    new ModelException(Kind.INTERRUPTED, "interrupted"))) {
                calls.set(0);
                Held model = new Held(null);
                ChatModelPort port = policy.wrap(request -> {
                    ModelReply reply = model.chat(request);
                    if (reply.text().equals("reply 1")) {
                        throw own;
                    }
                    return reply;
                });
                Caller first = new Caller(port, question()).waiting();
                model.asked.await();
                Caller second = new Caller(port, question()).waiting();
                model.gate.countDown();

                assertThat(first.failure()).hasMessage("EXECUTE call: " + own.getMessage());
                assertThat(second.reply().text()).isEqualTo("reply 2");
            }
        }

        @Test
        void take_over_from_one_who_met_an_error() throws Exception {
            Held model = new Held(null);
            ChatModelPort port = policy.wrap(request -> {
                ModelReply reply = model.chat(request);
                if (reply.text().equals("reply 1")) {
                    throw new AssertionError("broken");
                }
                return reply;
            });
            Caller first = new Caller(port, question()).waiting();
            model.asked.await();
            Caller second = new Caller(port, question()).waiting();
            model.gate.countDown();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(first::reply)
                    .withCauseInstanceOf(AssertionError.class);
            assertThat(second.reply().text()).isEqualTo("reply 2");
        }

        @Test
        void wait_no_longer_than_their_own_deadlines() throws Exception {
            Held model = new Held(null);
            TurnedTime time = new TurnedTime();
            Duration left = Duration.ofMillis(20);
            ChatModelPort port = CallPolicy.builder()
                    .cache(cache)
                    .clock(time)
                    .events(time)
                    .build()
                    .wrap(model);
            Caller first = new Caller(port, question());
            model.asked.await();
            Caller hurried = new Caller(
                    port, asking("question").deadline(time.instant().plus(left)).build());
            time.runOut(left);

            ModelException late = hurried.failure();
            assertThat(late.kind()).isEqualTo(Kind.DEADLINE);
            assertThat(late.attempts()).isZero();
            model.gate.countDown();
            assertThat(first.reply().text()).isEqualTo("reply 1");
            assertThat(calls).hasValue(1);
        }
    }

    @Nested
    class The_limit {

        /** Two bytes to a character: five such replies fit into a megabyte. */
        private static final int LENGTH = 100_000;

        @Test
        void bounds_what_is_kept() {
            ChatModelPort port = policy.wrap(request -> {
                calls.incrementAndGet();
                return ModelReply.builder("x".repeat(LENGTH / 2))
                        .reasoning("y".repeat(LENGTH / 2))
                        .build();
            });
            for (int i = 0; i < 20; i++) {
                port.chat(asking("question " + i).build());
            }
            int kept = 0;
            for (int i = 0; i < 20; i++) {
                kept += port.chat(asking("question " + i).build()).attempts() == 0 ? 1 : 0;
            }
            assertThat(kept).isBetween(1, 5);
            assertThat(calls).hasValue(40 - kept);
        }

        @Test
        void is_not_passed_by_one_reply() {
            ChatModelPort port = policy.wrap(request -> {
                calls.incrementAndGet();
                return reply("x".repeat(6 * LENGTH));
            });
            port.chat(question());

            assertThat(port.chat(question()).attempts()).isEqualTo(1);
            assertThat(calls).hasValue(2);
        }

        @Test
        void is_at_least_a_megabyte() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ReplyCache.ofMegabytes(0))
                    .withMessageContaining("0");
        }
    }
}
