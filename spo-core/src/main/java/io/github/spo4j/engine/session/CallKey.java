package io.github.spo4j.engine.session;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;

/** Identifies a call in a journal: its role and its place in the run. */
record CallKey(ModelRole role, CallId id) {

    static CallKey of(ModelRequest request) {
        return new CallKey(request.role(), request.callId());
    }

    CallKey ask(int ask) {
        return new CallKey(role, new CallId(id.round(), id.item(), ask));
    }

    @Override
    public String toString() {
        String item =
                id.item().replaceFirst(" ?\\b[0-9a-f]{64}\\b", "").strip(); // an article's hash, which nobody reads
        return role + " call of round " + id.round() + (item.isEmpty() ? "" : ", item " + item) + ", ask " + id.ask();
    }
}
