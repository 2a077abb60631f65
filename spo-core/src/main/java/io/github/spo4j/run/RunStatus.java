package io.github.spo4j.run;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.RunUsage;
import java.util.Optional;

/**
 * How far a run is. Immutable.
 *
 * @param round the number of the round that is worked on, or was finished last; 0 before the run is open. In the phase {@link
 *     OptimizationListener.Phase#CONFIRM} it is the round whose prompt won the search
 * @param phase the round's phase; empty until this process has entered one
 * @param usage what the run has taken so far, by role, earlier processes included
 * @param best the round whose prompt would be handed out now; empty until a round is finished
 */
public record RunStatus(int round, Optional<OptimizationListener.Phase> phase, RunUsage usage, Optional<Round> best) {

    /** The run is not open yet. */
    public static final RunStatus NOT_OPEN = new RunStatus(0, Optional.empty(), RunUsage.NONE, Optional.empty());

    public RunStatus {
        requireNonNull(phase, "phase");
        requireNonNull(usage, "usage");
        requireNonNull(best, "best");
    }
}
