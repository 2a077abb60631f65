package io.github.spo4j.examples.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program {@code spo}. Results go to standard output, everything else to standard error. */
@Command(
        name = "spo",
        description = "Improves prompts for language models without labels.",
        mixinStandardHelpOptions = true,
        versionProvider = Spo.Version.class)
public final class Spo implements Runnable {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway") // picocli sets the spec
    Spo() {}

    /**
     * Runs one command and ends the process with its exit status.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /**
     * Runs one command.
     *
     * @param out where results go
     * @param err where progress and errors go
     * @param args the command and its options
     * @return the exit status, see {@link ExitStatus}
     */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        int controlling = firstControlling(args);
        if (controlling >= 0) {
            err.println("spo: argument " + (controlling + 1) + " has a control character in it; leave it out");
            return ExitStatus.USAGE;
        }
        CommandLine spo = Commands.addTo(new CommandLine(new Spo()), args);
        LowerCaseEnums.in(spo);
        return spo.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // what begins with @ is a text as any other
                .registerConverter(Path.class, Spo::path)
                .setParameterExceptionHandler(Failures::onBadUsage)
                .setExecutionExceptionHandler(Failures::onFailure)
                .execute(args);
    }

    /** What is said of an argument goes to the terminal, which must not take it for a command of its own. */
    private static int firstControlling(String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
                return i;
            }
        }
        return -1;
    }

    private static Path path(String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + value + "' is no file name");
        }
    }

    @Override
    public void run() {
        spec.commandLine().getOut().println("""
                spo improves prompts for language models without labels.

                Try it without a key:   spo optimize --offline
                See what came of it:    spo show workspace/Poem-offline
                With your own model:    write config/config2.yaml, then
                                        spo doctor
                                        spo check my.yaml
                                        spo optimize --template my.yaml --name my
                All commands:           spo --help
                One command's options:  spo optimize --help""");
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Spo.class.getPackage().getImplementationVersion();
            return new String[] {"spo " + (version == null ? "(not built as a jar)" : version)};
        }
    }
}
