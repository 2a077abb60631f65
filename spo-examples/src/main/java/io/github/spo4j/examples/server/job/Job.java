package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands in the database. Immutable, but for the JSON in it, which is its reader's own.
 *
 * @param id its name, which nobody can guess
 * @param number where it stands in the order in which jobs were made
 * @param kind what it does
 * @param name what people call it
 * @param state how far it is
 * @param cancelling whether it was told to stop
 * @param createdAt when it was made
 * @param startedAt when it was begun first, or null
 * @param endedAt when it ended, or null
 * @param progress what it is at
 * @param request what it was made with; null in a list
 * @param result what came of it, or null; null in a list
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

    /** Checks that what every job has is there. */
    public Job {
        requireNonNull(id, "id");
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
        requireNonNull(state, "state");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(progress, "progress");
    }

    /**
     * What it was made with, of a job that was read alone.
     *
     * @return the request
     * @throws IllegalStateException if it is from a list
     */
    public ObjectNode requireRequest() {
        if (request == null) {
            throw new IllegalStateException("a job from a list has no request");
        }
        return request;
    }
}
