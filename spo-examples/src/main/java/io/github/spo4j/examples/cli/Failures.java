package io.github.spo4j.examples.cli;

import io.github.spo4j.langchain4j.ConfigException;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.style.StyleException;
import io.github.spo4j.template.TemplateException;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Turns an exception into one plain sentence on standard error and an exit status. */
final class Failures {

    private final Words words;

    Failures(Words words) {
        this.words = words;
    }

    int onBadUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("spo: " + words.say(TypedWrongly.what(e)));
        TypedWrongly.suggestion(e).map(words::say).ifPresent(command.getErr()::println);
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(words.say("typed.help", name));
        return ExitStatus.USAGE;
    }

    int onFailure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        int status = status(e);
        err.println("spo: " + words.say(status == ExitStatus.BUG ? Phrase.of("failed.bug", e) : said(e)));
        if (status == ExitStatus.MODEL) {
            err.println(words.say(howToGoOn(e, command.getCommand())));
            sayWithoutFresh(words, command);
        }
        if (isTooSlow(e) && command.getCommandSpec().findOption("--timeout") != null) {
            err.println(words.say("failed.slow"));
        }
        if (canBeginAnew(e, command)) {
            err.println(words.say("failed.fresh"));
        }
        if (command.getParseResult().hasMatchedOption("--verbose")) {
            e.printStackTrace(err);
        } else if (status == ExitStatus.BUG) {
            err.println(words.say("failed.bug.where"));
        }
        return status;
    }

    /** The same command as it was typed would begin once more, and pay for everything again. */
    static void sayWithoutFresh(Words words, CommandLine command) {
        if (isFresh(command)) {
            command.getErr().println(words.say("fresh.not.again"));
        }
    }

    private static boolean isFresh(CommandLine command) {
        return command.getCommandSpec().findOption("--fresh") != null
                && command.getParseResult().hasMatchedOption("--fresh");
    }

    private static boolean isTooSlow(Exception e) {
        return e instanceof ModelException model && model.kind() == ModelException.Kind.TIMEOUT;
    }

    /** Whether --fresh helps; the library's messages name no options. */
    private static boolean canBeginAnew(Exception e, CommandLine command) {
        return e instanceof RunException run
                && (run.kind() == RunException.Kind.CHANGED || run.kind() == RunException.Kind.DAMAGED)
                && command.getCommandSpec().findOption("--fresh") != null
                && !isFresh(command);
    }

    /** The work is done, but its result cannot be written. */
    int onLostResults(String why, PrintWriter err, int status) {
        err.println("spo: " + words.say("failed.output", why));
        return status == ExitStatus.DONE ? ExitStatus.USAGE : status;
    }

    private static Phrase said(Exception e) {
        return e instanceof UsageException usage ? usage.phrase() : Phrase.verbatim(String.valueOf(e.getMessage()));
    }

    /**
     * Missing usable replies end a run in round 1 only.
     */
    private static String howToGoOn(Exception e, Object command) {
        if (command instanceof StyleWork) {
            return "failed.style";
        }
        if (command instanceof CompareCommand) {
            return "failed.comparison";
        }
        return e instanceof ModelException failure && failure.isNoUsableReply() ? "failed.reply" : "failed.call";
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
