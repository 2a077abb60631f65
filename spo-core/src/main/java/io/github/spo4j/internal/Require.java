package io.github.spo4j.internal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Checks of arguments whose message names the setter and the bad value. */
public final class Require {

    private Require() {}

    /**
     * {@return the number, if it is at least 1}
     *
     * @param value the number
     * @param name of the setter
     * @throws IllegalArgumentException if it is less
     */
    public static int positive(int value, String name) {
        return (int) positive((long) value, name);
    }

    /**
     * {@return the number, if it is at least 1}
     *
     * @param value the number
     * @param name of the setter
     * @throws IllegalArgumentException if it is less
     */
    public static long positive(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
        return value;
    }

    /**
     * {@return the time, if it is more than zero}
     *
     * @param value the time
     * @param name of the setter
     * @throws IllegalArgumentException if it is not
     */
    public static Duration positive(Duration value, String name) {
        if (requireNonNull(value, name).isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }
}
