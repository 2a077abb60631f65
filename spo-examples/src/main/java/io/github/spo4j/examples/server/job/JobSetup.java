package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.policy.CallPolicy;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What the jobs of one machine are worked at with. Immutable.
 *
 * @param models the models
 * @param policy how they are called, by all jobs together
 * @param simplify turns traditional Chinese characters into simplified ones
 * @param limits what jobs may take
 * @param atOnce how many jobs are worked at at a time
 * @param silence after how long without a sign of life a machine counts as dead, so that others go on with its jobs: longer
 *     than any pause of the program or of the network; whole seconds, at least 4
 */
public record JobSetup(
        JobModels models,
        CallPolicy policy,
        UnaryOperator<String> simplify,
        JobLimits limits,
        int atOnce,
        Duration silence) {

    /** How many jobs are worked at at a time, unless another number is given. */
    public static final int USUAL_AT_ONCE = 32;

    /** After how long without a sign of life a machine counts as dead, unless another time is given. */
    public static final Duration USUAL_SILENCE = Duration.ofSeconds(20);

    private static final int LEAST_SILENCE = 4;

    /** Checks that all is there and makes sense. */
    public JobSetup {
        requireNonNull(models, "models");
        requireNonNull(policy, "policy");
        requireNonNull(simplify, "simplify");
        requireNonNull(limits, "limits");
        if (atOnce < 1) {
            throw new IllegalArgumentException("atOnce must be at least 1: " + atOnce);
        }
        if (silence.toSeconds() < LEAST_SILENCE) {
            throw new IllegalArgumentException("silence must be " + LEAST_SILENCE + " seconds at least: " + silence);
        }
    }
}
