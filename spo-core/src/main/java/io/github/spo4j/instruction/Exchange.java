package io.github.spo4j.instruction;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A question and what was answered to it. Immutable.
 *
 * @param question what was asked
 * @param answer what was answered
 * @param expected what should have been answered, or null if nobody said
 */
public record Exchange(
        String question, String answer, @Nullable String expected) {

    /** Checks that question and answer are there. */
    public Exchange {
        requireNonNull(question, "question");
        requireNonNull(answer, "answer");
    }
}
