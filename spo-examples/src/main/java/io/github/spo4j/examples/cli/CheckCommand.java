package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.view.JsonLine;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spo check}: checks templates and config files. Calls no model, writes nothing. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo check Poem.yaml Navigate.yaml"})
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private final Words words;
    private final Environment environment;

    @Parameters(arity = "1..*", paramLabel = "FILE")
    private List<String> files;

    @Mixin
    private FrozenOption frozen;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    CheckCommand(Words words, Environment environment) {
        this.words = words;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        List<CheckedFile> checked = files.stream()
                .map(name -> CheckedFile.of(name, frozen, environment))
                .toList();
        if (json) {
            ObjectNode root = JsonLine.object();
            checked.forEach(file -> root.withArray("files").add(file.json()));
            out.println(JsonLine.of(root));
        } else {
            for (CheckedFile file : checked) {
                file.notices().forEach(notice -> err.println(words.say("note", notice)));
                file.lines().forEach(line -> out.println(words.say(line)));
                file.errors().forEach(error -> err.println("spo: " + words.say(error)));
            }
        }
        return checked.stream().allMatch(file -> file.errors().isEmpty()) ? ExitStatus.DONE : ExitStatus.USAGE;
    }
}
