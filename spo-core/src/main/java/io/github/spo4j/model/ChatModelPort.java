package io.github.spo4j.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A language model that SPO can call: one blocking request, one reply.
 *
 * <p>This is the interface to implement for a custom model; in tests a lambda is enough:
 *
 * <pre>{@code
 * ChatModelPort model = request -> ModelReply.of("Hello");
 * }</pre>
 *
 * <p>spo-core's test-jar has more: {@code ScriptedChatModel} for tests of whole runs, whose replies have the form that
 * is asked for, and {@code ChatModelPortContract}, the test of a port to an HTTP API.
 *
 * <p>Implementations are called from many threads at once. They should end promptly when their thread is interrupted.
 * Retries inside a port cannot be seen or counted by SPO, so a port should make none.
 */
@FunctionalInterface
public interface ChatModelPort {

    /**
     * Sends one request and waits for its reply.
     *
     * @param request what to send
     * @return the reply; never null, and never an error text in place of one
     * @throws ModelException if there is no reply; a {@linkplain ModelException#notSent call that reached no server} costs
     *     nothing. Any other exception, checked or not, and a null reply, counts as a failure of kind
     *     {@link ModelException.Kind#UNEXPECTED}, which is not retried; an {@link Error} passes through
     */
    ModelReply chat(ModelRequest request);

    /**
     * {@return what this port sets itself where a request does not, as far as it knows: costs are looked up by the model's
     * name, and a budget sets no limit of output tokens beside the port's own; by default nothing is known}
     */
    default ModelSettings defaults() {
        return ModelSettings.unset();
    }

    /** {@return where the model is served, such as {@code localhost:8080}, for messages; by default null: not known} */
    default @Nullable String address() {
        return null;
    }

    /**
     * {@return after how long this port gives up a call itself, so that a policy with no time-out of its own does not
     * do so before; by default null: not known}
     */
    default @Nullable Duration timeout() {
        return null;
    }
}
