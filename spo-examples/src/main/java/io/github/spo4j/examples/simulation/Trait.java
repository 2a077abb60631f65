package io.github.spo4j.examples.simulation;

/** Something in a prompt that makes its answers better or worse. In the order in which answers show them. */
enum Trait {
    HEADLINE(Kind.ASKED_FOR),
    NO_PADDING(Kind.KEPT_OUT),
    TONE(Kind.ASKED_FOR),
    AUDIENCE(Kind.ASKED_FOR),
    STEPS(Kind.ASKED_FOR),
    EXAMPLE(Kind.ASKED_FOR),
    REASONS(Kind.ASKED_FOR),
    VAGUENESS(Kind.FAULT),
    RAMBLING(Kind.FAULT),
    ASSUMPTIONS(Kind.ASKED_FOR),
    LENGTH(Kind.ASKED_FOR),
    CHECK(Kind.ASKED_FOR);

    private enum Kind {
        /** Good in a prompt; the answer then has a line that is good. */
        ASKED_FOR,
        /** Good in a prompt; the answer otherwise has a line that is bad. */
        KEPT_OUT,
        /** Bad in a prompt; the answer then has a line that is bad. */
        FAULT
    }

    private final Kind kind;

    Trait(Kind kind) {
        this.kind = kind;
    }

    /** Whether a prompt is better with it. */
    boolean isMerit() {
        return kind != Kind.FAULT;
    }

    /** Whether an answer is better with its line. */
    boolean isLineGood() {
        return kind == Kind.ASKED_FOR;
    }

    /** Whether answers have its line, noise aside. */
    boolean hasLine(boolean inPrompt) {
        return inPrompt == (kind != Kind.KEPT_OUT);
    }
}
