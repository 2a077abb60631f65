package io.github.spo4j.examples.cli;

import java.io.Console;

/** What is known of the terminal. */
final class Terminal {

    private Terminal() {}

    /**
     * Whether a person reads standard output. Java tells only of input and output together, so that it is no when input
     * comes from a pipe.
     */
    @SuppressWarnings("SystemConsoleNull") // where it is not null, it is asked
    static boolean readsOutput() {
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** Since Java 22 there is a console without a terminal too. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
