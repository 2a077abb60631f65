package io.github.spo4j.examples.cli;

/** What the process says to its caller. */
final class ExitStatus {

    static final int DONE = 0;

    /** An error of ours. */
    static final int BUG = 1;

    /** Wrong options, configuration or template. */
    static final int USAGE = 2;

    /** A model could not be reached or refused. */
    static final int MODEL = 3;

    /** The run's files are damaged, or belong to another run. */
    static final int RUN = 4;

    /** Interrupted; the same command goes on. */
    static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
