package io.github.spo4j.examples.cli;

import io.github.spo4j.policy.Budget;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for limits on spending and for prices. */
final class BudgetOptions {

    @Option(names = "--max-calls", paramLabel = "N", converter = Numbers.Count.class)
    private @Nullable Integer maxCalls;

    @Option(names = "--max-tokens", paramLabel = "N", converter = Numbers.Count.class)
    private @Nullable Integer maxTokens;

    @Option(names = "--max-cost", paramLabel = "AMOUNT", converter = Numbers.Amount.class)
    private @Nullable BigDecimal maxCost;

    @Mixin
    private PriceOption prices;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    BudgetOptions() {}

    Budget budget() {
        return budget(Budget.unlimited());
    }

    /** The limits that are given, the others as they were. */
    Budget budget(Budget before) {
        Budget budget = before.prices(prices.table());
        if (maxCalls != null) {
            budget = budget.calls(maxCalls);
        }
        if (maxTokens != null) {
            budget = budget.tokens(maxTokens);
        }
        return maxCost == null ? budget : budget.money(maxCost);
    }

    /** The currency to print after an amount. */
    String currency() {
        return prices.currency();
    }
}
