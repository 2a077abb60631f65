package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.examples.terminal.Terminal;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/**
 * What the command line has around it.
 *
 * @param words the language in which it speaks
 * @param terminal what is known of the terminal
 * @param clock the machine's
 * @param live the line that is drawn over, on standard error
 * @param out where results go
 * @param err where everything else goes, past the live line
 */
record Surroundings(Words words, Terminal terminal, Clock clock, LiveLine live, PrintWriter out, PrintWriter err) {

    static Surroundings of(Words words, Terminal terminal, LiveLine live, OutputStream out) {
        return of(words, terminal, Clock.systemUTC(), live, out);
    }

    static Surroundings of(Words words, Terminal terminal, Clock clock, LiveLine live, OutputStream out) {
        return new Surroundings(words, terminal, clock, live, writer(out), writer(live.above()));
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
