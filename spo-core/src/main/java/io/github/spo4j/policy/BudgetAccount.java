package io.github.spo4j.policy;

import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.model.TokenUsage;
import java.math.BigDecimal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is reserved and spent from a {@link Budget}. Thread-safe. */
final class BudgetAccount {

    private final Budget limits;
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

    BudgetAccount(Budget limits) {
        this.limits = limits;
    }

    /**
     * Puts the account around a port: each attempt is paid from it.
     *
     * @param port the port
     * @param own what the port sets itself
     */
    ChatModelPort around(ChatModelPort port, ModelSettings own) {
        return request -> spend(request, own, port);
    }

    /** Counts what was spent elsewhere, at most. */
    void charge(@Nullable String model, RoleUsage usage) {
        Amount before = amount(model, usage);
        synchronized (lock) {
            spent = spent.plus(before);
        }
    }

    /**
     * Reserves what the call can take at most, calls, and replaces the reservation by what the call took.
     *
     * @throws ModelException of kind {@link ModelException.Kind#BUDGET_SPENT} if the call could pass a limit
     */
    ModelReply spend(ModelRequest request, ModelSettings own, ChatModelPort port) {
        String model = request.settings().withDefaults(own).name();
        Amount most = amount(model, new RoleUsage(1, TokenUsage.UNKNOWN, TokenReservation.of(request, own)));
        reserve(most, request);
        Amount taken = most;
        try {
            ModelReply reply = port.chat(request);
            taken = attempt(model, TokenReservation.spent(request, own, reply));
            return reply;
        } catch (ModelException e) {
            taken = attempt(model, TokenReservation.spent(request, own, e));
            throw e;
        } finally {
            synchronized (lock) {
                reserved = reserved.minus(most);
                spent = spent.plus(taken);
            }
        }
    }

    private void reserve(Amount most, ModelRequest request) {
        synchronized (lock) {
            String limit = passed(spent.plus(reserved).plus(most));
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
        if (limits.calls() != null && amount.calls > limits.calls()) {
            return limits.calls() + " calls";
        }
        if (limits.tokens() != null && amount.tokens > limits.tokens()) {
            return limits.tokens() + " tokens";
        }
        if (limits.money() != null && amount.money.compareTo(limits.money()) > 0) {
            return "money, " + limits.money();
        }
        return null;
    }

    /** One attempt is one call, however often the port itself tried. */
    private Amount attempt(@Nullable String model, RoleUsage usage) {
        return amount(model, new RoleUsage(Math.min(1, usage.calls()), usage.reported(), usage.atMost()));
    }

    private Amount amount(@Nullable String model, RoleUsage usage) {
        TokenUsage atMost = usage.atMost();
        long input = atMost.input() == null ? 0 : atMost.input();
        long output = atMost.output() == null ? 0 : atMost.output();
        BigDecimal cost = limits.money() == null
                ? BigDecimal.ZERO
                : limits.price(model).cost(usage.reported(), atMost).atMost();
        return new Amount(usage.calls(), input + output, cost);
    }

    /** Whether so much can still be spent. */
    boolean covers(RunUsage usage, Function<ModelRole, @Nullable String> models) {
        Amount planned = Amount.NOTHING;
        for (ModelRole role : usage.roles()) {
            planned = planned.plus(amount(models.apply(role), usage.of(role)));
        }
        synchronized (lock) {
            return passed(spent.plus(reserved).plus(planned)) == null;
        }
    }

    /** How much of the tightest limit is spent: from 0 to 100 percent, rounded down; 0 without a limit. */
    int percentSpent() {
        synchronized (lock) {
            long most = 0;
            if (limits.calls() != null) {
                most = Math.max(most, spent.calls * 100 / limits.calls());
            }
            if (limits.tokens() != null) {
                most = Math.max(most, spent.tokens * 100 / limits.tokens());
            }
            if (limits.money() != null) {
                BigDecimal percent = spent.money.multiply(BigDecimal.valueOf(100));
                most = Math.max(
                        most, percent.divideToIntegralValue(limits.money()).longValue());
            }
            return (int) Math.min(100, most);
        }
    }
}
