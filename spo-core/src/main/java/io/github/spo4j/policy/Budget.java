package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Require;
import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.PriceTable;
import io.github.spo4j.model.RoleUsage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How much may be spent: calls, tokens, money, over all roles together. What could pass a limit is not sent. Immutable,
 * save that a {@linkplain #shared() shared} budget keeps account of what is spent from it. Thread-safe.
 *
 * <p>Before a call, what it can cost at the most is reserved; after it, what it did cost is booked. So a limit is never
 * passed with however many calls under way, and at most what they had reserved is left unspent. A call can take a token
 * for each byte of its messages and 16 for each message, and the maximum of output tokens in its settings; with a limit
 * on tokens or money, a role without such a maximum gets one of 4,096. Usage that a provider does not report is booked as
 * it was reserved.
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

    /**
     * No limit yet, with the {@linkplain PriceTable#shipped() shipped} prices.
     *
     * @return the budget
     */
    public static Budget unlimited() {
        return new Budget(null, null, null, PriceTable.shipped(), false);
    }

    /**
     * A limit on calls, retries included.
     *
     * @param limit how many calls
     * @return the budget
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static Budget ofCalls(long limit) {
        return unlimited().calls(limit);
    }

    /**
     * A limit on tokens, input and output together.
     *
     * @param limit how many tokens
     * @return the budget
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static Budget ofTokens(long limit) {
        return unlimited().tokens(limit);
    }

    /**
     * A limit on money.
     *
     * @param limit in the currency of the prices
     * @return the budget
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
     * Sets the limit on money. A model whose price is not known is then refused before its first call.
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
     * Sets what tokens cost.
     *
     * @param table the prices; default the {@linkplain PriceTable#shipped() shipped} ones
     * @return the changed copy, not shared
     */
    public Budget prices(PriceTable table) {
        return new Budget(calls, tokens, money, requireNonNull(table, "prices"), false);
    }

    /**
     * The same limits as one account for all runs that are given this budget. It counts what this process spends from
     * now on; a budget that is not shared counts the whole of one run, earlier processes included.
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
     * @param usage what it took, counted at the most
     * @throws IllegalStateException if the budget is not {@linkplain #shared() shared}, so that nothing keeps the sum
     */
    public void charge(@Nullable String model, RoleUsage usage) {
        if (common == null) {
            throw new IllegalStateException("only a shared budget keeps account: call shared() first");
        }
        common.charge(model, usage);
    }

    /**
     * How much of the tightest limit is spent.
     *
     * @return from 0 to 100 percent, rounded down; 0 without a limit, and of a budget that is not shared
     */
    public int percentSpent() {
        return common == null ? 0 : common.percentSpent();
    }

    /**
     * Whether all runs share one account.
     *
     * @return true after {@link #shared()}
     */
    public boolean isShared() {
        return common != null;
    }

    /**
     * The limit on calls.
     *
     * @return the limit, or null for none
     */
    public @Nullable Long calls() {
        return calls;
    }

    /**
     * The limit on tokens.
     *
     * @return the limit, or null for none
     */
    public @Nullable Long tokens() {
        return tokens;
    }

    /**
     * The limit on money.
     *
     * @return the limit, or null for none
     */
    public @Nullable BigDecimal money() {
        return money;
    }

    /**
     * What tokens cost.
     *
     * @return the prices
     */
    public PriceTable prices() {
        return prices;
    }

    /**
     * Whether a reply must have a maximum of output tokens, so that what it can take is known.
     *
     * @return true with a limit on tokens or money
     */
    public boolean limitsTokens() {
        return tokens != null || money != null;
    }

    /**
     * Refuses a model whose price is not known, if there is a limit on money.
     *
     * @param model the model's name in its settings, or null
     * @throws IllegalArgumentException if the price is not known and needed
     */
    public void requirePrice(@Nullable String model) {
        if (money != null) {
            price(model);
        }
    }

    PriceTable.Price price(@Nullable String model) {
        return prices.price(model)
                .orElseThrow(() -> new IllegalArgumentException("a budget of money needs the price of "
                        + (model == null ? "a model that has no name in its settings" : "'" + model + "'")
                        + ": add it to the PriceTable"));
    }

    /** The request as it is sent: with a maximum of output tokens where tokens are limited. */
    ModelRequest bounded(ModelRequest request) {
        return !limitsTokens() || request.settings().maxOutputTokens() != null
                ? request
                : request.toBuilder()
                        .settings(request.settings().maxOutputTokens(TokenReservation.USUAL_OUTPUT))
                        .build();
    }

    @Override
    public String toString() {
        return "Budget[calls=" + calls + ", tokens=" + tokens + ", money=" + money + (isShared() ? ", shared]" : "]");
    }
}
