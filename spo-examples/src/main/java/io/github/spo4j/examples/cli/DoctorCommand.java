package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.cli.Finding.State;
import io.github.spo4j.examples.view.JsonLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo doctor}: whether all is there that a run needs. */
@Command(
        name = "doctor",
        description = "Looks whether all is there that a run needs, and says what to mend. Asks each model for a few "
                + "tokens, unless --no-call is given.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example, without a key:", "  spo doctor --no-call --offline"})
final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--workspace",
            paramLabel = "DIR",
            defaultValue = "workspace",
            description = "The folder for results. Default: ${DEFAULT-VALUE}.")
    private Path workspace;

    @Mixin
    private RoleModels models;

    @Option(names = "--offline", description = "Look only at what 'optimize --offline' needs: no config, no models.")
    private boolean offline;

    @Option(names = "--no-call", description = "Ask no model.")
    private boolean noCall;

    @Option(names = "--json", description = "Print what was found as one JSON object.")
    private boolean json;

    @Option(names = "--verbose", description = "Show where an error comes from.")
    @SuppressWarnings("UnusedVariable") // read from what was parsed, when an error is shown
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    private DoctorCommand() {}

    @Override
    public Integer call() {
        List<Finding> findings = Checkup.of(workspace, offline ? null : models, !noCall);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode root = JsonLine.object();
            findings.forEach(
                    finding -> finding.writeTo(root.withArray("findings").addObject()));
            out.println(JsonLine.of(root));
        } else {
            findings.forEach(out::println);
        }
        return findings.stream()
                .filter(finding -> finding.state() == State.FAIL)
                .mapToInt(Finding::exitStatus)
                .min()
                .orElse(ExitStatus.DONE);
    }
}
