package io.github.spo4j.examples.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of {@code spo}. Learning the options of all of them takes half the time of a small command, so a command
 * line only gets the commands that its arguments can mean.
 */
final class Commands {

    /** In the order of the help. */
    private static final List<Class<?>> ALL = List.of(
            DemoCommand.class,
            InitCommand.class,
            OptimizeCommand.class,
            EstimateCommand.class,
            ExportCommand.class,
            CheckCommand.class,
            ResumeCommand.class,
            ReplayCommand.class,
            ShowCommand.class,
            DiffCommand.class,
            ReportCommand.class,
            CompareCommand.class,
            ConfirmCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            ExtractCommand.class,
            BuildTemplateCommand.class,
            StyleCommand.class,
            ServeCommand.class,
            HelpCommand.class);

    /** Arguments for the program itself, which needs only the commands' names. */
    private static final Set<String> OF_THE_PROGRAM = Set.of("-h", "--help", "-V", "--version");

    private Commands() {}

    /** Adds the command that the arguments name; else all of them. */
    static CommandLine addTo(CommandLine spo, String... args) {
        String first = args.length == 0 ? "" : args[0];
        Optional<Class<?>> named =
                ALL.stream().filter(type -> name(type).equals(first)).findFirst();
        if (named.isPresent() && !knowsTheOthers(named.get())) {
            spo.addSubcommand(named.get());
        } else if (args.length == 1 && OF_THE_PROGRAM.contains(first)) {
            ALL.forEach(type -> spo.addSubcommand(name(type), listed(type)));
        } else {
            ALL.forEach(spo::addSubcommand);
        }
        return spo;
    }

    private static boolean knowsTheOthers(Class<?> type) {
        return type == HelpCommand.class || type == CompletionCommand.class;
    }

    /** The help line of one command, without its options. */
    private static CommandSpec listed(Class<?> type) {
        CommandSpec command = CommandSpec.create();
        command.usageMessage()
                .header(annotation(type).header())
                .description(annotation(type).description());
        return command;
    }

    private static String name(Class<?> type) {
        return annotation(type).name();
    }

    private static Command annotation(Class<?> type) {
        return type.getAnnotation(Command.class);
    }
}
