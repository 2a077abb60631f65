package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.TokenUsage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What is reserved and spent from a {@link Budget}. Thread-safe. */
final class BudgetAccount {

    /** How much longer a reply may be that a limit cut which only the budget needs. */
    private static final int MORE_ROOM = 4;

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
        return request -> {
            ModelRequest bounded = limits.bounded(request, own);
            return bounded == request ? spend(request, own, port) : spendBounded(bounded, own, port);
        };
    }

    /** Asks once more, with more room, if a limit that only the budget needs cut the reply. */
    private ModelReply spendBounded(ModelRequest request, ModelSettings own, ChatModelPort port) {
        ModelReply cut = null;
        RoleUsage before;
        try {
            cut = spend(request, own, port);
            if (cut.finishReason() != FinishReason.LENGTH) {
                return cut;
            }
            before = TokenReservation.spent(request, cut);
        } catch (ModelException e) {
            if (!isCut(e, request)) {
                throw e;
            }
            before = TokenReservation.spent(request, e);
        }
        int room = MORE_ROOM * requireNonNull(request.settings().maxOutputTokens());
        ModelRequest roomier = request.toBuilder()
                .settings(request.settings().maxOutputTokens(room))
                .build();
        try {
            ModelReply reply = spend(roomier, own, port);
            return reply.toBuilder()
                    .attempts(1 + reply.attempts())
                    .lost(before.atMost().plus(reply.lost()))
                    .build();
        } catch (ModelException e) {
            if (cut != null && e.kind() == ModelException.Kind.INVALID_REQUEST) { // the model allows no more
                return cut.toBuilder().attempts(1 + e.attempts()).build();
            }
            ModelException failure = isCut(e, roomier) ? tooLittle(e, room).in(request) : e;
            throw failure.withAttempts(1 + e.attempts())
                    .withLost(before.atMost().plus(e.lost()));
        }
    }

    /** A model that thinks can use up the limit before it says anything. */
    private static boolean isCut(ModelException failure, ModelRequest request) {
        Long output = failure.usage().output();
        Integer limit = request.settings().maxOutputTokens();
        return failure.kind() == ModelException.Kind.BLANK_REPLY && output != null && limit != null && output >= limit;
    }

    /** Not a blank reply, which would be recorded as the model's last word. */
    private static ModelException tooLittle(ModelException failure, int room) {
        return new ModelException(
                        ModelException.Kind.BUDGET_SPENT,
                        "the reply was cut at " + room + " tokens before it said anything; a budget of tokens or money"
                                + " needs a limit: set a higher maxOutputTokens",
                        failure)
                .withUsage(failure.usage());
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
        ModelRequest counted = request.toBuilder()
                .settings(request.settings().withDefaults(own))
                .build();
        String model = counted.settings().name();
        Amount most = amount(model, new RoleUsage(1, TokenUsage.UNKNOWN, TokenReservation.of(counted)));
        reserve(most, request);
        Amount taken = most;
        try {
            ModelReply reply = port.chat(request);
            taken = attempt(model, TokenReservation.spent(counted, reply));
            return reply;
        } catch (ModelException e) {
            taken = attempt(model, TokenReservation.spent(counted, e));
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
