package io.github.spo4j.run;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.model.RunUsage;

/**
 * About what a run will take, from {@link PromptOptimizer#estimate()}. Immutable.
 *
 * @param least with as few votes as can be: answers equal to the letter need none
 * @param most with all votes that the judge may be asked for. Calls that are asked again, because they failed or their
 *     reply could not be used, come on top
 */
public record RunEstimate(RunUsage least, RunUsage most) {

    /** Checks that both are there. */
    public RunEstimate {
        requireNonNull(least, "least");
        requireNonNull(most, "most");
    }
}
