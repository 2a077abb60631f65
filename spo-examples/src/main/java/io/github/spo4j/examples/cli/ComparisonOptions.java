package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptComparison;
import io.github.spo4j.evaluation.ComparisonResult;
import io.github.spo4j.model.ModelException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that compare two prompts, and how a comparison is carried out. */
final class ComparisonOptions {

    private final Words words;

    @Mixin
    private CallOptions calls;

    @Mixin
    private BudgetOptions budget;

    @Option(names = "--max-time", paramLabel = "SECONDS", converter = Numbers.Count.class)
    private @Nullable Integer maxTime;

    @Mixin
    private ProgressOptions progress;

    @Option(names = "--json")
    private boolean json;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    ComparisonOptions(Words words) {
        this.words = words;
    }

    boolean isJson() {
        return json;
    }

    /** Whether so many questions can give a verdict; says what can be found before anything is paid. */
    boolean areEnough(int questions, PrintWriter err) {
        OptionalInt wins = ComparisonResult.winsNeeded(questions, ComparisonResult.ALPHA);
        if (wins.isEmpty()) {
            err.println("spo: " + words.say("compare.too.few", questions));
        } else {
            err.println(words.say("compare.start", questions, 4 * questions, wins.getAsInt()));
        }
        return wins.isPresent();
    }

    void configure(PromptComparison.Builder comparison, PrintWriter err) {
        comparison.callPolicy(calls.policy()).listener(progress.waits(err)).budget(budget.budget());
        if (maxTime != null) {
            comparison.timeLimit(Duration.ofSeconds(maxTime));
        }
    }

    /** Compares, prints what was found, and returns the exit status. */
    int run(PromptComparison comparison, Path files, CommandLine command) {
        PrintWriter out = command.getOut();
        PrintWriter err = command.getErr();
        try (CtrlC interrupts = CtrlC.interrupting(Thread.currentThread(), words, progress.live(), err)) {
            ComparisonResult result = result(comparison, interrupts);
            if (result == null) {
                return ExitStatus.INTERRUPTED;
            }
            if (json) {
                out.println(CompareJson.of(result, files));
            } else {
                new CompareReport(words).print(result, budget.currency(), files, out);
            }
            return status(result);
        }
    }

    /** What was found; null if it was interrupted. */
    private static @Nullable ComparisonResult result(PromptComparison comparison, CtrlC interrupts) {
        try {
            return comparison.run();
        } catch (ModelException e) {
            if (e.kind() != ModelException.Kind.INTERRUPTED) {
                throw e;
            }
            interrupts.sayHowToGoOn();
            return null;
        } catch (IllegalArgumentException e) { // a price is not known, or a check cannot decide
            throw UsageException.of(e);
        }
    }

    private static int status(ComparisonResult result) {
        return switch (result.verdict()) {
            case BETTER, NO_DIFFERENCE_SEEN -> ExitStatus.DONE;
            case WORSE -> ExitStatus.WORSE;
            case TOO_FEW_QUESTIONS, NO_VERDICT -> ExitStatus.NO_VERDICT;
        };
    }
}
