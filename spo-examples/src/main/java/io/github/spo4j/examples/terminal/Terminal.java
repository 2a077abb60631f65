package io.github.spo4j.examples.terminal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the terminal. Java reports on input and output together and not at all on errors, so the system is asked
 * for each: on Linux by the link of each open file, elsewhere by the shell. Thread-safe.
 */
public final class Terminal {

    private static final int USUAL_COLUMNS = 80;
    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int ERRORS = 2;

    private final Function<String, @Nullable String> environment;
    private final IntPredicate terminals;
    private final Supplier<OptionalInt> width;

    /**
     * Creates a description.
     *
     * @param environment variables by name
     * @param terminals whether a file descriptor is a terminal
     * @param width the width of the terminal that shows errors, in columns; empty if unknown
     */
    public Terminal(
            Function<String, @Nullable String> environment, IntPredicate terminals, Supplier<OptionalInt> width) {
        this.environment = environment;
        this.terminals = terminals;
        this.width = width;
    }

    /** {@return the terminal of this process} */
    public static Terminal ofProcess() {
        return new Terminal(System::getenv, Terminal::isTerminal, Terminal::askedWidth);
    }

    /** {@return whether somebody at a terminal can be asked} */
    public boolean readsInput() {
        return terminals.test(INPUT) && terminals.test(ERRORS);
    }

    /** {@return whether standard output is a terminal, not a pipe or a file} */
    public boolean readsOutput() {
        return terminals.test(OUTPUT);
    }

    /** {@return whether standard output may be coloured: not if {@code NO_COLOR} is set or the terminal is dumb} */
    public boolean showsColours() {
        String off = environment.apply("NO_COLOR"); // https://no-color.org
        return (off == null || off.isEmpty()) && !isDumb() && readsOutput();
    }

    /** {@return whether a line on standard error can be redrawn: not if the terminal is dumb} */
    public boolean redraws() {
        return !isDumb() && terminals.test(ERRORS);
    }

    private boolean isDumb() {
        return "dumb".equals(environment.apply("TERM"));
    }

    /** {@return the current width in columns, or 80 if it is unknown; may start a process} */
    public int columns() {
        String set = environment.apply("COLUMNS");
        if (set != null && set.matches("[1-9][0-9]{0,3}")) {
            return Integer.parseInt(set);
        }
        return width.get().orElse(USUAL_COLUMNS);
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) { // not on Linux
            return File.separatorChar == '\\'
                    ? isConsole()
                    : shell("test -t " + descriptor, Redirect.INHERIT).isPresent();
        }
    }

    /** On Windows. Since Java 22 there may be a console without a terminal. */
    @SuppressWarnings("SystemConsoleNull") // where it is not null, it is asked
    private static boolean isConsole() {
        Console console = System.console();
        try {
            return console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static OptionalInt askedWidth() {
        return shell("stty size <&2 2>/dev/null", Redirect.PIPE)
                .map(size -> size.strip().replaceFirst("\\d+ ", "")) // rows, columns
                .filter(columns -> columns.matches("[1-9]\\d{0,3}"))
                .map(columns -> OptionalInt.of(Integer.parseInt(columns)))
                .orElseGet(OptionalInt::empty);
    }

    /** The shell's output about this process's open files; empty if it fails or there is no shell. */
    private static Optional<String> shell(String command, Redirect output) {
        try {
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectInput(Redirect.INHERIT)
                    .redirectOutput(output)
                    .redirectError(Redirect.INHERIT)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(said) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
