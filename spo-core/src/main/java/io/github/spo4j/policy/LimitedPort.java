package io.github.spo4j.policy;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;

/** Delays calls so that no more are in flight than there are places. */
final class LimitedPort implements ChatModelPort {

    private final ChatModelPort port;
    private final Places places;
    private final DeadlineWait waiting;

    LimitedPort(ChatModelPort port, Places places, DeadlineWait waiting) {
        this.port = port;
        this.places = places;
        this.waiting = waiting;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        places.take(request, waiting);
        try {
            waiting.requireWanted(request);
            return port.chat(request);
        } finally {
            places.free();
        }
    }
}
