package io.github.spo4j.policy;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Waits within a request's deadline, and no longer than the request is wanted. */
final class DeadlineWait {

    private final Clock clock;
    private final Sleeper sleeper;
    private final Predicate<ModelRequest> halted;

    DeadlineWait(Clock clock, Sleeper sleeper) {
        this(clock, sleeper, any -> false);
    }

    private DeadlineWait(Clock clock, Sleeper sleeper, Predicate<ModelRequest> halted) {
        this.clock = clock;
        this.sleeper = sleeper;
        this.halted = halted;
    }

    /** The same, for requests of which some are not wanted any more. */
    DeadlineWait haltedBy(Predicate<ModelRequest> unwanted) {
        return new DeadlineWait(clock, sleeper, unwanted);
    }

    /** Whether a request is not wanted any more. */
    boolean isHalted(ModelRequest request) {
        return halted.test(request);
    }

    /** Refuses a request that is not wanted any more. */
    void requireWanted(ModelRequest request) {
        if (isHalted(request)) {
            throw ModelException.notSent(
                            ModelException.Kind.UNEXPECTED, "another call failed for good, so it was not sent", null)
                    .in(request);
        }
    }

    /** How much time a request has left; empty if it has no deadline. */
    Optional<Duration> left(ModelRequest request) {
        Instant deadline = request.deadline();
        return deadline == null ? Optional.empty() : Optional.of(Duration.between(clock.instant(), deadline));
    }

    /** Whether the deadline has come. */
    boolean isOver(ModelRequest request) {
        return !allows(Duration.ZERO, request);
    }

    /** Whether the deadline leaves more than this. */
    boolean allows(Duration wait, ModelRequest request) {
        return left(request).map(left -> left.compareTo(wait) > 0).orElse(true);
    }

    void sleep(Duration wait, ModelRequest request) {
        try {
            sleeper.sleep(wait);
        } catch (InterruptedException e) {
            throw interrupted(e, request);
        }
        requireWanted(request);
    }

    /** Interrupted before the request was sent. */
    static ModelException interrupted(InterruptedException e, ModelRequest request) {
        Thread.currentThread().interrupt();
        return ModelException.notSent(
                        ModelException.Kind.INTERRUPTED, "interrupted while it waited, so it was not sent", e)
                .in(request);
    }

    /** The deadline left no time to send the request. */
    static ModelException tooLate(String why, ModelRequest request) {
        return ModelException.notSent(ModelException.Kind.DEADLINE, why + ", so it was not sent", null)
                .in(request);
    }
}
