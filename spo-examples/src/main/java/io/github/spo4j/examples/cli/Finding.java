package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param state whether it will do
 * @param what was looked at
 * @param text what was found, and what to mend
 * @param exitStatus what the process says if it will not do
 */
record Finding(State state, String what, String text, int exitStatus) {

    /** Whether something will do. */
    enum State {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String what, String text) {
        return new Finding(State.OK, what, text, ExitStatus.DONE);
    }

    static Finding warn(String what, String text) {
        return new Finding(State.WARN, what, text, ExitStatus.DONE);
    }

    /** Something that a person must set up. */
    static Finding wrong(String what, String text) {
        return new Finding(State.FAIL, what, text, ExitStatus.USAGE);
    }

    /** A model that does not answer. */
    static Finding unreachable(String what, String text) {
        return new Finding(State.FAIL, what, text, ExitStatus.MODEL);
    }

    void writeTo(ObjectNode entry) {
        entry.put("state", state.name().toLowerCase(Locale.ROOT));
        entry.put("what", what);
        entry.put("text", text);
    }

    @Override
    public String toString() {
        return "%-4s  %-10s  %s".formatted(state.name().toLowerCase(Locale.ROOT), what, text);
    }
}
