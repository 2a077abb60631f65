package io.github.spo4j.examples.cli;

import org.jspecify.annotations.Nullable;

/** The environment's variables. */
@FunctionalInterface
interface Environment {

    /** The value of a variable, or null if it is not set. */
    @Nullable
    String variable(String name);
}
