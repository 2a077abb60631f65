package io.github.spo4j.engine.session;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;

/** Identifies a call in a journal: its role and its place in the run. */
record CallKey(ModelRole role, CallId id) {

    static CallKey of(ModelRequest request) {
        return new CallKey(request.role(), request.callId());
    }

    @Override
    public String toString() {
        return role + " call of round " + id.round() + (id.item().isEmpty() ? "" : ", item " + id.item()) + ", ask "
                + id.ask();
    }
}
