package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.policy.Budget;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits on a job's spending: always valid, never unlimited. Immutable.
 *
 * @param calls the limit on calls, or null
 * @param tokens the limit on tokens, or null
 * @param money the limit on money, or null
 * @param maxTime the time limit
 */
record Spending(
        @Nullable Long calls,
        @Nullable Long tokens,
        @Nullable BigDecimal money,
        Duration maxTime) {

    static final String BUDGET = "budget";
    static final String MAX_TIME = "max_time";

    /**
     * Reads the limits. A request without a budget gets the default one; what a given budget leaves out has the largest
     * allowed limit.
     */
    static Spending read(RequestFields fields, JobLimits limits) {
        Integer seconds =
                fields.count(MAX_TIME, 1, Math.toIntExact(limits.mostTime().toSeconds()));
        Duration time = seconds == null ? limits.usualTime() : Duration.ofSeconds(seconds);
        RequestFields budget = fields.object(BUDGET);
        Budget usual = limits.usual();
        if (budget == null) {
            return new Spending(usual.calls(), usual.tokens(), usual.money(), time);
        }
        Long calls = budget.number("calls", 1, orAny(limits.most().calls()));
        Long tokens = budget.number("tokens", 1, orAny(limits.most().tokens()));
        BigDecimal money = budget.amount("money");
        BigDecimal most = limits.most().money();
        if (money != null && most != null && money.compareTo(most) > 0) {
            budget.wrong("money", "must be at most " + most.toPlainString());
        }
        budget.refuseOthers();
        return new Spending(
                calls == null ? limits.most().calls() : calls,
                tokens == null ? limits.most().tokens() : tokens,
                money == null ? most : money,
                time);
    }

    private static long orAny(@Nullable Long limit) {
        return limit == null ? Long.MAX_VALUE : limit;
    }

    Budget budget(JobLimits limits) {
        Budget budget = Budget.unlimited().prices(limits.most().prices());
        budget = calls == null ? budget : budget.calls(calls);
        budget = tokens == null ? budget : budget.tokens(tokens);
        return money == null ? budget : budget.money(money);
    }

    void write(ObjectNode json) {
        ObjectNode budget = json.putObject(BUDGET);
        budget.put("calls", calls);
        budget.put("tokens", tokens);
        budget.put("money", money);
        json.put(MAX_TIME, maxTime.toSeconds());
    }
}
