package io.github.spo4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.PriceTable.Price;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class BudgetTest {

    private static final int MOST_UNDER_WAY = 64;
    private static final PriceTable PRICES = PriceTable.of(
            Map.of("m", new Price(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.valueOf(2))));

    private static ModelRequest request() {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("1234")))
                .settings(ModelSettings.named("m").maxOutputTokens(80))
                .build();
    }

    private static ChatModelPort under(Budget budget, ChatModelPort port) {
        return CallPolicy.builder().attempts(1).build().wrap(port, budget.account());
    }

    private static ModelReply reply(long input, long output) {
        return ModelReply.builder("ok").usage(TokenUsage.of(input, output)).build();
    }

    @Nested
    class Under_any_schedule {

        /**
         * Lets calls begin and end in an order that is drawn: while a call is under way, others begin inside it, up to 64
         * at a time.
         */
        private static final class Schedule {

            private final Random random;
            private final BudgetAccount account;
            private int underWay;
            private int refused;
            private long calls;
            private long tokens;

            Schedule(long seed, Budget budget) {
                random = new Random(seed);
                account = budget.account();
            }

            void run() {
                while (refused < 50) {
                    call();
                }
            }

            private void call() {
                try {
                    account.spend(request(), this::answer);
                } catch (ModelException e) {
                    assertThat(e.kind()).isEqualTo(Kind.BUDGET_SPENT);
                    assertThat(e.attempts()).isZero();
                    refused++;
                }
            }

            private ModelReply answer(ModelRequest request) {
                calls++;
                underWay++;
                while (underWay < MOST_UNDER_WAY && refused < 50 && random.nextInt(10) < 6) {
                    call();
                }
                underWay--;
                int output = random.nextInt(81);
                tokens += 20 + output;
                return reply(20, output);
            }
        }

        @Test
        void a_limit_of_calls_is_used_up_and_never_passed() {
            for (long seed = 0; seed < 10_000; seed++) {
                Schedule schedule = new Schedule(seed, Budget.ofCalls(100));
                schedule.run();
                assertThat(schedule.calls).as("seed %d", seed).isEqualTo(100);
            }
        }

        @Test
        void a_limit_of_tokens_is_never_passed_nor_left_unused_by_more_than_a_reservation() {
            for (long seed = 0; seed < 10_000; seed++) {
                Schedule schedule = new Schedule(seed, Budget.ofTokens(5_000));
                schedule.run();
                assertThat(schedule.tokens)
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(5_000)
                        .isGreaterThan(5_000 - 100 * (long) MOST_UNDER_WAY);
            }
        }

        @Test
        void a_limit_of_money_is_never_passed() {
            BigDecimal limit = new BigDecimal("0.005");
            for (long seed = 0; seed < 10_000; seed++) {
                Schedule schedule =
                        new Schedule(seed, Budget.unlimited().prices(PRICES).money(limit));
                schedule.run();
                BigDecimal spent = new BigDecimal(schedule.calls * 20 + 2 * (schedule.tokens - schedule.calls * 20))
                        .movePointLeft(6);
                assertThat(spent).as("seed %d", seed).isLessThanOrEqualTo(limit).isPositive();
            }
        }

        @Test
        void that_real_threads_make_no_101st_call_is_sent() throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(MOST_UNDER_WAY);
            try {
                for (int run = 0; run < 20; run++) {
                    AtomicInteger sent = new AtomicInteger();
                    ChatModelPort port = under(Budget.ofCalls(100), any -> {
                        sent.incrementAndGet();
                        return reply(1, 1);
                    });
                    List<Future<?>> calls = new ArrayList<>();
                    AtomicLong refused = new AtomicLong();
                    for (int i = 0; i < 150; i++) {
                        calls.add(threads.submit(() -> {
                            try {
                                port.chat(request());
                            } catch (ModelException e) {
                                refused.incrementAndGet();
                            }
                        }));
                    }
                    for (Future<?> call : calls) {
                        call.get();
                    }
                    assertThat(sent).hasValue(100);
                    assertThat(refused).hasValue(50);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Nested
    class What_is_booked {

        @Test
        void is_what_the_provider_reports_and_else_what_was_reserved() {
            ChatModelPort silent = under(Budget.ofTokens(200), any -> ModelReply.of("ok"));
            silent.chat(request()); // 4 bytes and 16 in, 80 out
            silent.chat(request());
            assertThatThrownBy(() -> silent.chat(request())).hasMessageContaining("limit of 200 tokens");

            AtomicInteger sent = new AtomicInteger();
            ChatModelPort frugal = under(Budget.ofTokens(200), any -> {
                sent.incrementAndGet();
                return reply(5, 5);
            });
            for (int i = 0; i < 11; i++) {
                frugal.chat(request());
            }
            assertThatThrownBy(() -> frugal.chat(request())).isInstanceOf(ModelException.class);
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
                assertThatThrownBy(() -> port.chat(request())).isInstanceOf(ModelException.class);
            }
            assertThat(sent).hasValue(expected);
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
                            Budget.ofCalls(2).account());

            assertThatThrownBy(() -> port.chat(request())).isInstanceOfSatisfying(ModelException.class, e -> {
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
    }

    @Nested
    class An_account {

        @Test
        void is_common_to_all_who_are_given_a_shared_budget() {
            Budget shared = Budget.ofCalls(1).shared();
            under(shared, any -> reply(1, 1)).chat(request());

            assertThatThrownBy(() -> under(shared, any -> reply(1, 1)).chat(request()))
                    .hasMessageContaining("limit of 1 calls");
            assertThat(under(Budget.ofCalls(1), any -> reply(1, 1))
                            .chat(request())
                            .text())
                    .isEqualTo("ok");
        }

        @Test
        void knows_how_much_of_the_tightest_limit_is_spent() {
            BudgetAccount account = Budget.ofCalls(10).tokens(100).account();
            account.book("m", new RoleUsage(2, TokenUsage.UNKNOWN, TokenUsage.of(30, 25)));

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
