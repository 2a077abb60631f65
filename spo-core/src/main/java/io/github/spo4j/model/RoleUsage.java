package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

/**
 * What one role has taken so far. Immutable.
 *
 * @param calls how often the port was called, failed calls included
 * @param tokens the sum over all replies; a count that one reply did not report is not known in the sum
 */
public record RoleUsage(long calls, TokenUsage tokens) {

    /** Checks that the usage is there. */
    public RoleUsage {
        requireNonNull(tokens, "tokens");
    }

    /**
     * Adds more usage.
     *
     * @param other the usage to add
     * @return the sum
     */
    public RoleUsage plus(RoleUsage other) {
        return new RoleUsage(calls + other.calls, tokens.plus(other.tokens));
    }
}
