package io.github.spo4j.policy;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;

/** Sends fewer calls at a time to an endpoint that is slow, see {@link Pace}. */
final class PacedPort implements ChatModelPort {

    private final ChatModelPort port;
    private final Pace pace;
    private final CallReports reports;
    private final DeadlineWait waiting;

    PacedPort(ChatModelPort port, Pace pace, CallReports reports, DeadlineWait waiting) {
        this.port = port;
        this.pace = pace;
        this.reports = reports;
        this.waiting = waiting;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        long before = pace.enter(request, waiting);
        try {
            ModelReply reply = port.chat(request);
            pace.succeeded();
            return reply;
        } catch (ModelException e) {
            int places = e.kind() == ModelException.Kind.TIMEOUT ? pace.timedOut(before) : 0;
            if (places > 0) {
                reports.tell(to -> to.slowedDown(request, places));
            }
            throw e;
        } finally {
            pace.leave();
        }
    }
}
