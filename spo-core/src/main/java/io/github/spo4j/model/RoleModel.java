package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A model in the role it plays: what a run asks in this role goes to this port with these settings. For SPO's own
 * packages. Immutable.
 *
 * @param role what it is asked to do
 * @param port where requests go
 * @param settings sent with each request
 */
public record RoleModel(ModelRole role, ChatModelPort port, ModelSettings settings) {

    /** Checks that everything is there. */
    public RoleModel {
        requireNonNull(role, "role");
        requireNonNull(port, "port");
        requireNonNull(settings, "settings");
    }

    /**
     * Asks on this thread.
     *
     * @param callId which call of the run this is
     * @param messages what is said
     * @return the reply
     * @throws ModelException if there is none
     */
    public ModelReply ask(CallId callId, List<Message> messages) {
        return port.chat(ModelRequest.of(role, messages)
                .settings(settings)
                .callId(callId)
                .build());
    }
}
