package io.github.spo4j.testing;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A model for tests with scripted replies, by role; it records its requests. Thread-safe once it is scripted.
 *
 * <pre>{@code
 * ScriptedChatModel model = new ScriptedChatModel()
 *         .on(ModelRole.EXECUTE, request -> "an answer")
 *         .on(ModelRole.EVALUATE, request -> "<choose>A</choose>");
 * }</pre>
 */
public final class ScriptedChatModel implements ChatModelPort {

    private final Map<ModelRole, ChatModelPort> scripts = new EnumMap<>(ModelRole.class);
    private final Object lock = new Object();
    private final List<ModelRequest> requests = new ArrayList<>();

    /**
     * Says what to answer in a role.
     *
     * @param role the role
     * @param script from a request to the text of the reply; it may throw
     * @return this model
     */
    public ScriptedChatModel on(ModelRole role, Function<ModelRequest, String> script) {
        return onCall(role, request -> ModelReply.of(script.apply(request)));
    }

    /**
     * Says how to serve a role.
     *
     * @param role the role
     * @param port what serves it
     * @return this model
     */
    public ScriptedChatModel onCall(ModelRole role, ChatModelPort port) {
        scripts.put(role, port);
        return this;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        synchronized (lock) {
            requests.add(request);
        }
        return requireNonNull(scripts.get(request.role()), () -> "no script for " + request.role())
                .chat(request);
    }

    /**
     * What was asked, in the order of arrival.
     *
     * @return a copy
     */
    public List<ModelRequest> requests() {
        synchronized (lock) {
            return List.copyOf(requests);
        }
    }

    /**
     * What was asked in a role.
     *
     * @param role the role
     * @return in the order of arrival
     */
    public List<ModelRequest> requests(ModelRole role) {
        return requests().stream().filter(request -> request.role() == role).toList();
    }
}
