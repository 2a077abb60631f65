package io.github.spo4j.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
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
            ServeCommand.class,
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
        Terminal terminal = Terminal.ofProcess();
        LiveLine live = LiveLine.of(new FileOutputStream(FileDescriptor.err), terminal);
        System.setErr(new PrintStream(live.above(), true, StandardCharsets.UTF_8)); // logs go past the line too
        Words words = Words.of(Locale.getDefault(Locale.Category.DISPLAY));
        System.exit(run(Surroundings.of(words, terminal, live, System.out), args));
    }

    /**
     * Runs one command.
     *
     * @param around what it has around it
     * @param args the command and its options
     * @return the exit status, see {@link ExitStatus}
     */
    static int run(Surroundings around, String... args) {
        Failures failures = new Failures(around.words());
        return commandLine(around)
                .setOut(around.out())
                .setErr(around.err())
                .setParameterExceptionHandler(failures::onBadUsage)
                .setExecutionExceptionHandler(failures::onFailure)
                .execute(args);
    }

    /** The commands and their options. */
    static CommandLine commandLine(Surroundings around) {
        Words words = around.words();
        Parts parts = new Parts(words, around.terminal(), around.live());
        CommandLine spo = new CommandLine(new Spo(words), parts);
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
