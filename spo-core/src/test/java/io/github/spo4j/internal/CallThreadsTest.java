package io.github.spo4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallThreadsTest {

    private static final InheritableThreadLocal<String> TENANT = new InheritableThreadLocal<>();

    @Nested
    class Our_threads {

        @Test
        void inherit_nothing_from_who_starts_them() {
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            TENANT.set("A");
            Thread.currentThread().setContextClassLoader(new ClassLoader(null) {});
            try {
                CompletableFuture<List<Object>> seen = new CompletableFuture<>();
                CallThreads.ours()
                        .execute(() -> seen.complete(List.of(
                                String.valueOf(TENANT.get()),
                                Thread.currentThread().getContextClassLoader())));

                assertThat(seen.join()).containsExactly("null", CallThreads.class.getClassLoader());

                Thread platform = CallThreads.platform().newThread(() -> seen.obtrudeValue(List.of("" + TENANT.get())));
                platform.start();
                platform.join();
                assertThat(seen.join()).containsExactly("null");
                assertThat(platform.isDaemon()).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                Thread.currentThread().setContextClassLoader(before);
                TENANT.remove();
            }
        }

        @Test
        void that_are_idle_are_used_again_by_a_thousand_short_pieces_of_work() {
            AtomicInteger made = new AtomicInteger();
            ThreadPoolExecutor pool = CallThreads.pool(task -> {
                made.incrementAndGet();
                return CallThreads.platform().newThread(task);
            });
            List<Supplier<Integer>> three = List.of(() -> 1, () -> 2, () -> 3);
            try {
                for (int i = 0; i < 1_000; i++) {
                    new ParallelCalls(new FewThreads(64, pool), () -> {}).together(three);
                }
            } finally {
                pool.shutdownNow();
            }

            assertThat(made.get()).isLessThan(100);
        }

        @Test
        void that_are_idle_end_after_five_seconds_and_none_is_kept() {
            ThreadPoolExecutor pool = CallThreads.pool(CallThreads.platform());

            assertThat(pool.getKeepAliveTime(TimeUnit.SECONDS)).isEqualTo(5);
            assertThat(pool.getCorePoolSize()).isZero();
        }
    }

    @Nested
    class A_few_threads {

        @Test
        void run_tasks_in_their_order_and_no_more_at_a_time() {
            Executor two = CallThreads.atMost(2);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            CountDownLatch ended = new CountDownLatch(20);
            IntStream.range(0, 20)
                    .forEach(i -> two.execute(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        running.decrementAndGet();
                        ended.countDown();
                    }));
            List<Integer> order = new java.util.concurrent.CopyOnWriteArrayList<>();
            CountDownLatch ordered = new CountDownLatch(5);
            Executor one = CallThreads.atMost(1);
            IntStream.range(0, 5)
                    .forEach(i -> one.execute(() -> {
                        order.add(i);
                        ordered.countDown();
                    }));
            await(ended);
            await(ordered);

            assertThat(most.get()).isLessThanOrEqualTo(2);
            assertThat(order).containsExactly(0, 1, 2, 3, 4);
        }

        @Test
        void do_not_pass_an_interrupt_on_to_the_next_task() {
            Executor one = CallThreads.atMost(1);
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            one.execute(() -> Thread.currentThread().interrupt());
            one.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));

            assertThat(interrupted.join()).isFalse();
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
