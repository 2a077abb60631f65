package io.github.spo4j.policy;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Waits within a request's deadline, and no longer than the request is wanted. */
final class DeadlineWait {

    private final PolicyTime time;
    private final Predicate<ModelRequest> halted;

    DeadlineWait(PolicyTime time) {
        this(time, any -> false);
    }

    private DeadlineWait(PolicyTime time, Predicate<ModelRequest> halted) {
        this.time = time;
        this.halted = halted;
    }

    /** The same, for requests of which some are not wanted any more. */
    DeadlineWait haltedBy(Predicate<ModelRequest> unwanted) {
        return new DeadlineWait(time, unwanted);
    }

    /** The request with its deadline in the time that is measured here, without that in which the machine is asleep. */
    ModelRequest measured(ModelRequest request) {
        Instant deadline = request.deadline();
        return deadline == null
                ? request
                : request.toBuilder().deadline(time.awake(deadline)).build();
    }

    /** The request with its deadline by the clock, as its sender gave it and a port takes it. */
    ModelRequest told(ModelRequest measured) {
        Instant deadline = measured.deadline();
        return deadline == null
                ? measured
                : measured.toBuilder().deadline(time.told(deadline)).build();
    }

    /** The time that is measured here. */
    Instant now() {
        return time.awake().instant();
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
        return deadline == null ? Optional.empty() : Optional.of(Duration.between(now(), deadline));
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
            time.sleeper().sleep(wait);
        } catch (InterruptedException e) {
            throw interrupted(e, request);
        }
        requireWanted(request);
    }

    /** Waits for an event, no longer than the deadline allows: whether it came. */
    boolean await(CompletableFuture<?> event, ModelRequest request) throws InterruptedException {
        return await(event, left(request).orElse(PolicyTime.LONGEST));
    }

    /** Waits for an event, no longer than a time: whether it came. */
    boolean await(CompletableFuture<?> event, Duration atMost) throws InterruptedException {
        return time.events().await(event, atMost);
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
