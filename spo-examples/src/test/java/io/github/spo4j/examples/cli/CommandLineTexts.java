package io.github.spo4j.examples.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs the command line as a person would, in English unless said otherwise, and keeps what it says. */
public final class CommandLineTexts {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final int status;

    CommandLineTexts(String... args) {
        this(Words.english(), args);
    }

    CommandLineTexts(Words words, String... args) {
        try (PrintWriter toOut = new PrintWriter(out);
                PrintWriter toErr = new PrintWriter(err)) {
            status = Spo.run(words, toOut, toErr, args);
        }
    }

    public static String helpOf(String command) {
        return new CommandLineTexts(command, "--help").out();
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    int status() {
        return status;
    }
}
