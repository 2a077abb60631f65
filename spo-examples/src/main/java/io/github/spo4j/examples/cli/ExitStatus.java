package io.github.spo4j.examples.cli;

/** The exit statuses of the process. */
final class ExitStatus {

    static final int DONE = 0;

    /** A bug. */
    static final int BUG = 1;

    /** Wrong options, configuration or template. */
    static final int USAGE = 2;

    /** A model could not be reached or refused. */
    static final int MODEL = 3;

    /** The run's files are damaged, or belong to another run. */
    static final int RUN = 4;

    /** A comparison that can have no verdict: too few questions, or a judge that cannot tell. */
    static final int NO_VERDICT = 5;

    /** The new prompt is worse. */
    static final int WORSE = 6;

    /** Interrupted; the same command resumes. */
    static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
