package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * What calls cost, in the currency of the {@link PriceTable}. Immutable.
 *
 * @param reported for the tokens that were reported
 * @param atMost the same, plus the most that calls which reported nothing can have taken
 */
public record Cost(BigDecimal reported, BigDecimal atMost) {

    /** The cost of no call. */
    public static final Cost NOTHING = new Cost(BigDecimal.ZERO, BigDecimal.ZERO);

    public Cost {
        requireNonNull(reported, "reported");
        requireNonNull(atMost, "atMost");
    }

    /** {@return whether the cost is exact: each call reported what it took} */
    public boolean isExact() {
        return reported.compareTo(atMost) == 0;
    }

    /**
     * Adds another cost.
     *
     * @param other the cost to add, in the same currency
     * @return the sum
     */
    public Cost plus(Cost other) {
        return new Cost(reported.add(other.reported), atMost.add(other.atMost));
    }
}
