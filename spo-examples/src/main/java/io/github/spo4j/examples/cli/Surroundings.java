package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.examples.terminal.ShownWriter;
import io.github.spo4j.examples.terminal.Terminal;
import io.github.spo4j.policy.Sleeper;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * What surrounds a command.
 *
 * @param words the language
 * @param terminal facts about the terminal
 * @param clock the machine's clock
 * @param sleeper waits before a model is asked once more
 * @param environment the environment's variables
 * @param live the redrawn line, on standard error
 * @param results standard output with its errors
 * @param out for results
 * @param err for everything else; clears the live line first
 */
record Surroundings(
        Words words,
        Terminal terminal,
        Clock clock,
        Sleeper sleeper,
        Environment environment,
        LiveLine live,
        Results results,
        PrintWriter out,
        PrintWriter err) {

    static Surroundings of(Words words, Terminal terminal, LiveLine live, OutputStream out) {
        Sleeper sleeper = time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());
        return of(words, terminal, Clock.systemUTC(), sleeper, System::getenv, live, out);
    }

    static Surroundings of(
            Words words,
            Terminal terminal,
            Clock clock,
            Sleeper sleeper,
            Environment environment,
            LiveLine live,
            OutputStream out) {
        Results results = new Results(out);
        PrintWriter written = terminal.readsOutput() ? shown(results) : new PrintWriter(writer(results), true);
        return new Surroundings(
                words, terminal, clock, sleeper, environment, live, results, written, shown(live.above()));
    }

    private static PrintWriter shown(OutputStream stream) {
        return new PrintWriter(new ShownWriter(writer(stream)), true);
    }

    private static Writer writer(OutputStream stream) {
        return new OutputStreamWriter(stream, StandardCharsets.UTF_8);
    }
}
