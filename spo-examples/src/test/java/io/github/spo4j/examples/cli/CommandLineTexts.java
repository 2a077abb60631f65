package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.examples.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine;

/**
 * Runs the command line as a program would, in English unless said otherwise, and keeps what it says. What it would
 * wait before it asks a model once more is noted, not waited.
 */
public final class CommandLineTexts {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final Environment environment;
    private final int status;

    CommandLineTexts(String... args) {
        this(Words.english(), args);
    }

    /** With these variables in the environment, and no other. */
    CommandLineTexts(Map<String, String> environment, String... args) {
        this.environment = environment::get;
        status = run(Words.english(), Clock.systemUTC(), out, args);
    }

    CommandLineTexts(Words words, String... args) {
        this(words, Clock.systemUTC(), args);
    }

    CommandLineTexts(Words words, Clock clock, String... args) {
        environment = name -> null;
        status = run(words, clock, out, args);
    }

    private CommandLineTexts(String[] args, String sign) {
        environment = name -> null;
        status = run(Words.english(), Clock.systemUTC(), interruptingAt(sign), args);
    }

    /** Interrupts it as soon as what it has written to standard output begins so. */
    static CommandLineTexts interruptedAt(String sign, String... args) {
        CommandLineTexts texts = new CommandLineTexts(args, sign);
        if (texts.status == ExitStatus.INTERRUPTED) {
            assertThat(Thread.interrupted()).as("it leaves the flag set").isTrue();
        }
        return texts;
    }

    private OutputStream interruptingAt(String sign) {
        return new FilterOutputStream(out) {
            @Override
            public void flush() {
                if (out().startsWith(sign)) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private int run(Words words, Clock clock, OutputStream results, String... args) {
        Terminal none = new Terminal(name -> null, descriptor -> false, OptionalInt::empty);
        LiveLine live = new LiveLine(err, none, System::nanoTime, task -> {});
        return Spo.run(Surroundings.of(words, none, clock, waits::add, environment, live, results), args);
    }

    /** The program with all its commands, in English. */
    static CommandLine allCommands() {
        Terminal none = new Terminal(name -> null, descriptor -> false, OptionalInt::empty);
        OutputStream nowhere = OutputStream.nullOutputStream();
        LiveLine live = new LiveLine(nowhere, none, System::nanoTime, task -> {});
        return Spo.commandLine(Surroundings.of(Words.english(), none, live, nowhere));
    }

    public static String helpOf(String command) {
        return new CommandLineTexts(command, "--help").out();
    }

    /** What it would have waited, in the order of the waits. */
    List<Duration> waits() {
        return List.copyOf(waits);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    int status() {
        return status;
    }
}
