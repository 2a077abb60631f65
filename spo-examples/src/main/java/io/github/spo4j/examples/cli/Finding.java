package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.terminal.Columns;
import java.util.Locale;

/**
 * The result of one check.
 *
 * @param state whether it is good enough
 * @param what what was checked, a name for programs
 * @param text what was found, and what to fix
 * @param exitStatus the exit status if it is not good enough
 */
record Finding(State state, String what, Phrase text, int exitStatus) {

    /** Whether a check succeeded. */
    enum State {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String what, Phrase text) {
        return new Finding(State.OK, what, text, ExitStatus.DONE);
    }

    static Finding warn(String what, Phrase text) {
        return new Finding(State.WARN, what, text, ExitStatus.DONE);
    }

    /** Something that a person must set up. */
    static Finding wrong(String what, Phrase text) {
        return new Finding(State.FAIL, what, text, ExitStatus.USAGE);
    }

    /** A model that does not answer. */
    static Finding unreachable(String what, Phrase text) {
        return new Finding(State.FAIL, what, text, ExitStatus.MODEL);
    }

    /** For programs, in English. */
    void writeTo(ObjectNode entry) {
        entry.put("state", name());
        entry.put("what", what);
        entry.put("text", Words.english().say(text));
    }

    String line(Words words) {
        return Columns.padded(words.say("state." + name()), 4) + "  " + Columns.padded(words.say("doctor." + what), 10)
                + "  " + words.say(text);
    }

    private String name() {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
