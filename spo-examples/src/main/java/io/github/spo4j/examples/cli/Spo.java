package io.github.spo4j.examples.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program {@code spo}. Results go to standard output, everything else to standard error. */
@Command(
        name = "spo",
        subcommands = {
            OptimizeCommand.class,
            EstimateCommand.class,
            ExportCommand.class,
            CheckCommand.class,
            ResumeCommand.class,
            ReplayCommand.class,
            ShowCommand.class,
            DiffCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            ExtractCommand.class,
            BuildTemplateCommand.class,
            StyleCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Spo.Version.class)
public final class Spo implements Runnable {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @SuppressWarnings("NullAway") // picocli sets the spec
    private Spo(Words words) {
        this.words = words;
    }

    /**
     * Runs one command and ends the process with its exit status.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        Words words = Words.of(Locale.getDefault(Locale.Category.DISPLAY));
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(words, out, err, args));
    }

    /**
     * Runs one command.
     *
     * @param words the language in which it speaks
     * @param out where results go
     * @param err where progress and errors go
     * @param args the command and its options
     * @return the exit status, see {@link ExitStatus}
     */
    static int run(Words words, PrintWriter out, PrintWriter err, String... args) {
        Failures failures = new Failures(words);
        return commandLine(words)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(failures::onBadUsage)
                .setExecutionExceptionHandler(failures::onFailure)
                .execute(args);
    }

    /** The commands and their options. */
    static CommandLine commandLine(Words words) {
        CommandLine spo = new CommandLine(new Spo(words), new Parts(words));
        LowerCaseEnums.in(spo);
        return spo.setResourceBundle(words.bundle()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        spec.commandLine().getOut().println(words.say("first.steps"));
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements CommandLine.IVersionProvider {

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
