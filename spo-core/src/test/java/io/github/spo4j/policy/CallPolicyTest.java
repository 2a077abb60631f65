package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.testing.Sneaky;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class CallPolicyTest {

    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final TurnedTime time = new TurnedTime();
    private final AtomicInteger calls = new AtomicInteger();

    private CallPolicy.Builder policy() {
        return CallPolicy.builder().clock(time).sleeper(time).events(time);
    }

    private static ModelRequest request() {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("1234567890")))
                .callId(new CallId(2, "0", 0))
                .build();
    }

    private static ModelRequest saying(String text) {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user(text))).build();
    }

    private ModelRequest requestWithin(Duration deadline) {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("?")))
                .deadline(time.instant().plus(deadline))
                .build();
    }

    /** Fails so often, then replies. */
    private ChatModelPort failing(int times, ModelException failure) {
        return request -> {
            if (calls.incrementAndGet() <= times) {
                throw failure;
            }
            return ModelReply.of("at last");
        };
    }

    private static ModelException asking(Duration wait) {
        return new ModelException(Kind.RATE_LIMITED, "slow down", null, 429, wait);
    }

    @Nested
    class A_failed_attempt {

        @Test
        void that_may_have_been_paid_for_is_told_with_the_reply() {
            ModelReply cutOff = policy().build()
                    .wrap(failing(2, new ModelException(Kind.TIMEOUT, "no")))
                    .chat(request());
            ModelReply refused = policy().build()
                    .wrap(failing(4, new ModelException(Kind.SERVER_ERROR, "no")))
                    .chat(request());

            assertThat(cutOff.lost().input()).isEqualTo(2 * (10 + 16));
            assertThat(cutOff.lost().output()).isEqualTo(2 * 4_096);
            assertThat(refused.lost()).isEqualTo(TokenUsage.NONE);
        }

        @Test
        void that_may_have_been_paid_for_is_told_with_the_failure() {
            ChatModelPort port = policy().attempts(2).build().wrap(failing(9, new ModelException(Kind.NETWORK, "no")));

            assertThatThrownBy(() -> port.chat(request()))
                    .isInstanceOfSatisfying(
                            ModelException.class,
                            e -> assertThat(e.lost().output())
                                    .as("all but the last, which is told by its kind")
                                    .isEqualTo(4_096));
        }

        @Test
        void that_reached_no_server_is_retried_and_counts_for_nothing() {
            ModelException refused = ModelException.notSent(Kind.NETWORK, "refused", null);
            ModelReply reply = policy().build().wrap(failing(2, refused)).chat(request());
            assertThat(reply.attempts()).isOne();
            assertThat(reply.lost()).isEqualTo(TokenUsage.NONE);

            calls.set(0);
            ChatModelPort mixed = policy().build().wrap(request -> {
                throw calls.incrementAndGet() == 1 ? new ModelException(Kind.TIMEOUT, "late") : refused;
            });
            assertThatThrownBy(() -> mixed.chat(request())).isInstanceOfSatisfying(ModelException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.NETWORK);
                assertThat(e.attempts()).isOne();
                assertThat(e.lost().output()).isEqualTo(4_096);
                assertThat(e).hasMessageEndingWith("refused (3 attempts)");
            });
        }

        @Test
        void of_a_port_that_throws_what_it_may_not_is_unexpected_and_keeps_its_cause() {
            IOException checked = new IOException("disk");
            ChatModelPort port = policy().build().wrap(request -> {
                calls.incrementAndGet();
                Sneaky.<RuntimeException>sneak(checked);
                return ModelReply.of("never");
            });

            assertThatThrownBy(() -> port.chat(request()))
                    .isInstanceOfSatisfying(ModelException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED);
                        assertThat(e.isRetryable()).isFalse();
                    })
                    .hasCause(checked)
                    .hasMessageContaining("java.io.IOException");
            assertThat(calls).hasValue(1);
        }

        @Test
        void that_says_nothing_usable_tells_what_it_took() {
            ChatModelPort port = policy().build()
                    .wrap(request ->
                            ModelReply.builder(" ").usage(TokenUsage.of(7, 9)).build());

            assertThatThrownBy(() -> port.chat(request()))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.usage()).isEqualTo(TokenUsage.of(7, 9)));
        }

        @ParameterizedTest
        @EnumSource(Kind.class)
        void is_repeated_only_if_that_can_help(Kind kind) {
            ModelException failure = new ModelException(kind, "no");
            ChatModelPort port = policy().build().wrap(failing(9, failure));

            assertThatThrownBy(() -> port.chat(request())).isInstanceOfSatisfying(ModelException.class, e -> {
                assertThat(e.kind()).isEqualTo(kind);
                assertThat(e.attempts()).isEqualTo(failure.isRetryable() ? 3 : 1);
            });
            assertThat(calls).hasValue(failure.isRetryable() ? 3 : 1);
        }

        @Test
        void waits_longer_each_time_with_jitter_and_no_longer_than_8_seconds() {
            ChatModelPort port = policy().attempts(8).build().wrap(failing(7, new ModelException(Kind.NETWORK, "cut")));

            ModelReply reply = port.chat(request());

            assertThat(reply.attempts()).isEqualTo(8);
            long[] usual = {500, 1000, 2000, 4000, 8000, 8000, 8000};
            assertThat(time.waits()).hasSize(usual.length);
            for (int i = 0; i < usual.length; i++) {
                assertThat(time.waits().get(i).toMillis())
                        .as("wait %d", i)
                        .isBetween(usual[i] * 3 / 4 - 1, Math.min(8000, usual[i] * 5 / 4 + 1));
            }
        }

        @Test
        void waits_as_long_as_the_server_asks() {
            policy().build().wrap(failing(1, asking(Duration.ofSeconds(17)))).chat(request());

            assertThat(time.waits()).containsExactly(Duration.ofSeconds(17));
        }

        @Test
        void waits_two_minutes_at_the_most() {
            policy().build().wrap(failing(1, asking(Duration.ofHours(1)))).chat(request());

            assertThat(time.waits()).containsExactly(Duration.ofMinutes(2));
        }

        @Test
        void is_not_repeated_past_the_deadline() {
            ChatModelPort port = policy().build().wrap(failing(1, asking(Duration.ofSeconds(17))));

            assertThatThrownBy(() -> port.chat(requestWithin(Duration.ofSeconds(10))))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DEADLINE));
            assertThat(calls).hasValue(1);
            assertThat(time.waits()).isEmpty();
        }

        @Test
        void tells_how_often_it_was_tried() {
            ChatModelPort port = policy().build().wrap(failing(9, new ModelException(Kind.SERVER_ERROR, "down")));

            assertThatThrownBy(() -> port.chat(request()))
                    .hasMessage("EXECUTE call of round 2, question 1: down (3 attempts)");
        }

        @Test
        void is_repeated_as_usual_when_the_server_asks_for_a_time_that_is_over() {
            policy().build().wrap(failing(1, asking(Duration.ofSeconds(-5)))).chat(request());

            assertThat(time.waits())
                    .singleElement()
                    .satisfies(wait -> assertThat(wait).isBetween(Duration.ofMillis(374), Duration.ofMillis(626)));
        }

        @Test
        void is_told_when_the_wait_behind_it_is_interrupted() {
            Sleeper interrupted = wait -> {
                throw new InterruptedException();
            };
            ChatModelPort port =
                    policy().sleeper(interrupted).build().wrap(failing(9, new ModelException(Kind.NETWORK, "cut")));

            assertThatThrownBy(() -> port.chat(request())).isInstanceOfSatisfying(ModelException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
                assertThat(e.attempts()).isOne();
                assertThat(e.lost().output()).isEqualTo(4_096);
            });
            assertThat(Thread.interrupted()).isTrue();
        }

        @Test
        void of_a_waiting_thread_that_is_interrupted_ends_at_once() {
            Sleeper interrupted = wait -> {
                throw new InterruptedException();
            };
            ChatModelPort port = policy().sleeper(interrupted).build().wrap(failing(1, asking(Duration.ofSeconds(1))));

            assertThatThrownBy(() -> port.chat(request()))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Nested
    class What_nobody_waits_for_any_more {

        @Test
        void is_not_sent_after_its_deadline() {
            ChatModelPort port = policy().inFlight(1).build().wrap(failing(0, asking(Duration.ZERO)));

            for (Duration left : List.of(Duration.ofMinutes(-1), Duration.ZERO)) {
                assertThatThrownBy(() -> port.chat(requestWithin(left)))
                        .isInstanceOfSatisfying(ModelException.class, e -> {
                            assertThat(e.kind()).isEqualTo(Kind.DEADLINE);
                            assertThat(e.attempts()).isZero();
                        });
            }
            assertThat(calls).hasValue(0);
        }

        @Test
        void is_not_sent_after_an_interrupt() {
            ChatModelPort port = new TimedPort(
                    failing(0, asking(Duration.ZERO)),
                    Duration.ofMinutes(1),
                    new Places(1),
                    new PortThreads(Runnable::run),
                    new DeadlineWait(time.forPolicy()));
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> port.chat(request())).isInstanceOfSatisfying(ModelException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
                assertThat(e.attempts()).isZero();
            });
            assertThat(Thread.interrupted()).isTrue();
            assertThat(calls).hasValue(0);
        }

        @Test
        void is_not_sent_if_nobody_wants_it_any_more() {
            ChatModelPort port = policy().build()
                    .wrap(
                            failing(0, asking(Duration.ZERO)),
                            Budget.unlimited(),
                            UnaryOperator.identity(),
                            new CallListener() {},
                            any -> true,
                            null);

            assertThatThrownBy(() -> port.chat(request())).isInstanceOfSatisfying(ModelException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED);
                assertThat(e.attempts()).isZero();
            });
            assertThat(calls).hasValue(0);
        }

        @Test
        void is_not_retried_if_nobody_wants_it_after_the_wait_and_keeps_its_own_failure() {
            AtomicBoolean unwanted = new AtomicBoolean();
            ChatModelPort port = policy().sleeper(wait -> unwanted.set(true))
                    .build()
                    .wrap(
                            failing(9, new ModelException(Kind.SERVER_ERROR, "down")),
                            Budget.unlimited(),
                            UnaryOperator.identity(),
                            new CallListener() {},
                            any -> unwanted.get(),
                            null);

            assertThatThrownBy(() -> port.chat(request())).isInstanceOfSatisfying(ModelException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.SERVER_ERROR);
                assertThat(e.attempts()).isOne();
            });
            assertThat(calls).hasValue(1);
        }

        @Test
        void is_not_booked_when_its_turn_has_not_come() {
            Sleeper interrupted = wait -> {
                throw new InterruptedException();
            };
            Budget budget = Budget.ofCalls(4).shared();
            ChatModelPort port = policy().sleeper(interrupted)
                    .requestsPerMinute(1)
                    .build()
                    .wrap(failing(0, asking(Duration.ZERO)), budget);
            port.chat(request());

            assertThatThrownBy(() -> port.chat(request())).isInstanceOfSatisfying(ModelException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
                assertThat(e.attempts()).isZero();
            });
            assertThat(Thread.interrupted()).isTrue();
            assertThat(budget.percentSpent()).isEqualTo(25);
        }

        @Test
        void is_booked_when_it_was_under_way() {
            Budget budget = Budget.ofCalls(4).shared();
            Thread caller = Thread.currentThread();
            CountDownLatch never = new CountDownLatch(1);
            ChatModelPort port = policy().build()
                    .wrap(
                            request -> {
                                caller.interrupt();
                                try {
                                    never.await();
                                    return ModelReply.of("never");
                                } catch (InterruptedException e) {
                                    throw new ModelException(Kind.INTERRUPTED, "interrupted", e);
                                }
                            },
                            budget);

            assertThatThrownBy(() -> port.chat(request())).isInstanceOfSatisfying(ModelException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
                assertThat(e.attempts()).isOne();
            });
            assertThat(Thread.interrupted()).isTrue();
            assertThat(budget.percentSpent()).isEqualTo(25);
        }
    }

    @Nested
    class An_attempt_that_hangs {

        private ChatModelPort patientFor(@Nullable Duration time) {
            return new ChatModelPort() {
                @Override
                public ModelReply chat(ModelRequest request) {
                    return ModelReply.of("at last");
                }

                @Override
                public @Nullable Duration timeout() {
                    return time;
                }
            };
        }

        @Test
        void has_two_minutes_or_as_long_as_the_port_itself_waits() {
            CallPolicy policy = CallPolicy.defaults();

            assertThat(policy.timeoutOf(patientFor(null))).hasMinutes(2);
            assertThat(policy.timeoutOf(patientFor(Duration.ofSeconds(30)))).hasMinutes(2);
            assertThat(policy.timeoutOf(patientFor(Duration.ofMinutes(9)))).hasMinutes(9);
        }

        @Test
        void has_the_time_of_the_policy_whatever_the_port_says() {
            CallPolicy policy = policy().timeout(Duration.ofMinutes(3)).build();

            assertThat(policy.timeoutOf(patientFor(null))).hasMinutes(3);
            assertThat(policy.timeoutOf(patientFor(Duration.ofMinutes(9)))).hasMinutes(3);
        }

        private final CountDownLatch never = new CountDownLatch(1);
        private final CountDownLatch interrupted = new CountDownLatch(1);

        /** Until the time is over for which it is waited. */
        private ChatModelPort hanging(Duration limit) {
            return request -> hang(limit);
        }

        private ModelReply hang(Duration limit) {
            calls.incrementAndGet();
            try {
                time.runOut(limit);
                never.await();
                return ModelReply.of("never");
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new ModelException(Kind.INTERRUPTED, "interrupted", e);
            }
        }

        @Test
        void B14_is_cut_off_and_interrupted() throws InterruptedException {
            Duration limit = Duration.ofMillis(20);
            ChatModelPort port = policy().attempts(1).timeout(limit).build().wrap(hanging(limit));

            assertThatThrownBy(() -> port.chat(request()))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                    .hasMessageContaining("no complete reply within 0.02 s");
            assertThat(interrupted.await(50, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void is_cut_off_at_the_deadline() {
            Duration left = Duration.ofMillis(20);
            ChatModelPort port = policy().attempts(5).build().wrap(hanging(left));

            assertThatThrownBy(() -> port.chat(requestWithin(left)))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DEADLINE));
            assertThat(calls).hasValue(1);
        }

        @Test
        void can_be_waited_for_as_long_as_one_likes() {
            CallPolicy policy =
                    policy().timeout(ChronoUnit.FOREVER.getDuration()).build();
            ModelRequest late = ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("?")))
                    .deadline(Instant.MAX)
                    .build();

            assertThat(policy.wrap(request -> ModelReply.of("here")).chat(late).text())
                    .isEqualTo("here");
        }

        @Test
        void is_interrupted_with_its_caller() throws InterruptedException {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> policy().build()
                            .wrap(hanging(Duration.ofMinutes(2)))
                            .chat(request()))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Nested
    class Calls_under_way {

        @Test
        void are_no_more_than_allowed_over_all_that_shares_the_policy() throws Exception {
            int allowed = 3;
            AtomicInteger underWay = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            CyclicBarrier full = new CyclicBarrier(allowed);
            ChatModelPort port = request -> {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                try {
                    full.await(); // goes on only when as many as allowed are here together
                } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
                    throw new ModelException(Kind.UNEXPECTED, "the barrier broke", e);
                }
                underWay.decrementAndGet();
                return ModelReply.of("done");
            };
            CallPolicy policy = policy().inFlight(allowed).build();
            ChatModelPort one = policy.wrap(port);
            ChatModelPort other = policy.wrap(port);
            ExecutorService threads = Executors.newFixedThreadPool(12);
            try {
                List<Future<ModelReply>> replies = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    ChatModelPort mine = i % 2 == 0 ? one : other;
                    replies.add(threads.submit(() -> mine.chat(request())));
                }
                for (Future<ModelReply> reply : replies) {
                    reply.get();
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(most).hasValue(allowed);
        }

        @Test
        void include_one_whose_port_does_not_end_when_it_is_interrupted() throws InterruptedException {
            Duration limit = Duration.ofMillis(20);
            CountDownLatch ends = new CountDownLatch(1);
            ChatModelPort port = policy().inFlight(1)
                    .attempts(1)
                    .timeout(limit)
                    .build()
                    .wrap(request -> {
                        if (calls.incrementAndGet() == 1) {
                            runOut(limit);
                            awaitInSpiteOfInterrupts(ends);
                        }
                        return ModelReply.of("ok");
                    });
            assertThatThrownBy(() -> port.chat(request()))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));

            Duration left = Duration.ofSeconds(5);
            Thread turning = new Thread(() -> runOut(left));
            turning.start();
            assertThatThrownBy(() -> port.chat(requestWithin(left))).hasMessageContaining("its turn would come after");
            turning.join();
            assertThat(calls).hasValue(1);

            ends.countDown();
            assertThat(port.chat(request()).text()).isEqualTo("ok");
            assertThat(interrupts.get()).isPositive();
        }

        private final AtomicInteger interrupts = new AtomicInteger();

        private void runOut(Duration limit) {
            try {
                time.runOut(limit);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void awaitInSpiteOfInterrupts(CountDownLatch latch) {
            while (latch.getCount() > 0) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    interrupts.incrementAndGet();
                }
            }
        }
    }

    @Nested
    class A_rate {

        @Test
        void of_requests_spreads_them_over_the_minute() {
            ChatModelPort port = policy().requestsPerMinute(60).build().wrap(request -> ModelReply.of("ok"));
            for (int i = 0; i < 5; i++) {
                port.chat(request());
            }

            assertThat(time.waits())
                    .hasSize(4)
                    .allSatisfy(wait -> assertThat(wait).isCloseTo(Duration.ofSeconds(1), MILLISECOND));
        }

        @Test
        void of_tokens_lets_a_minute_s_worth_pass_at_once() {
            ChatModelPort port = policy().tokensPerMinute(30_000).build().wrap(failing(0, asking(Duration.ZERO)));

            port.chat(saying("a".repeat(12_000)));
            assertThat(time.waits()).isEmpty();

            for (int i = 0; i < 9; i++) {
                port.chat(saying("a".repeat(12_000))); // 3,000 tokens, and some for the message
            }
            assertThat(time.waits())
                    .singleElement()
                    .satisfies(wait -> assertThat(wait).isBetween(Duration.ZERO, Duration.ofMillis(100)));
        }

        @Test
        void of_tokens_counts_what_is_reported_in_place_of_the_guess() {
            ChatModelPort port = policy().tokensPerMinute(600)
                    .build()
                    .wrap(request -> ModelReply.builder("ok")
                            .usage(TokenUsage.of(900, 1))
                            .build());
            port.chat(saying("a".repeat(40))); // 14 by the guess
            port.chat(saying("a".repeat(40)));

            assertThat(time.waits())
                    .singleElement()
                    .satisfies(wait -> assertThat(wait)
                            .isCloseTo(Duration.ofMillis(31_400), MILLISECOND)); // 300 too many, and 14, at 10 a second
        }

        @Test
        void of_tokens_counts_nothing_for_a_call_that_reached_no_server() {
            ModelException refused = ModelException.notSent(Kind.NETWORK, "refused", null);
            ChatModelPort port =
                    policy().attempts(1).tokensPerMinute(100).build().wrap(failing(5, refused));
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> port.chat(saying("a".repeat(380)))).hasMessageContaining("refused");
            }
            port.chat(saying("a".repeat(380)));

            assertThat(time.waits()).isEmpty();
        }

        @Test
        void is_kept_however_long_that_takes() {
            ChatModelPort port = policy().tokensPerMinute(10).build().wrap(failing(0, asking(Duration.ZERO)));

            port.chat(saying("a".repeat(80_000)));
            assertThat(time.waits()).as("more than ever can be there").isEmpty();

            port.chat(saying("a"));
            assertThat(time.waits())
                    .singleElement()
                    .satisfies(wait -> assertThat(wait).isBetween(Duration.ofHours(33), Duration.ofHours(34)));
        }

        @Test
        void that_would_pass_the_deadline_is_not_waited_for() {
            ChatModelPort port =
                    policy().requestsPerMinute(1).attempts(1).build().wrap(failing(0, asking(Duration.ZERO)));
            port.chat(request());

            assertThatThrownBy(() -> port.chat(requestWithin(Duration.ofSeconds(5))))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DEADLINE));
            assertThat(calls).hasValue(1);
        }
    }

    @Nested
    class A_circuit_breaker {

        @Test
        void leaves_a_failing_endpoint_alone_for_a_while() {
            ChatModelPort endpoint = failing(20, new ModelException(Kind.SERVER_ERROR, "down"));
            CallPolicy policy =
                    policy().attempts(1).circuitBreaker(Duration.ofSeconds(30)).build();
            ChatModelPort port = policy.wrap(endpoint);
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> port.chat(request())).isInstanceOf(ModelException.class);
            }
            Instant opened = time.instant();

            assertThat(policy.wrap(endpoint).chat(request()).text()).isEqualTo("at last");

            assertThat(Duration.between(opened, time.instant()))
                    .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
            assertThat(calls).hasValue(21);
        }

        @Test
        void learns_nothing_from_a_test_that_the_deadline_cuts_off() {
            CountDownLatch never = new CountDownLatch(1);
            ChatModelPort port = policy().attempts(1)
                    .circuitBreaker(Duration.ofSeconds(30))
                    .build()
                    .wrap(request -> {
                        if (calls.incrementAndGet() != 21) {
                            throw new ModelException(Kind.NETWORK, "down");
                        }
                        try {
                            time.runOut(Duration.ofMillis(20));
                            never.await();
                            return ModelReply.of("never");
                        } catch (InterruptedException e) {
                            throw new ModelException(Kind.INTERRUPTED, "interrupted", e);
                        }
                    });
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> port.chat(request())).isInstanceOf(ModelException.class);
            }
            time.sleep(Duration.ofSeconds(31));
            assertThatThrownBy(() -> port.chat(requestWithin(Duration.ofMillis(20))))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DEADLINE));

            assertThatThrownBy(() -> port.chat(request())).hasMessageContaining("down"); // the next test
            assertThatThrownBy(() -> port.chat(requestWithin(Duration.ofSeconds(5))))
                    .hasMessageContaining("was failing");
            assertThat(calls).hasValue(22);
        }

        @Test
        void that_is_open_holds_up_no_call_to_another_endpoint() {
            AtomicReference<ChatModelPort> other = new AtomicReference<>();
            List<String> meanwhile = new ArrayList<>();
            CallPolicy policy = CallPolicy.builder()
                    .clock(time)
                    .events(time)
                    .sleeper(wait -> {
                        meanwhile.add(
                                requireNonNull(other.get()).chat(request()).text()); // while the first one waits
                        time.sleep(wait);
                    })
                    .inFlight(1)
                    .attempts(1)
                    .circuitBreaker(Duration.ofSeconds(30))
                    .build();
            other.set(policy.wrap(request -> ModelReply.of("from another")));
            ChatModelPort port = policy.wrap(failing(20, new ModelException(Kind.SERVER_ERROR, "down")));
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> port.chat(request())).isInstanceOf(ModelException.class);
            }

            assertThat(port.chat(request()).text()).isEqualTo("at last");

            assertThat(meanwhile).isNotEmpty().containsOnly("from another");
        }

        @Test
        void does_not_mind_rate_limits() {
            ChatModelPort endpoint = failing(25, asking(Duration.ZERO));
            ChatModelPort port = policy().attempts(1)
                    .circuitBreaker(Duration.ofSeconds(30))
                    .build()
                    .wrap(endpoint);
            for (int i = 0; i < 25; i++) {
                assertThatThrownBy(() -> port.chat(request())).isInstanceOf(ModelException.class);
            }
            port.chat(request());

            assertThat(time.waits()).isEmpty();
        }

        @Test
        void lets_a_call_wait_within_its_deadline_only() {
            ChatModelPort port = policy().attempts(1)
                    .circuitBreaker(Duration.ofSeconds(30))
                    .build()
                    .wrap(failing(99, new ModelException(Kind.NETWORK, "down")));
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> port.chat(request())).isInstanceOf(ModelException.class);
            }

            assertThatThrownBy(() -> port.chat(requestWithin(Duration.ofSeconds(5))))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DEADLINE));
            assertThat(calls).hasValue(20);
        }
    }

    @Test
    void values_that_make_no_sense_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> policy().attempts(0));
        assertThatIllegalArgumentException().isThrownBy(() -> policy().timeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> policy().inFlight(0));
        assertThatIllegalArgumentException().isThrownBy(() -> policy().requestsPerMinute(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> policy().circuitBreaker(Duration.ofSeconds(-1)));
    }
}
