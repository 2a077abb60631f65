package io.github.spo4j.run;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.model.RunUsage;

/**
 * An estimate of what a run takes, from {@link PromptOptimizer#estimate()}. Immutable.
 *
 * @param least with as few votes as possible: equal answers need none
 * @param most with all votes that the judge may be asked for. Repeated calls, because one failed or its reply could not be
 *     used, come on top
 */
public record RunEstimate(RunUsage least, RunUsage most) {

    public RunEstimate {
        requireNonNull(least, "least");
        requireNonNull(most, "most");
    }
}
