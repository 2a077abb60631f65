package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.ReasoningModels;
import io.github.spo4j.internal.Require;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.PriceTable;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import java.math.BigDecimal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How much may be spent: calls, tokens, money, over all roles together. A call that could pass a limit is not sent.
 * Immutable, except that a {@linkplain #shared() shared} budget counts what is spent from it. Thread-safe.
 *
 * <p>Before a call, the most that it can cost is reserved; after it, its real cost replaces the reservation. So a limit is
 * never passed, however many calls are in flight, and at most their reservations are left unspent. A call can take a
 * token for each byte of its messages and 16 for each message, and the maximum of output tokens in its settings or its
 * port's. With a limit on tokens or money, a role without such a maximum gets one: 16,384 for a model that is known to
 * reason, else 4,096. A reply that this maximum cuts is asked for once more with four times as much. Where a provider
 * reports no usage, the reservation counts. A call that {@linkplain ModelException#notSent reached no server} costs nothing.
 */
public final class Budget {

    private final @Nullable Long calls;
    private final @Nullable Long tokens;
    private final @Nullable BigDecimal money;
    private final PriceTable prices;
    private final @Nullable BudgetAccount common;

    private Budget(
            @Nullable Long calls,
            @Nullable Long tokens,
            @Nullable BigDecimal money,
            PriceTable prices,
            boolean shared) {
        this.calls = calls;
        this.tokens = tokens;
        this.money = money;
        this.prices = prices;
        common = shared ? new BudgetAccount(this) : null;
    }

    /** {@return a budget without a limit, with the {@linkplain PriceTable#shipped() shipped} prices} */
    public static Budget unlimited() {
        return new Budget(null, null, null, PriceTable.shipped(), false);
    }

    /**
     * A limit on calls, retries included.
     *
     * @param limit how many calls
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static Budget ofCalls(long limit) {
        return unlimited().calls(limit);
    }

    /**
     * A limit on tokens, input and output together.
     *
     * @param limit how many tokens
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static Budget ofTokens(long limit) {
        return unlimited().tokens(limit);
    }

    /**
     * A limit on money.
     *
     * @param limit in the currency of the prices
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static Budget ofMoney(BigDecimal limit) {
        return unlimited().money(limit);
    }

    /**
     * Sets the limit on calls, retries included.
     *
     * @param limit how many calls
     * @return the changed copy, not shared
     * @throws IllegalArgumentException if the limit is not positive
     */
    public Budget calls(long limit) {
        return new Budget(Require.positive(limit, "calls"), tokens, money, prices, false);
    }

    /**
     * Sets the limit on tokens, input and output together.
     *
     * @param limit how many tokens
     * @return the changed copy, not shared
     * @throws IllegalArgumentException if the limit is not positive
     */
    public Budget tokens(long limit) {
        return new Budget(calls, Require.positive(limit, "tokens"), money, prices, false);
    }

    /**
     * Sets the limit on money. A model without a known price is then refused before its first call.
     *
     * @param limit in the currency of the prices
     * @return the changed copy, not shared
     * @throws IllegalArgumentException if the limit is not positive
     */
    public Budget money(BigDecimal limit) {
        if (requireNonNull(limit, "money").signum() <= 0) {
            throw new IllegalArgumentException("money must be positive: " + limit);
        }
        return new Budget(calls, tokens, limit, prices, false);
    }

    /**
     * Sets what tokens cost. Needed for models that the shipped table lacks, or where your prices differ.
     *
     * @param table default {@link PriceTable#shipped()}
     * @return the changed copy, not shared
     */
    public Budget prices(PriceTable table) {
        return new Budget(calls, tokens, money, requireNonNull(table, "prices"), false);
    }

    /**
     * The same limits for all runs together that are given this budget. It counts what this process spends from now on; a
     * budget that is not shared counts the whole of one run, earlier processes included.
     *
     * @return the shared budget
     */
    public Budget shared() {
        return new Budget(calls, tokens, money, prices, true);
    }

    /** A new account, or the common one if this budget is shared. */
    BudgetAccount account() {
        return common != null ? common : new BudgetAccount(this);
    }

    /**
     * Counts what was spent elsewhere, such as by an earlier process on the same run. It may pass a limit; then no further
     * call is sent.
     *
     * @param model the model that was used, or null if it is not known
     * @param usage what it took; {@link RoleUsage#atMost()} counts
     * @throws IllegalStateException if the budget is not {@linkplain #shared() shared}, so that nothing keeps the sum
     */
    public void charge(@Nullable String model, RoleUsage usage) {
        if (common == null) {
            throw new IllegalStateException("only a shared budget counts what is spent: call shared() first");
        }
        common.charge(model, usage);
    }

    /**
     * {@return whether so much can still be spent; true of a budget that is not shared}
     *
     * @param usage what is planned; {@link RoleUsage#atMost()} counts
     * @param models names the model of a role, or gives null
     */
    public boolean covers(RunUsage usage, Function<ModelRole, @Nullable String> models) {
        return common == null || common.covers(usage, models);
    }

    /**
     * {@return how much of the tightest limit is spent: from 0 to 100 percent, rounded down; 0 without a limit, and of a
     * budget that is not shared}
     */
    public int percentSpent() {
        return common == null ? 0 : common.percentSpent();
    }

    /** {@return whether all runs spend from it together, as after {@link #shared()}} */
    public boolean isShared() {
        return common != null;
    }

    /** {@return the limit on calls, or null for none} */
    public @Nullable Long calls() {
        return calls;
    }

    /** {@return the limit on tokens, or null for none} */
    public @Nullable Long tokens() {
        return tokens;
    }

    /** {@return the limit on money, or null for none} */
    public @Nullable BigDecimal money() {
        return money;
    }

    /** {@return what tokens cost} */
    public PriceTable prices() {
        return prices;
    }

    /** {@return whether each reply needs a maximum of output tokens: true with a limit on tokens or money} */
    public boolean limitsTokens() {
        return tokens != null || money != null;
    }

    /**
     * Refuses a model whose price is not known, if there is a limit on money.
     *
     * @param model the model's name in its settings or its port's, or null
     * @throws IllegalArgumentException if the price is not known and needed
     */
    public void requirePrice(@Nullable String model) {
        if (money != null) {
            price(model);
        }
    }

    PriceTable.Price price(@Nullable String model) {
        return prices.price(model)
                .orElseThrow(() -> new IllegalArgumentException(
                        model == null
                                ? "a budget of money needs the price of each model, and one has no name: name it in its settings"
                                : "a budget of money needs the price of '" + model + "': add it to the PriceTable"));
    }

    /**
     * The request as it is sent: with a maximum of output tokens where tokens are limited and neither the request nor its
     * port has one.
     */
    ModelRequest bounded(ModelRequest request, ModelSettings own) {
        ModelSettings settings = request.settings().withDefaults(own);
        if (!limitsTokens() || settings.maxOutputTokens() != null) {
            return request;
        }
        int limit = ReasoningModels.usualOutput(settings.name());
        return request.toBuilder()
                .settings(request.settings().maxOutputTokens(limit))
                .build();
    }

    @Override
    public String toString() {
        return "Budget[calls=" + calls + ", tokens=" + tokens + ", money=" + money + (isShared() ? ", shared]" : "]");
    }
}
