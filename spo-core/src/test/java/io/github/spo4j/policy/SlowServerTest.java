package io.github.spo4j.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.internal.CallThreads;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SlowServerTest {

    private static ModelRequest request(int question) {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("hello")))
                .settings(ModelSettings.named("tiny"))
                .callId(new CallId(1, Integer.toString(question), 0))
                .build();
    }

    /** Notes what it hears. */
    private static final class Notes implements CallListener {

        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void retrying(Retry retry) {
            heard.add("retry " + retry.number() + " of " + retry.most() + " in "
                    + retry.pause().toSeconds() + " s: " + retry.failure().kind());
        }

        @Override
        public void slowedDown(ModelRequest request, int inFlight) {
            heard.add(request.settings().name() + " " + inFlight);
        }
    }

    @Nested
    class A_time_out {

        private final TurnedTime time = new TurnedTime();
        private final Duration limit = Duration.ofMillis(20);

        @Test
        void names_model_and_seconds_and_what_to_turn() {
            CallPolicy policy = CallPolicy.builder()
                    .attempts(1)
                    .timeout(limit)
                    .clock(time)
                    .events(time)
                    .build();

            assertThatThrownBy(() -> policy.wrap(this::hang).chat(request(0)))
                    .hasMessage(
                            "EXECUTE call of round 1, question 1: no complete reply within 0.02 s: raise the time-out,"
                                    + " limit the length of replies (max_tokens) or have fewer calls in flight; tiny");
        }

        @Test
        void begins_when_the_call_is_on_its_way_and_not_while_it_waits_for_a_thread() {
            Executor busy = task -> {
                time.pass(limit.multipliedBy(3));
                CallThreads.ours().execute(task);
            };
            ChatModelPort port = new TimedPort(
                    any -> ModelReply.of("here"),
                    limit,
                    new Places(1),
                    new PortThreads(busy),
                    new DeadlineWait(time.forPolicy()));

            assertThat(port.chat(request(0)).text()).isEqualTo("here");
        }

        private ModelReply hang(ModelRequest request) {
            try {
                time.runOut(limit);
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ModelReply.of("too late");
        }
    }

    @Nested
    class After_time_outs {

        private static final int MOST = 8;

        private final Notes notes = new Notes();
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger mostInFlight = new AtomicInteger();

        private List<Kind> together(ChatModelPort port, int calls) throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(calls);
            try {
                List<Future<Kind>> outcomes = new ArrayList<>();
                for (int i = 0; i < calls; i++) {
                    int question = i;
                    outcomes.add(threads.submit(() -> {
                        try {
                            port.chat(request(question));
                            return Kind.UNEXPECTED;
                        } catch (ModelException e) {
                            return e.kind();
                        }
                    }));
                }
                List<Kind> kinds = new ArrayList<>();
                for (Future<Kind> outcome : outcomes) {
                    kinds.add(outcome.get());
                }
                return kinds;
            } finally {
                threads.shutdownNow();
            }
        }

        private CallPolicy policy() {
            return CallPolicy.builder()
                    .attempts(1)
                    .inFlight(MOST)
                    .sleeper(wait -> {})
                    .listener(notes)
                    .build();
        }

        @Test
        void half_as_many_calls_are_sent_at_a_time() throws Exception {
            CyclicBarrier all = new CyclicBarrier(MOST);
            AtomicInteger sent = new AtomicInteger();
            ChatModelPort port = policy().wrap(request -> {
                if (sent.incrementAndGet() <= MOST) {
                    await(all);
                    throw new ModelException(Kind.TIMEOUT, "scripted");
                }
                mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                inFlight.decrementAndGet();
                return ModelReply.of("ok");
            });

            assertThat(together(port, MOST)).containsOnly(Kind.TIMEOUT);
            assertThat(notes.heard)
                    .as("time-outs of calls that were sent together count once")
                    .containsExactly("tiny 4");

            assertThat(together(port, MOST)).containsOnly(Kind.UNEXPECTED);
            assertThat(mostInFlight.get()).isLessThanOrEqualTo(4);
        }

        @Test
        void there_are_as_many_places_again_after_as_many_replies() {
            Pace pace = new Pace(4);
            DeadlineWait waiting = new DeadlineWait(new TurnedTime().forPolicy());
            long first = pace.enter(request(0), waiting);
            pace.enter(request(1), waiting);
            pace.enter(request(2), waiting);
            pace.enter(request(3), waiting);
            assertThat(pace.timedOut(first)).isEqualTo(2);
            IntStream.range(0, 4).forEach(any -> pace.leave());

            IntStream.range(0, 2 + 3).forEach(any -> pace.succeeded());

            IntStream.range(0, 4).forEach(question -> pace.enter(request(question), waiting)); // none waits
        }

        @Test
        void at_least_one_call_is_sent_at_a_time() {
            Pace pace = new Pace(2);
            DeadlineWait waiting = new DeadlineWait(new TurnedTime().forPolicy());
            long first = pace.enter(request(0), waiting);
            long second = pace.enter(request(1), waiting);
            assertThat(pace.timedOut(first)).isEqualTo(1);
            assertThat(pace.timedOut(second)).isZero();
            pace.leave();
            pace.leave();

            long third = pace.enter(request(2), waiting);
            assertThat(pace.timedOut(third)).isZero();
        }

        @Test
        void a_call_that_was_alone_reduces_nothing() {
            Pace pace = new Pace(64);
            long alone = pace.enter(request(0), new DeadlineWait(new TurnedTime().forPolicy()));

            assertThat(pace.timedOut(alone)).isZero();
        }

        @Test
        void other_endpoints_are_not_slowed_down() throws Exception {
            CallPolicy policy = policy();
            CyclicBarrier all = new CyclicBarrier(MOST);
            together(
                    policy.wrap(any -> {
                        await(all);
                        throw new ModelException(Kind.TIMEOUT, "scripted");
                    }),
                    MOST);
            CyclicBarrier eight = new CyclicBarrier(MOST);
            ChatModelPort other = policy.wrap(any -> {
                await(eight);
                return ModelReply.of("ok");
            });

            assertThat(together(other, MOST)).containsOnly(Kind.UNEXPECTED);
        }

        private static void await(CyclicBarrier barrier) {
            try {
                barrier.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Nested
    class A_wait {

        @Test
        void is_told_with_its_reason() {
            Notes notes = new Notes();
            AtomicInteger calls = new AtomicInteger();
            ChatModelPort port = CallPolicy.builder()
                    .sleeper(wait -> {})
                    .listener(notes)
                    .build()
                    .wrap(any -> {
                        if (calls.incrementAndGet() < 3) {
                            throw new ModelException(Kind.RATE_LIMITED, "too many", null, 429, Duration.ofSeconds(40));
                        }
                        return ModelReply.of("ok");
                    });

            port.chat(request(0));

            assertThat(notes.heard)
                    .containsExactly("retry 1 of 2 in 40 s: RATE_LIMITED", "retry 2 of 2 in 40 s: RATE_LIMITED");
        }

        @Test
        void changes_nothing_if_its_listener_fails() {
            AtomicInteger calls = new AtomicInteger();
            try (CapturedLog log = new CapturedLog("io.github.spo4j.policy")) {
                ChatModelPort port = CallPolicy.builder()
                        .sleeper(wait -> {})
                        .listener(new CallListener() {
                            @Override
                            public void retrying(Retry retry) {
                                throw new IllegalStateException("bad listener");
                            }
                        })
                        .build()
                        .wrap(any -> {
                            if (calls.incrementAndGet() == 1) {
                                throw new ModelException(Kind.NETWORK, "cut");
                            }
                            return ModelReply.of("ok");
                        });

                assertThat(port.chat(request(0)).text()).isEqualTo("ok");
                assertThat(log.messages()).containsExactly("WARNING the listener failed; the call continues");
            }
        }
    }
}
