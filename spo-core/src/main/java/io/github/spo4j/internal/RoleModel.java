package io.github.spo4j.internal;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model in a role: the requests of this role go to this port with these settings. Immutable.
 *
 * @param role what it is asked to do
 * @param port where requests go
 * @param settings sent with each request
 * @param deadline tells at each request when it must have ended; null for no deadline
 */
public record RoleModel(
        ModelRole role,
        ChatModelPort port,
        ModelSettings settings,
        @Nullable Supplier<Instant> deadline) {

    public RoleModel {
        requireNonNull(role, "role");
        requireNonNull(port, "port");
        requireNonNull(settings, "settings");
    }

    /**
     * A model in a role, without a deadline.
     *
     * @param role what it is asked to do
     * @param port where requests go
     * @param settings sent with each request
     */
    public RoleModel(ModelRole role, ChatModelPort port, ModelSettings settings) {
        this(role, port, settings, null);
    }

    /** {@return the model's name, from the settings or from the port; null if neither knows it} */
    public @Nullable String name() {
        return settings.withDefaults(port.defaults()).name();
    }

    /** {@return how many tokens a reply may have, by the settings or by the port; null without a limit} */
    public @Nullable Integer maxOutputTokens() {
        return settings.withDefaults(port.defaults()).maxOutputTokens();
    }

    /**
     * The same model with other settings.
     *
     * @param other sent with each request
     * @return a changed copy
     */
    public RoleModel with(ModelSettings other) {
        return new RoleModel(role, port, other, deadline);
    }

    /**
     * The same model with room for a reply that was cut.
     *
     * @return a copy with twice the output tokens; the same if it has no limit of its own
     */
    public RoleModel roomier() {
        Integer limit = settings.maxOutputTokens();
        return limit == null || limit > Integer.MAX_VALUE / 2 ? this : with(settings.maxOutputTokens(2 * limit));
    }

    /**
     * Asks on this thread.
     *
     * @param callId which call of the run this is
     * @param messages what is said
     * @throws ModelException if there is none
     */
    public ModelReply ask(CallId callId, List<Message> messages) {
        return ask(callId, messages, false);
    }

    /**
     * Asks on this thread for one JSON value.
     *
     * @param callId which call of the run this is
     * @param messages what is said
     * @throws ModelException if there is none
     */
    public ModelReply askForJson(CallId callId, List<Message> messages) {
        return ask(callId, messages, true);
    }

    private ModelReply ask(CallId callId, List<Message> messages, boolean json) {
        ModelRequest.Builder request = ModelRequest.of(role, messages)
                .settings(settings)
                .callId(callId)
                .json(json);
        if (deadline != null) {
            request.deadline(deadline.get());
        }
        return port.chat(request.build());
    }
}
