package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

/**
 * An event of a job. Immutable.
 *
 * @param number increases within a job
 * @param type what happened, such as {@code round}
 * @param data details, a JSON object on one line
 */
public record JobEvent(long number, String type, String data) {

    /** The type of events about a job's state. */
    public static final String STATE = "state";

    public JobEvent {
        requireNonNull(type, "type");
        requireNonNull(data, "data");
    }
}
