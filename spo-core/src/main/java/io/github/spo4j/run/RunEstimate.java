package io.github.spo4j.run;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.model.RunUsage;

/**
 * An estimate of what a whole run takes, from {@link PromptOptimizer#estimate()}: what it has taken already, and what is
 * still to come. Immutable.
 *
 * @param likely a cautious guess: most runs take a little less
 * @param atMost with replies as long as the limits of output tokens allow. Tokens that depend on a role without such a limit
 *     are null, and their cost is not known. Calls that are repeated, because one failed or its reply could not be used,
 *     come on top
 */
public record RunEstimate(RunUsage likely, RunUsage atMost) {

    public RunEstimate {
        requireNonNull(likely, "likely");
        requireNonNull(atMost, "atMost");
    }
}
