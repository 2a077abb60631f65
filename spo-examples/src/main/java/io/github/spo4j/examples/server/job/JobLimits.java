package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.policy.Budget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits for jobs. Immutable.
 *
 * @param usual the budget of a job that sets none
 * @param most the largest budget of a job; what it does not limit has no limit
 * @param usualTime the time limit of a job that sets none
 * @param mostTime the longest time limit of a job
 * @param maxRounds how many rounds a job may have
 * @param articles how many articles a job may have
 * @param unfinished how many jobs of one owner may be queued or running
 * @param keep how long jobs are kept after their end; null for ever
 */
public record JobLimits(
        Budget usual,
        Budget most,
        Duration usualTime,
        Duration mostTime,
        int maxRounds,
        int articles,
        int unfinished,
        @Nullable Duration keep) {

    private static final int USUAL_CALLS = 500;
    private static final int MOST_CALLS = 5000;

    public JobLimits {
        requireNonNull(usual, "usual");
        requireNonNull(most, "most");
        requireNonNull(usualTime, "usualTime");
        requireNonNull(mostTime, "mostTime");
        if (keep != null && keep.toSeconds() < 1) {
            throw new IllegalArgumentException("keep must be a second or more: " + keep);
        }
    }

    /**
     * Creates limits for jobs that are kept for ever.
     *
     * @param usual the budget of a job that sets none
     * @param most the largest budget of a job
     * @param usualTime the time limit of a job that sets none
     * @param mostTime the longest time limit of a job
     * @param maxRounds how many rounds a job may have
     * @param articles how many articles a job may have
     * @param unfinished how many jobs of one owner may be queued or running
     */
    public JobLimits(
            Budget usual,
            Budget most,
            Duration usualTime,
            Duration mostTime,
            int maxRounds,
            int articles,
            int unfinished) {
        this(usual, most, usualTime, mostTime, maxRounds, articles, unfinished, null);
    }

    /**
     * {@return limits for a team: 500 calls and an hour per job by default, 5,000 calls and 6 hours at most, 100
     * rounds, 200 articles, 200 unfinished jobs; they are kept for ever}
     */
    public static JobLimits standard() {
        return new JobLimits(
                Budget.ofCalls(USUAL_CALLS),
                Budget.ofCalls(MOST_CALLS),
                Duration.ofHours(1),
                Duration.ofHours(6),
                100,
                200,
                200);
    }

    /**
     * {@return a copy with another largest budget}
     *
     * @param limit what it does not limit keeps its limit
     */
    public JobLimits most(Budget limit) {
        Budget capped = most.prices(limit.prices());
        Budget less = usual.prices(limit.prices());
        Long calls = limit.calls();
        if (calls != null) {
            capped = capped.calls(calls);
            Long before = less.calls();
            less = less.calls(before == null ? calls : Math.min(before, calls));
        }
        Long tokens = limit.tokens();
        if (tokens != null) {
            capped = capped.tokens(tokens);
            less = less.tokens(tokens);
        }
        if (limit.money() != null) {
            capped = capped.money(limit.money());
            less = less.money(limit.money());
        }
        return new JobLimits(less, capped, usualTime, mostTime, maxRounds, articles, unfinished, keep);
    }

    /**
     * {@return a copy with another time after which jobs that have ended are removed}
     *
     * @param time how long they are kept; null for ever
     */
    public JobLimits keep(@Nullable Duration time) {
        return new JobLimits(usual, most, usualTime, mostTime, maxRounds, articles, unfinished, time);
    }
}
