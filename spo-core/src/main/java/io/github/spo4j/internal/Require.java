package io.github.spo4j.internal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Checks of arguments whose message names the setter and the bad value. */
public final class Require {

    private Require() {}

    /**
     * Refuses a number below 1.
     *
     * @param value the number
     * @param name what it is for
     * @return the number
     * @throws IllegalArgumentException if it is not positive
     */
    public static int positive(int value, String name) {
        return (int) positive((long) value, name);
    }

    /**
     * Refuses a number below 1.
     *
     * @param value the number
     * @param name what it is for
     * @return the number
     * @throws IllegalArgumentException if it is not positive
     */
    public static long positive(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
        return value;
    }

    /**
     * Refuses a time of nothing or less.
     *
     * @param value the time
     * @param name what it is for
     * @return the time
     * @throws IllegalArgumentException if it is not positive
     */
    public static Duration positive(Duration value, String name) {
        if (requireNonNull(value, name).isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }
}
