package io.github.spo4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import org.jspecify.annotations.Nullable;

/** What a port made of a request, for assertions that say in which scene it was and what is promised there. */
final class PortCall {

    private final String scene;
    private final @Nullable ModelReply reply;
    private final @Nullable Throwable thrown;

    private PortCall(String scene, @Nullable ModelReply reply, @Nullable Throwable thrown) {
        this.scene = scene;
        this.reply = reply;
        this.thrown = thrown;
    }

    /** Calls a port. */
    static PortCall of(String scene, ChatModelPort port, ModelRequest request) {
        try {
            return new PortCall(scene, port.chat(request), null);
        } catch (RuntimeException | Error e) {
            return new PortCall(scene, null, e);
        }
    }

    /** {@return the reply, which there must be} */
    ModelReply reply() {
        if (reply == null) {
            throw failed("reply");
        }
        return reply;
    }

    /** {@return what was thrown, which must be a failure of a kind} */
    ModelException failure(ModelException.Kind kind) {
        if (!(thrown instanceof ModelException failure)) {
            throw failed("throw a ModelException of kind " + kind);
        }
        assertThat(failure.kind())
                .as("%s: the kind of the ModelException \"%s\"", scene, failure.getMessage())
                .isEqualTo(kind);
        return failure;
    }

    private AssertionError failed(String promised) {
        String came =
                thrown != null ? "threw " + thrown : reply != null ? "replied \"" + reply.text() + '"' : "gave null";
        return new AssertionError(scene + ": the port must " + promised + ", but it " + came, thrown);
    }
}
