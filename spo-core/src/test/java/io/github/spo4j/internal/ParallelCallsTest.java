package io.github.spo4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.internal.ParallelCalls.Outcome;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ParallelCallsTest {

    private final Executor threads = CallThreads.ours();
    private final ParallelCalls calls = new ParallelCalls(threads, () -> {});

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(Kind.INTERRUPTED, "interrupted", e);
        }
    }

    @Nested
    class The_reason_to_stop {

        private final ModelException spent = ModelException.notSent(Kind.BUDGET_SPENT, "spent", null);
        private final ModelException unreached = ModelException.notSent(Kind.NETWORK, "refused", null);
        private final ModelException unwanted = ModelException.notSent(Kind.UNEXPECTED, "for another's sake", null);
        private final ModelException blank = new ModelException(Kind.BLANK_REPLY, "blank");

        private static void assertReason(ModelException reason, ModelException... failures) {
            List<Outcome<Integer>> outcomes = Stream.of(failures)
                    .map(failure -> new Outcome<Integer>(null, failure))
                    .toList();
            assertThatThrownBy(() -> ParallelCalls.throwReason(outcomes)).isSameAs(reason);
        }

        @Test
        void is_a_server_that_is_not_reached_before_it_is_a_spent_budget() {
            assertReason(unreached, spent, unreached);
            assertReason(unreached, unreached, spent);
            assertReason(unreached, unwanted, spent, unreached);
        }

        @Test
        void is_the_budget_where_no_call_fails_for_good() {
            assertReason(spent, spent, blank);
            assertReason(blank, blank, spent);
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
                assertThatThrownBy(() -> new ParallelCalls(Runnable::run, () -> {}).alone(begun::incrementAndGet))
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
            ParallelCalls telling = new ParallelCalls(threads, () -> {
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
}
