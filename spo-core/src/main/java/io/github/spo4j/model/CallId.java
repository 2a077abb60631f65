package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Which call of a run a request is. Together with the {@link ModelRole} it is unique within a run. Immutable.
 *
 * @param round the round, from 1; 0 outside a round
 * @param item what the call is about within the round: the index of a question, the place of a vote, or empty
 * @param ask 0 for the first time this is asked, 1 for the one repetition after an unusable reply
 */
public record CallId(int round, String item, int ask) {

    /** A call that belongs to no run. */
    public static final CallId NONE = new CallId(0, "", 0);

    public CallId {
        requireNonNull(item, "item");
        if (round < 0) {
            throw new IllegalArgumentException("round must not be negative: " + round);
        }
        if (ask < 0 || ask > 1) {
            throw new IllegalArgumentException("ask must be 0 or 1: " + ask);
        }
    }

    /** The item as a number, which it is in our runs; null if it is any other text. */
    @Nullable
    Integer number() {
        try {
            return Integer.valueOf(item);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
