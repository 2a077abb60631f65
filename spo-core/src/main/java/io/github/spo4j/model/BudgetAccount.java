package io.github.spo4j.model;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What is reserved and spent from a {@link Budget}. For SPO's own packages. Thread-safe. */
public final class BudgetAccount {

    private final Budget budget;
    private final Object lock = new Object();
    private Amount spent = Amount.NOTHING;
    private Amount reserved = Amount.NOTHING;

    /** Calls, tokens and money. */
    private record Amount(long calls, long tokens, BigDecimal money) {

        static final Amount NOTHING = new Amount(0, 0, BigDecimal.ZERO);

        Amount plus(Amount other) {
            return new Amount(calls + other.calls, tokens + other.tokens, money.add(other.money));
        }

        Amount minus(Amount other) {
            return new Amount(calls - other.calls, tokens - other.tokens, money.subtract(other.money));
        }
    }

    BudgetAccount(Budget budget) {
        this.budget = budget;
    }

    Budget budget() {
        return budget;
    }

    /**
     * Books what was spent before, by earlier processes.
     *
     * @param model the model that was used, or null if it is not known
     * @param usage what they took, booked at the most
     */
    public void book(@Nullable String model, RoleUsage usage) {
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
        TokenUsage atMost = Reservation.of(request);
        Amount most = amount(model, 1, TokenUsage.UNKNOWN, atMost);
        reserve(most, request);
        Amount booked = most;
        try {
            ModelReply reply = port.chat(request);
            booked = booked(model, reply.attempts(), reply.usage(), Reservation.booked(reply, atMost));
            return reply;
        } catch (ModelException e) {
            booked = booked(model, e.attempts(), e.usage(), Reservation.booked(e, atMost));
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
                                "it could pass the budget's limit of " + limit + ", so it was not sent")
                        .in(request);
            }
            reserved = reserved.plus(most);
        }
    }

    private @Nullable String passed(Amount amount) {
        if (budget.calls() != null && amount.calls > budget.calls()) {
            return budget.calls() + " calls";
        }
        if (budget.tokens() != null && amount.tokens > budget.tokens()) {
            return budget.tokens() + " tokens";
        }
        if (budget.money() != null && amount.money.compareTo(budget.money()) > 0) {
            return "money, " + budget.money();
        }
        return null;
    }

    private Amount booked(@Nullable String model, int attempts, TokenUsage reported, TokenUsage booked) {
        return amount(model, Math.min(1, attempts), Reservation.counted(reported, booked), booked);
    }

    /** Calls that took no more than this, and of that what was reported. */
    private Amount amount(@Nullable String model, long calls, TokenUsage reported, TokenUsage atMost) {
        long input = atMost.input() == null ? 0 : atMost.input();
        long output = atMost.output() == null ? 0 : atMost.output();
        BigDecimal cost =
                budget.money() == null ? BigDecimal.ZERO : budget.priceOf(model).atMost(reported, atMost);
        return new Amount(calls, input + output, cost);
    }

    /**
     * How much of the tightest limit is spent.
     *
     * @return from 0 to 100 percent, rounded down; 0 without a limit
     */
    public int percentSpent() {
        synchronized (lock) {
            long most = 0;
            if (budget.calls() != null) {
                most = Math.max(most, spent.calls * 100 / budget.calls());
            }
            if (budget.tokens() != null) {
                most = Math.max(most, spent.tokens * 100 / budget.tokens());
            }
            if (budget.money() != null) {
                BigDecimal percent = spent.money.multiply(BigDecimal.valueOf(100));
                most = Math.max(
                        most, percent.divideToIntegralValue(budget.money()).longValue());
            }
            return (int) Math.min(100, most);
        }
    }
}
