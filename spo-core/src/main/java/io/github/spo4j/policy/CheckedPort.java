package io.github.spo4j.policy;

import io.github.spo4j.internal.InvisibleText;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import org.jspecify.annotations.Nullable;

/**
 * Holds a port to its contract: what it throws is a {@link ModelException} that names the call, and a reply has text. So
 * nothing above can mistake an error text or a missing reply for an answer.
 */
final class CheckedPort implements ChatModelPort {

    private final ChatModelPort port;

    CheckedPort(ChatModelPort port) {
        this.port = port;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        return usable(reply(request), request);
    }

    @Override
    public @Nullable String address() {
        return port.address();
    }

    private ModelReply reply(ModelRequest request) {
        try {
            return port.chat(request);
        } catch (ModelException e) {
            throw e.in(request);
        } catch (Exception e) { // a lambda in Kotlin, Groovy or Scala throws checked ones, too
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted while it was called", e)
                        .in(request);
            }
            throw new ModelException(
                            ModelException.Kind.UNEXPECTED,
                            "the port threw " + e.getClass().getName() + " where only a ModelException is expected",
                            e)
                    .in(request);
        }
    }

    @SuppressWarnings("ConstantValue") // the port is the user's: it may return null against its contract
    private static ModelReply usable(ModelReply reply, ModelRequest request) {
        if (reply == null) {
            throw new ModelException(ModelException.Kind.UNEXPECTED, "the port returned null").in(request);
        }
        if (InvisibleText.isAll(reply.text())) {
            throw new ModelException(ModelException.Kind.BLANK_REPLY, "the reply is blank")
                    .withUsage(reply.usage())
                    .in(request);
        }
        return reply;
    }
}
