package io.github.spo4j.examples.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of {@code spo}. To learn the options of all of them takes half of the time in which a small command is
 * done, so that a command line is given only those that its arguments can mean.
 */
final class Commands {

    /** In the order in which they are listed. */
    private static final List<Class<?>> ALL = List.of(
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
            HelpCommand.class);

    /** What is asked of the program itself, for which the names of the commands will do. */
    private static final Set<String> OF_THE_PROGRAM = Set.of("-h", "--help", "-V", "--version");

    private Commands() {}

    /** Gives the program what the arguments can mean: the command that they name; else all. */
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

    /** What the list of commands says of one, without its options. */
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
