package io.github.spo4j.model;

/**
 * A language model that SPO can call: one blocking request, one reply.
 *
 * <p>This is the interface to implement for a model of your own; for tests a lambda is enough:
 *
 * <pre>{@code
 * ChatModelPort model = request -> ModelReply.of("Hello");
 * }</pre>
 *
 * <p>Implementations are called from many threads at once. They should end promptly when their thread is interrupted.
 * Retries that a port makes inside cannot be seen or counted by SPO, so a port had better make none.
 */
@FunctionalInterface
public interface ChatModelPort {

    /**
     * Sends one request and waits for its reply.
     *
     * @param request what to send
     * @return the reply; never null, and never an error text in place of one
     * @throws ModelException if there is no reply. Whatever else is thrown, and a null reply, is taken as a
     *     {@link ModelException.Kind#UNEXPECTED} failure that is not tried again; an {@link Error} passes through
     */
    ModelReply chat(ModelRequest request);
}
