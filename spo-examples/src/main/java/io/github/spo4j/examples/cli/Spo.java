package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.examples.terminal.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program {@code spo}. Results go to standard output, everything else to standard error. */
@Command(name = "spo", mixinStandardHelpOptions = true, versionProvider = Spo.Version.class)
public final class Spo implements Runnable {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @SuppressWarnings("NullAway") // picocli sets the spec
    Spo(Words words) {
        this.words = words;
    }

    /**
     * Runs one command and ends the process with its exit status.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        WarmUp.begin(args);
        Terminal terminal = Terminal.ofProcess();
        LiveLine live = LiveLine.of(new FileOutputStream(FileDescriptor.err), terminal);
        System.setErr(new PrintStream(live.above(), true, StandardCharsets.UTF_8)); // logs clear the live line too
        Words words = Words.of(Locale.getDefault(Locale.Category.DISPLAY));
        int status = run(Surroundings.of(words, terminal, live, new FileOutputStream(FileDescriptor.out)), args);
        if (status != ExitStatus.DONE) { // status 0 needs no exit, which since Java 21 sets up a logger first
            System.exit(status);
        }
    }

    /**
     * Runs one command.
     *
     * @param around the surroundings
     * @param args the command and its options
     * @return the exit status, see {@link ExitStatus}
     */
    static int run(Surroundings around, String... args) {
        Failures failures = new Failures(around.words());
        int controlling = firstControlling(args);
        if (controlling >= 0) {
            around.err().println("spo: " + around.words().say("typed.control", controlling + 1));
            return ExitStatus.USAGE;
        }
        int status = commandLine(around, args)
                .setOut(around.out())
                .setErr(around.err())
                .setParameterExceptionHandler(failures::onBadUsage)
                .setExecutionExceptionHandler(failures::onFailure)
                .execute(args);
        around.out().flush();
        return around.results()
                .lost()
                .map(why -> failures.onLostResults(why, around.err(), status))
                .orElse(status);
    }

    /** The commands that the arguments can mean; all, if there are no arguments. */
    static CommandLine commandLine(Surroundings around, String... args) {
        Words words = around.words();
        Parts parts = new Parts(
                words, around.terminal(), around.clock(), around.sleeper(), around.live(), around.environment());
        CommandLine spo = Commands.addTo(new CommandLine(new Spo(words), parts), args);
        LowerCaseEnums.in(spo);
        IVersionProvider version = spo.getCommandSpec().versionProvider(); // commands inherit the program's version
        spo.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(version));
        return spo.setResourceBundle(words.bundle())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // a text may begin with @
                .registerConverter(Path.class, Spo::path);
    }

    /** Messages quote arguments, which may contain terminal commands. */
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
            throw Numbers.refused("expected.file");
        }
    }

    @Override
    public void run() {
        spec.commandLine().getOut().println(words.say("first.steps"));
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {

        private final Words words;

        Version(Words words) {
            this.words = words;
        }

        @Override
        public String[] getVersion() {
            String version = Spo.class.getPackage().getImplementationVersion();
            return new String[] {"spo " + (version == null ? words.say("version.none") : version)};
        }
    }
}
