package io.github.spo4j.examples.simulation;

/** A property of a prompt that makes its answers better or worse. In the order in which answers show them. */
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
        /** A merit; the answer then has a good line. */
        ASKED_FOR,
        /** A merit; without it the answer has a bad line. */
        KEPT_OUT,
        /** A fault; the answer then has a bad line. */
        FAULT
    }

    private final Kind kind;

    Trait(Kind kind) {
        this.kind = kind;
    }

    /** Whether it improves a prompt. */
    boolean isMerit() {
        return kind != Kind.FAULT;
    }

    /** Whether its line improves an answer. */
    boolean isLineGood() {
        return kind == Kind.ASKED_FOR;
    }

    /** Whether answers show its line, noise aside, if the prompt has the trait or lacks it. */
    boolean hasLine(boolean inPrompt) {
        return inPrompt == (kind != Kind.KEPT_OUT);
    }
}
