package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.policy.CallPolicy;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * How one machine runs jobs. Immutable.
 *
 * @param models the models
 * @param policy how all jobs together call them
 * @param simplify converts traditional Chinese characters to simplified ones
 * @param limits limits for jobs
 * @param atOnce how many jobs run at the same time
 * @param silence how long a machine may give no sign of life before others resume its jobs: longer than any pause of
 *     the program or the network; whole seconds, at least 4
 * @param confirmations told of each optimization that has ended, and what its held-out questions say; on the job's thread
 */
public record JobSetup(
        JobModels models,
        CallPolicy policy,
        UnaryOperator<String> simplify,
        JobLimits limits,
        int atOnce,
        Duration silence,
        Consumer<Confirmation> confirmations) {

    /** The default number of jobs at the same time. */
    public static final int USUAL_AT_ONCE = 32;

    /** The default time without a sign of life after which a machine counts as dead. */
    public static final Duration USUAL_SILENCE = Duration.ofSeconds(20);

    private static final int LEAST_SILENCE = 4;

    public JobSetup {
        requireNonNull(models, "models");
        requireNonNull(policy, "policy");
        requireNonNull(simplify, "simplify");
        requireNonNull(limits, "limits");
        requireNonNull(confirmations, "confirmations");
        if (atOnce < 1) {
            throw new IllegalArgumentException("atOnce must be at least 1: " + atOnce);
        }
        if (silence.toSeconds() < LEAST_SILENCE) {
            throw new IllegalArgumentException("silence must be " + LEAST_SILENCE + " seconds or more: " + silence);
        }
    }

    /**
     * A setup that tells nobody of confirmations.
     *
     * @param models the models
     * @param policy how all jobs together call them
     * @param simplify converts traditional Chinese characters to simplified ones
     * @param limits limits for jobs
     * @param atOnce how many jobs run at the same time
     * @param silence how long a machine may give no sign of life
     */
    public JobSetup(
            JobModels models,
            CallPolicy policy,
            UnaryOperator<String> simplify,
            JobLimits limits,
            int atOnce,
            Duration silence) {
        this(models, policy, simplify, limits, atOnce, silence, confirmation -> {});
    }
}
