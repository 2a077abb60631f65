package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as stored in the database. Immutable, except for its JSON, which each reader gets as a copy.
 *
 * @param id its name, which cannot be guessed
 * @param number its position in the order of creation
 * @param kind what it does
 * @param name its label for people
 * @param state its state
 * @param cancelling whether it was told to stop
 * @param createdAt when it was created
 * @param startedAt when it first started, or null
 * @param endedAt when it ended, or null
 * @param progress its progress
 * @param request its request; null in a list
 * @param result its result or, if it failed or was cancelled, what there is of it; null if there is none and in a list
 * @param error why it failed, or null
 */
public record Job(
        String id,
        long number,
        JobKind kind,
        String name,
        JobState state,
        boolean cancelling,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        ObjectNode progress,
        @Nullable ObjectNode request,
        @Nullable ObjectNode result,
        @Nullable JobError error) {

    public Job {
        requireNonNull(id, "id");
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
        requireNonNull(state, "state");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(progress, "progress");
    }

    Job with(ObjectNode request, @Nullable ObjectNode result) {
        return new Job(
                id,
                number,
                kind,
                name,
                state,
                cancelling,
                createdAt,
                startedAt,
                endedAt,
                progress,
                request,
                result,
                error);
    }

    /**
     * {@return the request of a job that was read alone}
     *
     * @throws IllegalStateException if it is from a list
     */
    public ObjectNode requireRequest() {
        if (request == null) {
            throw new IllegalStateException("a job from a list has no request");
        }
        return request;
    }
}
