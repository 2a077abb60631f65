package io.github.spo4j.examples.cli;

import io.github.spo4j.journal.RunException;
import io.github.spo4j.langchain4j.ConfigException;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.style.StyleException;
import io.github.spo4j.template.TemplateException;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Turns what went wrong into one plain sentence on standard error and an exit status. */
final class Failures {

    private Failures() {}

    static int onBadUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("spo: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitStatus.USAGE;
    }

    static int onFailure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        int status = status(e);
        err.println("spo: " + (status == ExitStatus.BUG ? "unexpected error, please report it: " + e : e.getMessage()));
        if (status == ExitStatus.MODEL) {
            err.println(
                    command.getCommand() instanceof StyleWork
                            ? "Nothing that was paid for is lost: the same command goes on from here."
                            : howToGoOn(e));
        }
        if (command.getParseResult().hasMatchedOption("--verbose")) {
            e.printStackTrace(err);
        } else if (status == ExitStatus.BUG) {
            err.println("Run it with --verbose to see where it happened.");
        }
        return status;
    }

    /** No usable reply ends a run in round 1 only, and is recorded: to ask again takes another run. */
    private static String howToGoOn(Exception e) {
        return e instanceof ModelException failure && failure.isNoUsableReply()
                ? "The same command would say so again without asking; change the prompt or the model, "
                        + "and begin anew with --fresh or another name."
                : "Finished rounds are kept; the same command goes on with the open one.";
    }

    private static int status(Exception e) {
        if (e instanceof UsageException || e instanceof TemplateException || e instanceof ConfigException) {
            return ExitStatus.USAGE;
        }
        if (e instanceof StyleException style) {
            return style.kind() == StyleException.Kind.REPLY ? ExitStatus.MODEL : ExitStatus.USAGE;
        }
        if (e instanceof ModelException model) {
            return model.kind() == ModelException.Kind.INTERRUPTED ? ExitStatus.INTERRUPTED : ExitStatus.MODEL;
        }
        if (e instanceof RunException) {
            return ExitStatus.RUN;
        }
        return ExitStatus.BUG;
    }
}
