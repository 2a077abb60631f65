package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.PriceTable;
import io.github.spo4j.model.PriceTable.Price;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.TokenUsage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class BudgetTest {

    private static final int MOST_UNDER_WAY = 64;
    private static final PriceTable PRICES = PriceTable.of(
            Map.of("m", new Price(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.valueOf(2))));

    private static final int INPUT = 20; // 4 bytes, and 16 for the message
    private static final int MOST_OUTPUT = 80;
    private static final ModelRequest REQUEST = ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("1234")))
            .settings(ModelSettings.named("m").maxOutputTokens(MOST_OUTPUT))
            .build();

    private static ChatModelPort under(Budget budget, ChatModelPort port) {
        return CallPolicy.builder().attempts(1).build().wrap(port, budget);
    }

    private static ModelReply reply(long input, long output) {
        return ModelReply.builder("ok").usage(TokenUsage.of(input, output)).build();
    }

    /** Looks whether as much is spent as can be when no further call fits: less than one more could take is left. */
    interface UsedUp {
        void require(String schedule, long calls, long tokens);
    }

    @Nested
    class Under_any_schedule {

        private static final int SCHEDULES = 500;
        private static final int REPEATABLE_SCHEDULES = 200;
        private static final int THOROUGH_SCHEDULES = 10_000;
        private static final int THOROUGH_REPEATABLE_SCHEDULES = 1_000;

        static Stream<Arguments> limits() {
            UsedUp calls =
                    (schedule, spent, tokens) -> assertThat(spent).as(schedule).isEqualTo(100);
            UsedUp tokens = (schedule, spent, took) ->
                    assertThat(took).as(schedule).isLessThanOrEqualTo(5_000).isGreaterThan(5_000 - INPUT - MOST_OUTPUT);
            UsedUp money = (schedule, spent, took) -> assertThat(2 * took - spent * INPUT) // output costs twice as much
                    .as(schedule)
                    .isLessThanOrEqualTo(5_000)
                    .isGreaterThan(5_000 - INPUT - 2 * MOST_OUTPUT);
            return Stream.of(
                    argumentSet("calls", Budget.ofCalls(100), calls),
                    argumentSet("tokens", Budget.ofTokens(5_000), tokens),
                    argumentSet("money", Budget.unlimited().prices(PRICES).money(new BigDecimal("0.005")), money));
        }

        /**
         * Lets calls begin and end in an order that is drawn and the same whenever it is run: on one thread, while a call
         * is in flight, others begin inside it, up to 64 at a time. After one was refused, fewer try.
         */
        private static final class DrawnSchedule {

            private final Random random;
            private final BudgetAccount account;
            private int underWay;
            private boolean refused;
            private long calls;
            private long tokens;

            DrawnSchedule(long seed, Budget budget) {
                random = new Random(seed);
                account = budget.account();
            }

            /** Ends when a call is refused although no other is in flight. */
            void run() {
                boolean sent = true;
                while (sent) {
                    sent = begin();
                }
            }

            private boolean begin() {
                boolean sent = isSent(account, this::answer);
                refused |= !sent;
                return sent;
            }

            private ModelReply answer(ModelRequest request) {
                refused = false;
                calls++;
                underWay++;
                while (underWay < MOST_UNDER_WAY && random.nextInt(100) < (refused ? 5 : 60)) {
                    begin();
                }
                underWay--;
                int output = random.nextInt(MOST_OUTPUT + 1);
                tokens += INPUT + output;
                return reply(INPUT, output);
            }
        }

        /** What 64 threads do with one account; each gives way to the others at moments that are drawn. */
        private static final class ThreadSchedule {

            private final BudgetAccount account;
            private final AtomicInteger underWay = new AtomicInteger();
            private final AtomicInteger mostUnderWay = new AtomicInteger();
            private final AtomicLong calls = new AtomicLong();
            private final AtomicLong tokens = new AtomicLong();
            private volatile boolean refused;

            ThreadSchedule(Budget budget) {
                account = budget.account();
            }

            /**
             * Ends when this thread is refused, or comes when another was. A thread with a call in flight then retries
             * after it, so the last one is refused with none in flight.
             */
            void run(Random random) {
                boolean sent = !refused;
                while (sent) {
                    sent = isSent(account, any -> answer(random));
                    if (!sent) {
                        refused = true;
                    }
                }
            }

            @SuppressWarnings("ThreadPriorityCheck") // that threads give way to each other is the point here
            private ModelReply answer(Random random) {
                calls.incrementAndGet();
                mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                if (random.nextInt(4) == 0) {
                    Thread.yield();
                }
                underWay.decrementAndGet();
                int output = random.nextInt(MOST_OUTPUT + 1);
                tokens.addAndGet(INPUT + output);
                return reply(INPUT, output);
            }
        }

        private static boolean isSent(BudgetAccount account, ChatModelPort port) {
            try {
                account.spend(REQUEST, ModelSettings.unset(), port);
                return true;
            } catch (ModelException e) {
                if (e.kind() != Kind.BUDGET_SPENT || e.attempts() > 0) {
                    throw e;
                }
                return false;
            }
        }

        @ParameterizedTest
        @MethodSource("limits")
        void that_can_be_repeated_a_limit_is_never_passed_nor_left_unused(Budget limit, UsedUp usedUp) {
            requireOnOneThread(limit, usedUp, REPEATABLE_SCHEDULES);
        }

        @ParameterizedTest
        @MethodSource("limits")
        @Tag("thorough")
        void that_can_be_repeated_1_000_times_a_limit_is_never_passed_nor_left_unused(Budget limit, UsedUp usedUp) {
            requireOnOneThread(limit, usedUp, THOROUGH_REPEATABLE_SCHEDULES);
        }

        private void requireOnOneThread(Budget limit, UsedUp usedUp, int count) {
            for (long seed = 0; seed < count; seed++) {
                DrawnSchedule schedule = new DrawnSchedule(seed, limit);
                schedule.run();
                usedUp.require("seed " + seed, schedule.calls, schedule.tokens);
            }
        }

        @ParameterizedTest
        @MethodSource("limits")
        void of_64_threads_a_limit_is_never_passed_nor_left_unused(Budget limit, UsedUp usedUp) throws Exception {
            requireOnThreads(limit, usedUp, SCHEDULES);
        }

        @ParameterizedTest
        @MethodSource("limits")
        @Tag("thorough")
        void of_64_threads_in_10_000_schedules_a_limit_is_never_passed_nor_left_unused(Budget limit, UsedUp usedUp)
                throws Exception {
            requireOnThreads(limit, usedUp, THOROUGH_SCHEDULES);
        }

        private void requireOnThreads(Budget limit, UsedUp usedUp, int count) throws Exception {
            List<ThreadSchedule> schedules = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                schedules.add(new ThreadSchedule(limit));
            }
            ExecutorService threads = Executors.newFixedThreadPool(MOST_UNDER_WAY);
            try {
                List<Future<?>> running = new ArrayList<>();
                for (int thread = 0; thread < MOST_UNDER_WAY; thread++) {
                    Random random = new Random(thread);
                    running.add(threads.submit(() -> schedules.forEach(schedule -> schedule.run(random))));
                }
                for (Future<?> one : running) {
                    one.get();
                }
            } finally {
                threads.shutdownNow();
            }
            for (int i = 0; i < count; i++) {
                ThreadSchedule schedule = schedules.get(i);
                usedUp.require("schedule " + i, schedule.calls.get(), schedule.tokens.get());
            }
            System.out.println(limit + ": calls in flight together at most, on average over the schedules: "
                    + schedules.stream()
                            .mapToInt(one -> one.mostUnderWay.get())
                            .average()
                            .orElse(0));
        }
    }

    @Nested
    class What_is_booked {

        @Test
        void is_what_the_provider_reports_and_else_what_was_reserved() {
            ChatModelPort silent = under(Budget.ofTokens(200), any -> ModelReply.of("ok"));
            silent.chat(REQUEST);
            silent.chat(REQUEST);
            assertThatThrownBy(() -> silent.chat(REQUEST)).hasMessageContaining("limit of 200 tokens");

            AtomicInteger sent = new AtomicInteger();
            ChatModelPort frugal = under(Budget.ofTokens(200), any -> {
                sent.incrementAndGet();
                return reply(5, 5);
            });
            for (int i = 0; i < 11; i++) {
                frugal.chat(REQUEST);
            }
            assertThatThrownBy(() -> frugal.chat(REQUEST)).isInstanceOf(ModelException.class);
            assertThat(sent).hasValue(11);
        }

        @ParameterizedTest
        @CsvSource({"SERVER_ERROR, 100", "UNAUTHORIZED, 100", "TIMEOUT, 2", "BLANK_REPLY, 2"})
        void for_a_failure_depends_on_whether_a_reply_may_have_been_made(Kind kind, int expected) {
            AtomicInteger sent = new AtomicInteger();
            ChatModelPort port = under(Budget.ofTokens(200).calls(100), any -> {
                sent.incrementAndGet();
                throw new ModelException(kind, "no");
            });
            for (int i = 0; i < 120; i++) {
                assertThatThrownBy(() -> port.chat(REQUEST)).isInstanceOf(ModelException.class);
            }
            assertThat(sent).hasValue(expected);
        }

        @Test
        void of_input_that_nobody_reports_is_as_dear_as_writing_the_cache_may_be() {
            PriceTable prices = PriceTable.of(
                    Map.of("m", new Price(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.TEN, BigDecimal.valueOf(2))));
            BigDecimal aCall = new BigDecimal("0.000360"); // 20 at 10 and 80 at 2 a million
            Budget twoCalls =
                    Budget.ofMoney(aCall.multiply(BigDecimal.valueOf(2))).prices(prices);
            AtomicInteger sent = new AtomicInteger();
            BudgetAccount account = twoCalls.account();
            for (int i = 0; i < 2; i++) {
                account.spend(REQUEST, ModelSettings.unset(), any -> ModelReply.of("call " + sent.incrementAndGet()));
            }
            BudgetAccount resumed = twoCalls.account();
            RoleUsage before = new RoleUsage(1, TokenUsage.UNKNOWN, TokenReservation.of(REQUEST));
            resumed.charge("m", before.plus(before));

            assertThat(account.percentSpent()).isEqualTo(100);
            assertThat(resumed.percentSpent()).isEqualTo(100);
            assertThatThrownBy(() -> account.spend(REQUEST, ModelSettings.unset(), any -> reply(1, 1)))
                    .hasMessageContaining("limit of money");
        }

        @Test
        void of_input_that_is_reported_has_its_own_price() {
            PriceTable prices = PriceTable.of(
                    Map.of("m", new Price(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.TEN, BigDecimal.valueOf(2))));
            BudgetAccount account =
                    Budget.ofMoney(new BigDecimal("0.001")).prices(prices).account();
            account.spend(REQUEST, ModelSettings.unset(), any -> reply(INPUT, 40)); // 20 at 1 and 40 at 2

            assertThat(account.percentSpent()).isEqualTo(10);
        }

        @Test
        void is_nothing_for_what_was_not_paid_for() {
            BudgetAccount account = Budget.ofCalls(2)
                    .tokens(200)
                    .money(new BigDecimal("0.0002"))
                    .prices(PRICES)
                    .account();
            ModelReply fromOwnCache = ModelReply.builder("ok")
                    .usage(TokenUsage.of(20, 80))
                    .attempts(0)
                    .build();
            account.spend(REQUEST, ModelSettings.unset(), any -> fromOwnCache);
            assertThatThrownBy(() -> account.spend(REQUEST, ModelSettings.unset(), any -> {
                        throw ModelException.notSent(Kind.DEADLINE, "late", null);
                    }))
                    .hasMessage("late");

            assertThat(account.percentSpent()).isZero();
        }

        @Test
        void counts_retries() {
            AtomicInteger sent = new AtomicInteger();
            ChatModelPort port = CallPolicy.builder()
                    .sleeper(wait -> {})
                    .build()
                    .wrap(
                            any -> {
                                sent.incrementAndGet();
                                throw new ModelException(Kind.SERVER_ERROR, "down");
                            },
                            Budget.ofCalls(2));

            assertThatThrownBy(() -> port.chat(REQUEST)).isInstanceOfSatisfying(ModelException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.BUDGET_SPENT);
                assertThat(e.attempts()).isEqualTo(2);
            });
            assertThat(sent).hasValue(2);
        }
    }

    @Nested
    class A_limit_on_tokens {

        @Test
        void sets_a_maximum_of_output_where_there_is_none() {
            List<ModelRequest> sent = new ArrayList<>();
            ModelRequest open = ModelRequest.of(ModelRole.OPTIMIZE, List.of(Message.user("?")))
                    .build();
            under(Budget.ofTokens(9_000), request -> {
                        sent.add(request);
                        return reply(1, 1);
                    })
                    .chat(open);
            under(Budget.ofCalls(9), request -> {
                        sent.add(request);
                        return reply(1, 1);
                    })
                    .chat(open);

            assertThat(sent.get(0).settings().maxOutputTokens()).isEqualTo(4_096);
            assertThat(sent.get(1).settings().maxOutputTokens()).isNull();
        }

        private static ModelRequest to(ModelSettings settings) {
            return ModelRequest.of(ModelRole.OPTIMIZE, List.of(Message.user("?")))
                    .settings(settings)
                    .build();
        }

        private static ModelReply cut(ModelRequest request) {
            return ModelReply.builder("half of")
                    .finishReason(FinishReason.LENGTH)
                    .usage(TokenUsage.of(1, requireNonNull(request.settings().maxOutputTokens())))
                    .build();
        }

        @ParameterizedTest
        @CsvSource({
            "o3-mini, 16384",
            "openai/gpt-5-nano, 16384",
            "gpt-5-chat-latest, 4096",
            "deepseek-reasoner, 16384",
            "deepseek-r1:8b, 16384",
            "qwen3:4b, 16384",
            "gemini-2.5-flash, 16384",
            "gemini-2.0-flash, 4096",
            "claude-sonnet-5, 16384",
            "claude-sonnet-4-5, 4096",
            "gpt-4o-mini, 4096",
            "llama3.2, 4096"
        })
        void leaves_a_model_that_reasons_room_for_its_thoughts(String model, int limit) {
            List<ModelRequest> sent = new ArrayList<>();

            under(Budget.ofTokens(90_000), request -> {
                        sent.add(request);
                        return reply(1, 1);
                    })
                    .chat(to(ModelSettings.named(model)));

            assertThat(sent.get(0).settings().maxOutputTokens()).isEqualTo(limit);
        }

        @Test
        void sets_none_beside_that_of_the_port_and_reserves_that() {
            List<ModelRequest> sent = new ArrayList<>();
            ChatModelPort limited = new ChatModelPort() {
                @Override
                public ModelReply chat(ModelRequest request) {
                    sent.add(request);
                    return ModelReply.of("ok");
                }

                @Override
                public ModelSettings defaults() {
                    return ModelSettings.named("m").maxOutputTokens(MOST_OUTPUT);
                }
            };
            ModelRequest open = ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("1234")))
                    .build();
            Budget twoCalls = Budget.ofTokens(2 * (INPUT + MOST_OUTPUT))
                    .prices(PRICES)
                    .money(BigDecimal.ONE)
                    .shared();

            under(twoCalls, limited).chat(open);
            under(twoCalls, limited).chat(open);

            assertThatThrownBy(() -> under(twoCalls, limited).chat(open)).hasMessageContaining("tokens");
            assertThat(sent)
                    .extracting(request -> request.settings().maxOutputTokens())
                    .containsExactly(null, null);
        }

        @Test
        void gives_a_reply_that_it_cut_more_room_once() {
            List<Integer> limits = new ArrayList<>();
            ChatModelPort port = under(Budget.ofTokens(90_000), request -> {
                limits.add(requireNonNull(request.settings().maxOutputTokens()));
                return limits.size() == 1 ? cut(request) : reply(1, 5_000);
            });

            ModelReply reply = port.chat(to(ModelSettings.named("m")));

            assertThat(limits).containsExactly(4_096, 16_384);
            assertThat(reply.text()).isEqualTo("ok");
            assertThat(reply.attempts()).isEqualTo(2);
            assertThat(reply.lost().output()).isEqualTo(4_096);
        }

        @Test
        void is_not_lowered_again_when_the_second_reply_must_be_retried() {
            List<Integer> limits = new ArrayList<>();
            Budget budget = Budget.ofTokens(90_000).shared();
            ChatModelPort port = CallPolicy.builder()
                    .sleeper(wait -> {})
                    .build()
                    .wrap(
                            request -> {
                                limits.add(requireNonNull(request.settings().maxOutputTokens()));
                                return switch (limits.size()) {
                                    case 1 -> cut(request);
                                    case 2 -> throw new ModelException(Kind.TIMEOUT, "late");
                                    default -> reply(1, 5_000);
                                };
                            },
                            budget);

            ModelReply reply = port.chat(to(ModelSettings.named("m")));

            assertThat(limits).containsExactly(4_096, 16_384, 16_384);
            assertThat(reply.attempts()).isEqualTo(3);
            assertThat(reply.lost().output()).isEqualTo(4_096 + 16_384);
        }

        @Test
        void keeps_the_cut_reply_of_a_model_that_allows_no_more() {
            List<Integer> limits = new ArrayList<>();
            ChatModelPort port = under(Budget.ofTokens(90_000), request -> {
                limits.add(requireNonNull(request.settings().maxOutputTokens()));
                if (limits.size() == 2) {
                    throw new ModelException(Kind.INVALID_REQUEST, "at most 8192 output tokens");
                }
                return cut(request);
            });

            ModelReply reply = port.chat(to(ModelSettings.named("m")));

            assertThat(limits).containsExactly(4_096, 16_384);
            assertThat(reply.text()).isEqualTo("half of");
            assertThat(reply.attempts()).isEqualTo(2);
        }

        @Test
        void does_not_ask_again_where_the_limit_is_the_users_own() {
            AtomicInteger calls = new AtomicInteger();

            ModelReply reply = under(Budget.ofTokens(90_000), request -> {
                        calls.incrementAndGet();
                        return cut(request);
                    })
                    .chat(to(ModelSettings.named("m").maxOutputTokens(50)));

            assertThat(reply.finishReason()).isEqualTo(FinishReason.LENGTH);
            assertThat(calls).hasValue(1);
        }

        @Test
        void that_thoughts_use_up_twice_says_what_to_set() {
            ChatModelPort port = under(Budget.ofTokens(190_000), request -> {
                throw new ModelException(Kind.BLANK_REPLY, "the reply is reasoning only")
                        .withUsage(TokenUsage.of(
                                1, requireNonNull(request.settings().maxOutputTokens())));
            });

            assertThatThrownBy(() -> port.chat(to(ModelSettings.named("o3"))))
                    .isInstanceOfSatisfying(ModelException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.BUDGET_SPENT);
                        assertThat(e.isNoUsableReply()).isFalse();
                        assertThat(e.attempts()).isEqualTo(2);
                        assertThat(e.lost().output()).isEqualTo(16_384);
                        assertThat(e.usage().output()).isEqualTo(65_536);
                    })
                    .hasMessageContaining("cut at 65536 tokens")
                    .hasMessageContaining("set a higher maxOutputTokens");
        }

        @Test
        void counts_no_less_than_came_back_where_neither_limit_nor_usage_is_known() {
            ModelReply novel = ModelReply.of("word ".repeat(20_000));

            assertThat(TokenReservation.spent(to(ModelSettings.named("m")), ModelSettings.unset(), novel)
                            .atMost()
                            .output())
                    .isEqualTo(100_000);
            assertThat(TokenReservation.spent(REQUEST, ModelSettings.unset(), novel)
                            .atMost()
                            .output())
                    .isEqualTo(MOST_OUTPUT);
        }
    }

    @Nested
    class An_account {

        @Test
        void is_common_to_all_who_are_given_a_shared_budget() {
            Budget shared = Budget.ofCalls(1).shared();
            under(shared, any -> reply(1, 1)).chat(REQUEST);

            assertThatThrownBy(() -> under(shared, any -> reply(1, 1)).chat(REQUEST))
                    .hasMessageContaining("limit of 1 calls");
            assertThat(under(Budget.ofCalls(1), any -> reply(1, 1))
                            .chat(REQUEST)
                            .text())
                    .isEqualTo("ok");
        }

        @Test
        void knows_how_much_of_the_tightest_limit_is_spent() {
            BudgetAccount account = Budget.ofCalls(10).tokens(100).account();
            account.charge("m", new RoleUsage(2, TokenUsage.UNKNOWN, TokenUsage.of(30, 25)));

            assertThat(account.percentSpent()).isEqualTo(55);
        }

        @Test
        void of_money_needs_a_price() {
            Budget budget = Budget.ofMoney(BigDecimal.ONE);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> budget.requirePrice("my-own-model"))
                    .withMessageContaining("'my-own-model'");
            budget.requirePrice("gpt-4o-mini");
        }
    }

    @Nested
    class Prices {

        @ParameterizedTest
        @CsvSource({
            "gpt-4o-mini, 0.15",
            "gpt-4o-mini-2024-07-18, 0.15",
            "openai/gpt-4o-mini, 0.15",
            "gpt-4o, 2.50",
            "gpt-4o-2024-11-20, 2.50",
            "claude-3-5-sonnet-20240620, 3.00",
            "claude-3-5-haiku-latest, 0.80"
        })
        void B26_belong_to_the_longest_name_that_fits(String model, BigDecimal input) {
            assertThat(PriceTable.shipped().price(model).orElseThrow().input()).isEqualTo(input);
        }

        @ParameterizedTest
        @CsvSource({"gpt-4o-audio-preview", "my-gpt-4o-mini", "gpt-4", "llama3.2"})
        void B26_of_an_unknown_model_are_unknown_and_not_zero(String model) {
            assertThat(PriceTable.shipped().price(model)).isEmpty();
            assertThat(PriceTable.shipped().cost(model, TokenUsage.of(1, 1))).isEmpty();
        }

        @Test
        void make_the_cost_of_each_kind_of_token() {
            PriceTable table = PriceTable.of(Map.of())
                    .with(
                            "m",
                            new Price(
                                    BigDecimal.valueOf(10),
                                    BigDecimal.valueOf(1),
                                    BigDecimal.valueOf(20),
                                    BigDecimal.valueOf(30)));

            assertThat(table.cost("m", new TokenUsage(1_000_000L, 100_000L, 300_000L, 200_000L, 50_000L)))
                    .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("12.3"));
            assertThat(table.cost("m", TokenUsage.UNKNOWN)).isEmpty();
        }
    }
}
