package io.github.spo4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.model.Calls.Outcome;
import io.github.spo4j.model.ModelException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallsTest {

    private final ExecutorService threads = Calls.ownThreads();
    private final Calls calls = new Calls(threads);

    @AfterEach
    void closeThreads() {
        threads.shutdownNow();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(Kind.INTERRUPTED, "interrupted", e);
        }
    }

    @Nested
    class Together {

        @Test
        @Timeout(60)
        void outcomes_keep_the_order_of_the_tasks_whichever_ends_first() {
            int size = 8;
            List<CountDownLatch> gates = new ArrayList<>();
            List<Supplier<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i <= size; i++) {
                gates.add(new CountDownLatch(1));
            }
            gates.get(size).countDown();
            for (int i = 0; i < size; i++) {
                int number = i;
                tasks.add(() -> {
                    await(gates.get(number + 1)); // the last task ends first
                    gates.get(number).countDown();
                    return number;
                });
            }

            assertThat(calls.together(tasks)).extracting(Outcome::value).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        }

        @Test
        @Timeout(60)
        void a_failure_waits_for_the_calls_that_are_under_way() {
            CountDownLatch failed = new CountDownLatch(1);
            AtomicInteger ended = new AtomicInteger();
            List<Supplier<Integer>> tasks = List.of(
                    () -> {
                        failed.countDown();
                        throw new ModelException(Kind.NETWORK, "cut");
                    },
                    () -> {
                        await(failed);
                        return ended.incrementAndGet();
                    });

            List<Outcome<Integer>> outcomes = calls.together(tasks);

            assertThat(ended).hasValue(1);
            assertThat(outcomes.get(1).orThrow()).isEqualTo(1);
            assertThatThrownBy(() -> outcomes.get(0).orThrow()).hasMessage("cut");
        }

        @Test
        @Timeout(60)
        void an_interrupt_interrupts_and_abandons_them() {
            CountDownLatch never = new CountDownLatch(1);
            CountDownLatch interrupted = new CountDownLatch(1);
            Thread caller = Thread.currentThread();
            try {
                assertThatThrownBy(() -> calls.alone(() -> {
                            caller.interrupt();
                            try {
                                await(never);
                            } finally {
                                interrupted.countDown();
                            }
                            return 1;
                        }))
                        .isInstanceOfSatisfying(
                                ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }

        @Test
        void on_an_interrupted_thread_none_is_begun() {
            AtomicInteger begun = new AtomicInteger();
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> new Calls(Runnable::run).alone(begun::incrementAndGet))
                        .isInstanceOfSatisfying(
                                ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(begun).hasValue(0);
        }

        @Test
        @Timeout(60)
        void an_error_of_who_is_told_waits_for_the_calls_that_are_under_way() {
            AssertionError error = new AssertionError("told");
            CountDownLatch told = new CountDownLatch(1);
            AtomicInteger ended = new AtomicInteger();
            Calls telling = new Calls(threads, () -> {
                told.countDown();
                throw error;
            });
            List<Supplier<Integer>> tasks = List.of(ended::incrementAndGet, () -> {
                await(told);
                return ended.incrementAndGet();
            });

            assertThatThrownBy(() -> telling.together(tasks)).isSameAs(error);

            assertThat(ended).hasValue(2);
        }

        @Test
        void runs_on_virtual_threads_where_there_are_any() {
            String thread = calls.alone(() -> Thread.currentThread().toString());

            assertThat(thread).contains("spo-call-");
            assertThat(thread.startsWith("VirtualThread"))
                    .isEqualTo(Runtime.version().feature() >= 21);
        }
    }

    @Nested
    class A_checked_port {

        private final ModelRequest request = ModelRequest.of(ModelRole.EVALUATE, List.of(Message.user("?")))
                .callId(new CallId(3, "2", 1))
                .build();

        private void failsWith(ChatModelPort port, Kind kind, String message) {
            assertThatThrownBy(() -> new CheckedPort(port).chat(request))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                    .hasMessage(message);
        }

        @Test
        void gives_what_the_port_gives() {
            ModelReply reply = ModelReply.of("yes");

            assertThat(new CheckedPort(any -> reply).chat(request)).isSameAs(reply);
        }

        @Test
        @SuppressWarnings("NullAway") // the port breaks its contract on purpose
        void B5_turns_all_that_a_port_may_do_wrong_into_a_failure_that_names_the_call() {
            failsWith(any -> null, Kind.UNEXPECTED, "EVALUATE call of round 3, vote 2: the port returned null");
            failsWith(
                    any -> ModelReply.builder("\n").reasoning("hm").build(),
                    Kind.BLANK_REPLY,
                    "EVALUATE call of round 3, vote 2: the reply is blank");
            failsWith(
                    any -> {
                        throw new IllegalStateException("key sk-secret");
                    },
                    Kind.UNEXPECTED,
                    "EVALUATE call of round 3, vote 2: the port threw java.lang.IllegalStateException where only a "
                            + "ModelException is expected");
            failsWith(
                    any -> {
                        throw new ModelException(Kind.QUOTA_EXHAUSTED, "no credit");
                    },
                    Kind.QUOTA_EXHAUSTED,
                    "EVALUATE call of round 3, vote 2: no credit");
        }

        @Test
        void names_a_call_whose_item_is_no_number() {
            ModelRequest poem = ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("?")))
                    .callId(new CallId(1, "poem", 0))
                    .build();

            assertThatThrownBy(() -> new CheckedPort(any -> {
                                throw new ModelException(Kind.TIMEOUT, "too late");
                            })
                            .chat(poem))
                    .isInstanceOfSatisfying(
                            ModelException.class,
                            e -> assertThat(e.isRetryable()).isTrue())
                    .hasMessage("EXECUTE call of round 1, question poem: too late");
        }

        @ParameterizedTest
        @ValueSource(strings = {"\u00a0", "\u200b", "\ufeff\n", " \u2060\u2028"})
        void takes_a_reply_that_shows_nothing_for_blank(String text) {
            failsWith(
                    any -> ModelReply.of(text),
                    Kind.BLANK_REPLY,
                    "EVALUATE call of round 3, vote 2: the reply is blank");
        }

        @Test
        void lets_an_error_pass() {
            AssertionError error = new AssertionError();

            assertThatThrownBy(() -> new CheckedPort(any -> {
                                throw error;
                            })
                            .chat(request))
                    .isSameAs(error);
        }
    }
}
