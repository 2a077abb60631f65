package io.github.spo4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RoleUsageTest {

    private static final Optional<PriceTable.Price> PRICE = Optional.of(
            new PriceTable.Price(new BigDecimal("2"), new BigDecimal("1"), new BigDecimal("3"), new BigDecimal("10")));

    private static RoleUsage call(TokenUsage reported, TokenUsage atMost) {
        return new RoleUsage(1, reported, atMost);
    }

    private static RoleUsage reported(long input, long output) {
        TokenUsage usage = TokenUsage.of(input, output);
        return call(usage, usage);
    }

    @Nested
    class A_sum {

        @Test
        void adds_up_what_was_reported() {
            RoleUsage sum = RoleUsage.NOTHING.plus(reported(10, 3)).plus(reported(20, 4));

            assertThat(sum.calls()).isEqualTo(2);
            assertThat(sum.tokens()).isEqualTo(TokenUsage.of(30, 7));
            assertThat(sum.atMost()).isEqualTo(TokenUsage.of(30, 7));
        }

        @Test
        void knows_no_total_when_one_call_reported_nothing_but_what_was_reported_and_what_it_is_at_most() {
            RoleUsage sum = reported(10, 3).plus(call(TokenUsage.UNKNOWN, TokenUsage.of(500, 4_096)));

            assertThat(sum.tokens()).isEqualTo(TokenUsage.UNKNOWN);
            assertThat(sum.reported()).isEqualTo(TokenUsage.of(10, 3));
            assertThat(sum.atMost()).isEqualTo(TokenUsage.of(510, 4_099));
        }

        @Test
        void of_calls_that_reported_nothing_is_not_zero() {
            RoleUsage silent = call(TokenUsage.UNKNOWN, TokenUsage.of(5, 6));

            assertThat(RoleUsage.NOTHING.plus(silent).plus(silent).reported()).isEqualTo(TokenUsage.UNKNOWN);
        }

        @Test
        void of_no_call_is_zero_and_costs_nothing() {
            assertThat(RunUsage.NONE.total().tokens()).isEqualTo(TokenUsage.NONE);
            assertThat(RunUsage.NONE.total().cost()).contains(Cost.NOTHING);
        }

        @Test
        void keeps_the_counts_that_only_some_providers_report() {
            TokenUsage cached = new TokenUsage(100L, 1L, 60L, null, null);

            assertThat(call(cached, cached).plus(reported(1, 1)).tokens())
                    .isEqualTo(new TokenUsage(101L, 2L, 60L, null, null));
        }
    }

    @Nested
    class Its_cost {

        private RunUsage run(RoleUsage executing) {
            return RunUsage.NONE.plus(ModelRole.EXECUTE, executing);
        }

        @Test
        void is_exact_where_every_call_reported_its_tokens() {
            TokenUsage usage = new TokenUsage(1_000_000L, 100_000L, 400_000L, 100_000L, 50_000L);

            RunUsage priced = run(call(usage, usage)).priced(role -> PRICE);

            assertThat(priced.of(ModelRole.EXECUTE).cost()).hasValueSatisfying(cost -> {
                assertThat(cost.reported()).isEqualByComparingTo("2.7"); // 0.5 × 2 + 0.4 × 1 + 0.1 × 3 + 0.1 × 10
                assertThat(cost.isExact()).isTrue();
            });
        }

        @Test
        void lies_between_two_amounts_where_one_did_not() {
            RunUsage priced = run(reported(500_000, 0)
                            .plus(call(TokenUsage.UNKNOWN, TokenUsage.of(1_000_000, 100_000))))
                    .priced(role -> PRICE);

            assertThat(priced.total().cost()).hasValueSatisfying(cost -> {
                assertThat(cost.isExact()).isFalse();
                assertThat(cost.reported()).isEqualByComparingTo("1");
                assertThat(cost.atMost()).isEqualByComparingTo("5"); // 0.5 × 2 + 1 × 3 + 0.1 × 10
            });
        }

        @Test
        void stays_exact_where_some_calls_report_what_was_cached_and_others_do_not() {
            TokenUsage cached = new TokenUsage(100L, 1L, 60L, 20L, null);

            RunUsage priced = run(call(cached, cached).plus(reported(1, 1))).priced(role -> PRICE);

            assertThat(priced.total().cost())
                    .hasValueSatisfying(cost -> assertThat(cost.isExact()).isTrue());
        }

        @Test
        void is_unknown_in_total_if_one_role_has_no_price() {
            RunUsage priced = run(reported(10, 1))
                    .plus(ModelRole.EVALUATE, reported(10, 1))
                    .priced(role -> role == ModelRole.EXECUTE ? PRICE : Optional.empty());

            assertThat(priced.of(ModelRole.EXECUTE).cost()).isPresent();
            assertThat(priced.of(ModelRole.EVALUATE).cost()).isEmpty();
            assertThat(priced.total().cost()).isEmpty();
        }

        @Test
        void needs_no_price_for_a_role_that_was_not_called() {
            RunUsage priced = run(reported(10, 1))
                    .plus(ModelRole.EVALUATE, RoleUsage.NOTHING)
                    .priced(role -> role == ModelRole.EXECUTE ? PRICE : Optional.empty());

            assertThat(priced.total().cost()).isPresent();
        }
    }
}
