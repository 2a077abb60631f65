package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

/**
 * Something that happened to a job. Immutable.
 *
 * @param number goes up in each job
 * @param type what happened, such as {@code round}
 * @param data about it, a JSON object on one line
 */
public record JobEvent(long number, String type, String data) {

    /** The type of an event that says how far the job is. */
    public static final String STATE = "state";

    /** Checks that all is there. */
    public JobEvent {
        requireNonNull(type, "type");
        requireNonNull(data, "data");
    }
}
