package io.github.spo4j.policy;

import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.PriceTable;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.TokenUsage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What is reserved and spent from a {@link Budget}. Thread-safe. */
final class BudgetAccount {

    private final @Nullable Long calls;
    private final @Nullable Long tokens;
    private final @Nullable BigDecimal money;
    private final PriceTable prices;
    private final Object lock = new Object();
    private Amount spent = Amount.NOTHING;
    private Amount reserved = Amount.NOTHING;

    /** ParallelCalls, tokens and money. */
    private record Amount(long calls, long tokens, BigDecimal money) {

        static final Amount NOTHING = new Amount(0, 0, BigDecimal.ZERO);

        Amount plus(Amount other) {
            return new Amount(calls + other.calls, tokens + other.tokens, money.add(other.money));
        }

        Amount minus(Amount other) {
            return new Amount(calls - other.calls, tokens - other.tokens, money.subtract(other.money));
        }
    }

    BudgetAccount(@Nullable Long calls, @Nullable Long tokens, @Nullable BigDecimal money, PriceTable prices) {
        this.calls = calls;
        this.tokens = tokens;
        this.money = money;
        this.prices = prices;
    }

    /** Whether a reply must have a maximum of output tokens, so that what it can take is known. */
    boolean limitsTokens() {
        return tokens != null || money != null;
    }

    /** Counts what was spent elsewhere, at the most. */
    void charge(@Nullable String model, RoleUsage usage) {
        Amount before = amount(model, usage.calls(), usage.reported(), usage.atMost());
        synchronized (lock) {
            spent = spent.plus(before);
        }
    }

    /**
     * Reserves, calls and books.
     *
     * @throws ModelException of kind {@link ModelException.Kind#BUDGET_SPENT} if the call could pass a limit
     */
    ModelReply spend(ModelRequest request, ChatModelPort port) {
        String model = request.settings().name();
        TokenUsage atMost = TokenReservation.of(request);
        Amount most = amount(model, 1, TokenUsage.UNKNOWN, atMost);
        reserve(most, request);
        Amount booked = most;
        try {
            ModelReply reply = port.chat(request);
            booked = booked(model, reply.attempts(), reply.usage(), TokenReservation.booked(reply, atMost));
            return reply;
        } catch (ModelException e) {
            booked = booked(model, e.attempts(), e.usage(), TokenReservation.booked(e, atMost));
            throw e;
        } finally {
            synchronized (lock) {
                reserved = reserved.minus(most);
                spent = spent.plus(booked);
            }
        }
    }

    private void reserve(Amount most, ModelRequest request) {
        synchronized (lock) {
            Amount after = spent.plus(reserved).plus(most);
            String limit = passed(after);
            if (limit != null) {
                throw ModelException.notSent(
                                ModelException.Kind.BUDGET_SPENT,
                                "it could pass the budget's limit of " + limit + ", so it was not sent",
                                null)
                        .in(request);
            }
            reserved = reserved.plus(most);
        }
    }

    private @Nullable String passed(Amount amount) {
        if (calls != null && amount.calls > calls) {
            return calls + " calls";
        }
        if (tokens != null && amount.tokens > tokens) {
            return tokens + " tokens";
        }
        if (money != null && amount.money.compareTo(money) > 0) {
            return "money, " + money;
        }
        return null;
    }

    private Amount booked(@Nullable String model, int attempts, TokenUsage reported, TokenUsage booked) {
        return amount(model, Math.min(1, attempts), TokenReservation.counted(reported, booked), booked);
    }

    /** ParallelCalls that took no more than this, and of that what was reported. */
    private Amount amount(@Nullable String model, long count, TokenUsage reported, TokenUsage atMost) {
        long input = atMost.input() == null ? 0 : atMost.input();
        long output = atMost.output() == null ? 0 : atMost.output();
        BigDecimal cost = money == null
                ? BigDecimal.ZERO
                : priceOf(model).cost(reported, atMost).atMost();
        return new Amount(count, input + output, cost);
    }

    private PriceTable.Price priceOf(@Nullable String model) {
        return prices.price(model)
                .orElseThrow(() -> new IllegalArgumentException("a budget of money needs the price of "
                        + (model == null ? "a model that has no name in its settings" : "'" + model + "'")
                        + ": add it to the PriceTable"));
    }

    void requirePrice(@Nullable String model) {
        if (money != null) {
            priceOf(model);
        }
    }

    /** How much of the tightest limit is spent: from 0 to 100 percent, rounded down; 0 without a limit. */
    int percentSpent() {
        synchronized (lock) {
            long most = 0;
            if (calls != null) {
                most = Math.max(most, spent.calls * 100 / calls);
            }
            if (tokens != null) {
                most = Math.max(most, spent.tokens * 100 / tokens);
            }
            if (money != null) {
                BigDecimal percent = spent.money.multiply(BigDecimal.valueOf(100));
                most = Math.max(most, percent.divideToIntegralValue(money).longValue());
            }
            return (int) Math.min(100, most);
        }
    }
}
