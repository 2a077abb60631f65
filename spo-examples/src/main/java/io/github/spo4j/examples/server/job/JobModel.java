package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;

/**
 * The model of a role in a job. Immutable.
 *
 * @param role the role
 * @param port sends requests
 * @param settings sent with each request
 */
public record JobModel(ModelRole role, ChatModelPort port, ModelSettings settings) {

    public JobModel {
        requireNonNull(role, "role");
        requireNonNull(port, "port");
        requireNonNull(settings, "settings");
    }
}
