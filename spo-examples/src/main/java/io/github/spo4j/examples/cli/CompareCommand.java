package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptComparison;
import io.github.spo4j.evaluation.ComparisonResult;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.template.AnswerCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spo compare}: is a new prompt better than an old one, on questions that no search has seen? */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "  spo optimize --offline --template Navigate.yaml --seed 1",
            "  spo compare workspace/Navigate-offline#1 workspace/Navigate-offline#2 \\",
            "      --offline --data Navigate.jsonl"
        })
final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Parameters(index = "0", paramLabel = "OLD")
    private String old;

    @Parameters(index = "1", paramLabel = "NEW")
    private String candidate;

    @Option(names = "--data", paramLabel = "FILE", required = true)
    private String data;

    @Option(names = "--requirements", paramLabel = "FILE|TEXT")
    private @Nullable String requirements;

    @Option(names = "--workspace", paramLabel = "DIR", defaultValue = "workspace")
    private Path workspace;

    @Option(names = "--name", paramLabel = "NAME")
    private @Nullable String name;

    @Mixin
    private EvaluationModels models;

    @Option(names = "--offline")
    private boolean offline;

    @Option(names = "--placement", paramLabel = "MESSAGE")
    private @Nullable PromptPlacement placement;

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

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    CompareCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        PromptArgument before = PromptArgument.of(old);
        PromptArgument after = PromptArgument.of(candidate);
        QuestionFile questions = QuestionFile.read(data);
        if (before.text().equals(after.text())) {
            out.println(json ? JsonLine.of(JsonLine.object().put("verdict", "equal")) : words.say("compare.equal"));
            return ExitStatus.DONE;
        }
        int count = questions.questions().size();
        OptionalInt wins = ComparisonResult.winsNeeded(count, ComparisonResult.ALPHA);
        if (wins.isEmpty()) {
            err.println("spo: " + words.say("compare.too.few", count));
            return ExitStatus.NO_VERDICT;
        }
        String required = questions.required(requirements, before, after);
        err.println(words.say("compare.start", count, 4 * count, wins.getAsInt()));
        String folder = name == null ? usualName(before, after, required, questions) : name;
        PromptComparison comparison = comparison(before, after, required, questions, folder, err);
        try (CtrlC interrupts = CtrlC.interrupting(Thread.currentThread(), words, progress.live(), err)) {
            ComparisonResult result = result(comparison, interrupts);
            if (result == null) {
                return ExitStatus.INTERRUPTED;
            }
            if (json) {
                out.println(CompareJson.of(result, workspace.resolve(folder)));
            } else {
                new CompareReport(words).print(result, budget.currency(), workspace.resolve(folder), out);
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

    private PromptComparison comparison(
            PromptArgument before,
            PromptArgument after,
            String required,
            QuestionFile questions,
            String folder,
            PrintWriter err) {
        try {
            PromptComparison.Builder comparison = PromptComparison.builder()
                    .oldPrompt(before.text())
                    .newPrompt(after.text())
                    .requirements(required)
                    .questions(questions.questions())
                    .answerCheck(questions.checks().toArray(AnswerCheck[]::new))
                    .workspace(workspace)
                    .name(folder)
                    .callPolicy(calls.policy())
                    .listener(progress.waits(err))
                    .budget(budget.budget());
            if (placement != null) {
                comparison.placement(placement);
            }
            if (maxTime != null) {
                comparison.timeLimit(Duration.ofSeconds(maxTime));
            }
            if (offline) {
                err.println(words.say("simulated"));
                comparison.model(SimulatedModel.builder().build());
            } else {
                models.configure(comparison, words, err);
            }
            return comparison.build();
        } catch (IllegalArgumentException e) { // a blank prompt, or a name that leads outside the workspace
            throw UsageException.of(e);
        }
    }

    /** The same command goes on with the same comparison. */
    private String usualName(PromptArgument before, PromptArgument after, String required, QuestionFile questions) {
        return "compare-"
                + ShortDigest.of(
                        before.text(),
                        after.text(),
                        required,
                        ShortDigest.text(questions.questions()) + questions.checks(),
                        "" + offline);
    }
}
