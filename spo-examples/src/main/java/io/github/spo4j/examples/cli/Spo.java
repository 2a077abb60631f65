package io.github.spo4j.examples.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program {@code spo}. Results go to standard output, everything else to standard error. */
@Command(
        name = "spo",
        description = "Improves prompts for language models without labels.",
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

    @SuppressWarnings("NullAway") // picocli sets the spec
    private Spo() {}

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
        CommandLine spo = new CommandLine(new Spo());
        LowerCaseEnums.in(spo);
        return spo.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Failures::onBadUsage)
                .setExecutionExceptionHandler(Failures::onFailure)
                .execute(args);
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
