package io.github.spo4j.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The executor that a user gives. */
@Timeout(60)
class PortThreadsTest {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final TurnedTime time = new TurnedTime();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final ExecutorService single =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "the user's thread"));

    @AfterEach
    void closeThreads() {
        callers.shutdownNow();
        single.shutdownNow();
    }

    private static ModelRequest request() {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("?"))).build();
    }

    private static ChatModelPort on(ExecutorService threads, CallPolicy.Builder policy, ChatModelPort port) {
        return policy.build()
                .wrap(port, Budget.unlimited(), UnaryOperator.identity(), new CallListener() {}, any -> false, threads);
    }

    private static ModelReply threadName(ModelRequest request) {
        return ModelReply.of(Thread.currentThread().getName());
    }

    private CallPolicy.Builder turned() {
        return CallPolicy.builder().clock(time).sleeper(time).events(time);
    }

    @Nested
    class Is_where_the_port_runs {

        @Test
        void and_a_single_thread_is_enough_for_many_calls() throws Exception {
            ChatModelPort port = on(single, CallPolicy.builder(), PortThreadsTest::threadName);

            assertThat(together(port)).hasSize(20).containsOnly("the user's thread");
        }

        @Test
        void even_if_it_takes_no_more_for_a_while() throws Exception {
            ThreadPoolExecutor rejecting = new ThreadPoolExecutor(
                    1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> new Thread(task, "the only thread"));
            try {
                ChatModelPort port =
                        on(rejecting, CallPolicy.builder().sleeper(wait -> {}), PortThreadsTest::threadName);

                assertThat(together(port)).hasSize(20).containsOnly("the only thread");
            } finally {
                rejecting.shutdownNow();
            }
        }

        private List<String> together(ChatModelPort port) throws Exception {
            List<Future<ModelReply>> running = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                running.add(callers.submit(() -> port.chat(request())));
            }
            List<String> names = new ArrayList<>();
            for (Future<ModelReply> one : running) {
                names.add(one.get().text());
            }
            return names;
        }
    }

    @Nested
    class Fails_a_call_in_plain_words {

        private final AtomicReference<String> called = new AtomicReference<>();

        private ModelReply reply(ModelRequest request) {
            called.set("yes");
            return ModelReply.of("ok");
        }

        @Test
        void if_it_is_stopped() {
            single.shutdown();

            assertThatThrownBy(() -> on(single, turned(), this::reply).chat(request()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the executor given as threads(...) is stopped: keep it open until the work has ended");
        }

        @Test
        void if_it_is_stopped_while_a_call_waits_for_its_thread() throws Exception {
            CountDownLatch busy = new CountDownLatch(1);
            Future<?> unused = single.submit(() -> {
                busy.countDown();
                new CountDownLatch(1).await();
                return null;
            });
            busy.await();
            Future<ModelReply> waiting =
                    callers.submit(() -> on(single, turned(), this::reply).chat(request()));
            time.untilAwaited(LOOK);
            single.shutdownNow();
            assertThat(single.awaitTermination(50, TimeUnit.SECONDS)).isTrue();
            time.pass(LOOK);

            assertThatThrownBy(waiting::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage(
                            "the executor given as threads(...) is stopped: keep it open until the work has ended");
            assertThat(called).hasNullValue();
        }

        @Test
        void if_its_only_thread_waits_for_the_call() throws Exception {
            Future<ModelReply> itself =
                    single.submit(() -> on(single, turned(), this::reply).chat(request()));
            time.runOut(LOOK);
            time.runOut(LOOK);
            assertThat(itself.isDone()).isFalse();
            time.pass(Duration.ofMinutes(5));
            while (!itself.isDone()) { // it may have looked at the time just before, and waits once more
                time.pass(LOOK);
                Thread.onSpinWait();
            }

            assertThatThrownBy(itself::get)
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no thread of the executor given as threads(...) was free for 5 minutes");
            assertThat(called).hasNullValue();
        }

        @Test
        void but_not_while_calls_of_the_work_keep_it_busy() throws Exception {
            CountDownLatch inFlight = new CountDownLatch(1);
            CountDownLatch ends = new CountDownLatch(1);
            ChatModelPort port = on(single, turned().timeout(Duration.ofHours(1)), request -> {
                inFlight.countDown();
                try {
                    ends.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return ModelReply.of("ok");
            });
            Future<ModelReply> first = callers.submit(() -> port.chat(request()));
            inFlight.await();
            Future<ModelReply> second = callers.submit(() -> port.chat(request()));
            for (int minutes = 0; minutes < 20; minutes++) {
                time.runOut(LOOK);
                time.pass(Duration.ofMinutes(1));
            }
            ends.countDown();

            assertThat(first.get().text()).isEqualTo("ok");
            assertThat(second.get().text()).isEqualTo("ok");
        }
    }
}
