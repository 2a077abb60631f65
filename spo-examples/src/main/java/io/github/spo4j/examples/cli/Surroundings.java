package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.examples.terminal.ShownWriter;
import io.github.spo4j.examples.terminal.Terminal;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/**
 * What the command line has around it.
 *
 * @param words the language in which it speaks
 * @param terminal what is known of the terminal
 * @param clock the machine's
 * @param live the line that is drawn over, on standard error
 * @param results where results end up
 * @param out where results go
 * @param err where everything else goes, past the live line
 */
record Surroundings(
        Words words, Terminal terminal, Clock clock, LiveLine live, Results results, PrintWriter out, PrintWriter err) {

    static Surroundings of(Words words, Terminal terminal, LiveLine live, OutputStream out) {
        return of(words, terminal, Clock.systemUTC(), live, out);
    }

    static Surroundings of(Words words, Terminal terminal, Clock clock, LiveLine live, OutputStream out) {
        Results results = new Results(out);
        PrintWriter written = terminal.readsOutput() ? shown(results) : new PrintWriter(writer(results), true);
        return new Surroundings(words, terminal, clock, live, results, written, shown(live.above()));
    }

    private static PrintWriter shown(OutputStream stream) {
        return new PrintWriter(new ShownWriter(writer(stream)), true);
    }

    private static Writer writer(OutputStream stream) {
        return new OutputStreamWriter(stream, StandardCharsets.UTF_8);
    }
}
