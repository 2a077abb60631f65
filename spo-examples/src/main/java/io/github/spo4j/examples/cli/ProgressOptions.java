package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.Columns;
import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.style.ExtractionListener;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The options that say how much is told while something goes on. */
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

    /** How progress is told. */
    enum Kind {

        /** Lines, and where it is right now on a line of its own at the end, which is drawn over. */
        LIVE,

        /** Lines. */
        PLAIN,

        /** Nothing but what a person has to know. */
        NONE
    }

    /** A terminal is needed for a line that is drawn over. */
    private Kind kind() {
        if (quiet) {
            return Kind.NONE;
        }
        return kind == Kind.LIVE && !live.isPossible() ? Kind.PLAIN : kind;
    }

    OptimizationListener run(String currency, PrintWriter err) {
        return new Progress(words, currency, kind(), live, err);
    }

    ExtractionListener extraction(String currency, PrintWriter err) {
        return new ExtractionProgress(words, currency, kind(), live, err);
    }

    /** Says that profiles are merged now. */
    void merging() {
        if (kind() == Kind.LIVE) {
            live.show((now, columns) -> Columns.cut(words.say("live.merging"), columns));
        }
    }

    /** To be closed, and thereby cleared, when the work ends. */
    LiveLine live() {
        return live;
    }
}
