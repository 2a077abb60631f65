package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * What calls cost, in the currency of the {@link PriceTable}. Immutable.
 *
 * @param reported for the tokens that were reported
 * @param atMost the same, and for calls that reported nothing as much as they can have taken
 */
public record Cost(BigDecimal reported, BigDecimal atMost) {

    /** Of no call. */
    public static final Cost NOTHING = new Cost(BigDecimal.ZERO, BigDecimal.ZERO);

    /** Checks that both are there. */
    public Cost {
        requireNonNull(reported, "reported");
        requireNonNull(atMost, "atMost");
    }

    /**
     * Whether the cost is known to the letter: each call reported what it took.
     *
     * @return true if there is nothing between the two amounts
     */
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
