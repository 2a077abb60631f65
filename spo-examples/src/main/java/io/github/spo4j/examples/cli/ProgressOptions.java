package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.Columns;
import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.policy.CallListener;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.style.ExtractionListener;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The options for how much progress is shown. */
final class ProgressOptions {

    private final Words words;
    private final LiveLine live;

    @Option(names = "--progress", paramLabel = "HOW", defaultValue = "live")
    private Kind kind;

    @Option(names = "--quiet")
    private boolean quiet;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    ProgressOptions(Words words, LiveLine live) {
        this.words = words;
        this.live = live;
    }

    /** How progress is shown. */
    enum Kind {

        /** Lines, and the current position on a last line that is redrawn. */
        LIVE,

        /** Lines. */
        PLAIN,

        /** Only what a person has to know. */
        NONE
    }

    /** A line can only be redrawn on a terminal. */
    private Kind kind() {
        if (quiet) {
            return Kind.NONE;
        }
        return kind == Kind.LIVE && !live.isPossible() ? Kind.PLAIN : kind;
    }

    /** Whether there is more to see than what a person has to know. */
    boolean isShown() {
        return kind() != Kind.NONE;
    }

    OptimizationListener run(String currency, PrintWriter err) {
        return new Progress(words, currency, kind(), live, err);
    }

    ExtractionListener extraction(String currency, PrintWriter err) {
        return new ExtractionProgress(words, currency, kind(), live, err);
    }

    /** Says what the calls of an extraction wait for. */
    CallListener waits(PrintWriter err) {
        return new WaitLines(words, line -> {
            if (isShown()) {
                err.println(line);
            }
        });
    }

    /** Reports that profiles are being merged. */
    void merging() {
        if (kind() == Kind.LIVE) {
            live.show((now, columns) -> Columns.cut(words.say("live.merging"), columns));
        }
    }

    /** Closing it when the work ends clears the line. */
    LiveLine live() {
        return live;
    }
}
