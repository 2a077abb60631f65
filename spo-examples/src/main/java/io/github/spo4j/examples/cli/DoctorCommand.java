package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.cli.Finding.State;
import io.github.spo4j.examples.terminal.Terminal;
import io.github.spo4j.examples.view.JsonLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo doctor}: checks that everything a run needs is there. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo doctor --no-call --offline"})
final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private final Words words;
    private final Terminal terminal;
    private final Clock clock;

    @Option(names = "--workspace", paramLabel = "DIR", defaultValue = "workspace")
    private Path workspace;

    @Mixin
    private RoleModels models;

    @Option(names = "--offline")
    private boolean offline;

    @Option(names = "--no-call")
    private boolean noCall;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    DoctorCommand(Words words, Terminal terminal, Clock clock) {
        this.words = words;
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        List<Finding> findings = Checkup.of(terminal, clock, workspace, offline ? null : models, !noCall);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode root = JsonLine.object();
            findings.forEach(
                    finding -> finding.writeTo(root.withArray("findings").addObject()));
            out.println(JsonLine.of(root));
        } else {
            findings.forEach(finding -> out.println(finding.line(words)));
        }
        return findings.stream()
                .filter(finding -> finding.state() == State.FAIL)
                .mapToInt(Finding::exitStatus)
                .min()
                .orElse(ExitStatus.DONE);
    }
}
