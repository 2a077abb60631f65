package io.github.spo4j.examples.cli;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.StopReason;
import java.io.PrintWriter;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** Runs an optimization: reports progress and result, and stops at Ctrl-C. */
final class Optimization {

    private final PromptOptimizer.Builder description;
    private final UnaryOperator<OptimizationListener> before;
    private final Words words;
    private final ProgressOptions progress;
    private final String currency;
    private final CommandLine command;
    private final PrintWriter out;
    private final PrintWriter err;

    /** @param before puts a listener in front of the one that reports progress */
    Optimization(
            PromptOptimizer.Builder description,
            UnaryOperator<OptimizationListener> before,
            Words words,
            ProgressOptions progress,
            String currency,
            CommandLine command) {
        this.description = description;
        this.before = before;
        this.words = words;
        this.progress = progress;
        this.currency = currency;
        this.command = command;
        out = command.getOut();
        err = command.getErr();
    }

    /** Runs it, prints the result, and returns the exit status. */
    int run(boolean json) {
        PromptOptimizer optimizer = built(description.listener(before.apply(progress.run(currency, err))));
        try (CtrlC interrupts = CtrlC.interrupting(Thread.currentThread(), words, progress.live(), err)) {
            OptimizationResult result = result(optimizer);
            progress.live().close();
            if (result.stopReason() == StopReason.INTERRUPTED) {
                interrupts.sayHowToGoOn();
                Failures.sayWithoutFresh(words, command);
                return ExitStatus.INTERRUPTED;
            }
            if (result.run().rounds().isEmpty()) {
                err.println("spo: " + words.say(stoppedEarly(result.stopReason())));
                Failures.sayWithoutFresh(words, command);
                return ExitStatus.MODEL;
            }
            if (json) {
                out.println(OptimizeJson.of(result));
            } else {
                new OptimizeReport(words).print(result, currency, out);
            }
            if (goesOn(result.stopReason())) {
                Failures.sayWithoutFresh(words, command);
            }
            return result.stopReason() == StopReason.VOID_ROUNDS ? ExitStatus.MODEL : ExitStatus.DONE;
        }
    }

    static PromptOptimizer built(PromptOptimizer.Builder description) {
        try {
            return description.build();
        } catch (IllegalArgumentException e) { // the name points outside the workspace
            throw UsageException.of(e);
        }
    }

    private static OptimizationResult result(PromptOptimizer optimizer) {
        try {
            return optimizer.optimize();
        } catch (IllegalArgumentException e) { // the budget does not fit the run, or a check cannot decide
            throw UsageException.of(e);
        }
    }

    /** Whether the report says that the same command resumes the run. */
    private static boolean goesOn(StopReason reason) {
        return switch (reason) {
            case BUDGET, DEADLINE, VOID_ROUNDS -> true;
            case MAX_ROUNDS, PATIENCE, AS_EXPECTED, INTERRUPTED -> false;
        };
    }

    private static String stoppedEarly(StopReason reason) {
        return reason == StopReason.BUDGET ? "run.stopped.early.budget" : "run.stopped.early";
    }
}
