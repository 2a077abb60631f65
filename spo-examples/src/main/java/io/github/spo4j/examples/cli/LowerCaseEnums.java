package io.github.spo4j.examples.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Shows the values of an option in help and completion as people type them: in lower case. */
final class LowerCaseEnums {

    private LowerCaseEnums() {}

    static void in(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        for (OptionSpec option : List.copyOf(spec.options())) { // all of them, to keep their order
            spec.remove(option);
            spec.addOption(option.type().isEnum() ? lowerCase(option) : option);
        }
        command.getSubcommands().values().forEach(LowerCaseEnums::in);
    }

    private static OptionSpec lowerCase(OptionSpec option) {
        List<String> names = Stream.of(option.type().getEnumConstants())
                .map(value -> value.toString().toLowerCase(Locale.ROOT))
                .toList();
        return OptionSpec.builder(option).completionCandidates(names).build();
    }
}
