package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one role has taken so far. Immutable.
 *
 * <p>There are two sums, because a provider may not report usage, and an attempt that was cut off cannot. They are equal if
 * every call reported.
 *
 * @param calls how often the port was called, failed calls and retries included
 * @param reported the sum of what was reported; a count that no call reported is null
 * @param atMost the same, plus the most that calls which reported nothing can have taken: a token for each byte sent and
 *     the maximum of output tokens
 * @param cost what it cost, or empty if the model's price is not known
 */
public record RoleUsage(long calls, TokenUsage reported, TokenUsage atMost, Optional<Cost> cost) {

    /** No call yet. */
    public static final RoleUsage NOTHING =
            new RoleUsage(0, TokenUsage.NONE, TokenUsage.NONE, Optional.of(Cost.NOTHING));

    public RoleUsage {
        requireNonNull(reported, "reported");
        requireNonNull(atMost, "atMost");
        requireNonNull(cost, "cost");
    }

    /**
     * Usage whose cost is not looked up yet.
     *
     * @param calls how often the port was called
     * @param reported what was reported
     * @param atMost the most that was taken
     */
    public RoleUsage(long calls, TokenUsage reported, TokenUsage atMost) {
        this(calls, reported, atMost, Optional.empty());
    }

    /** {@return the tokens that were reported; input or output is null if some call did not report it} */
    public TokenUsage tokens() {
        return new TokenUsage(
                ifAll(reported.input(), atMost.input()),
                ifAll(reported.output(), atMost.output()),
                reported.cachedInput(),
                reported.cacheWrite(),
                reported.reasoning());
    }

    private static @Nullable Long ifAll(@Nullable Long reported, @Nullable Long atMost) {
        return reported != null && reported.equals(atMost) ? reported : null;
    }

    /**
     * Adds more usage.
     *
     * @param other the usage to add
     * @return the sum
     */
    public RoleUsage plus(RoleUsage other) {
        if (other.calls == 0) {
            return this;
        }
        if (calls == 0) { // its zeros would turn counts that nothing reported into 0
            return other;
        }
        return new RoleUsage(
                calls + other.calls,
                reported.plusReported(other.reported),
                atMost.plus(other.atMost),
                cost.flatMap(known -> other.cost.map(known::plus)));
    }

    /** The same usage at this price. */
    RoleUsage priced(Optional<PriceTable.Price> price) {
        return new RoleUsage(
                calls,
                reported,
                atMost,
                price.map(known -> known.cost(reported, atMost))
                        .or(() -> calls == 0 ? Optional.of(Cost.NOTHING) : Optional.empty()));
    }
}
