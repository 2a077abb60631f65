package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptComparison;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.template.AnswerCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
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
    private ComparisonOptions comparing;

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
            out.println(
                    comparing.isJson()
                            ? JsonLine.of(JsonLine.object().put("verdict", "equal"))
                            : words.say("compare.equal"));
            return ExitStatus.DONE;
        }
        int count = questions.questions().size();
        if (!comparing.areEnough(count, err)) {
            return ExitStatus.NO_VERDICT;
        }
        String required = questions.required(requirements, before, after);
        String folder = name == null ? usualName(before, after, required, questions) : name;
        PromptComparison comparison = comparison(before, after, required, questions, folder, err);
        return comparing.run(comparison, workspace.resolve(folder), spec.commandLine());
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
                    .name(folder);
            if (placement != null) {
                comparison.placement(placement);
            }
            comparing.configure(comparison, err);
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
