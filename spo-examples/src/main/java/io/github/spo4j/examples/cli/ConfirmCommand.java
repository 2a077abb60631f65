package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptComparison;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.run.Round;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo confirm}: is what a run found better than its start, on questions that its search has not seen? */
@Command(
        name = "confirm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "  spo optimize --offline --template Navigate.yaml --seed 1",
            "  spo confirm workspace/Navigate-offline --offline --data Navigate.jsonl"
        })
final class ConfirmCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Mixin
    private RunFolder folder;

    @Option(names = "--data", paramLabel = "FILE")
    private @Nullable String data;

    @Option(names = "--requirements", paramLabel = "FILE|TEXT")
    private @Nullable String requirements;

    @Mixin
    private RunModels models;

    @Mixin
    private ComparisonOptions comparing;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    ConfirmCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        RecordedRun run = folder.read();
        IterationTemplate template =
                run.template().orElseThrow(() -> new UsageException("refused.run.foreign", folder));
        Round winner = run.searchWinner().orElseThrow(() -> new UsageException("refused.confirm.open", folder));
        if (winner.number() == 1) {
            spec.commandLine().getOut().println(words.say("confirm.start"));
            return ExitStatus.DONE;
        }
        QuestionFile asked = data == null
                ? new QuestionFile(template.questions(), Optional.empty(), List.of())
                : QuestionFile.read(data);
        List<QuestionAnswer> unseen = unseen(asked.questions(), run);
        int seen = asked.questions().size() - unseen.size();
        if (data != null && seen > 0) {
            err.println(words.say("note", words.say("confirm.seen", seen)));
        }
        if (!comparing.areEnough(unseen.size(), err)) {
            return ExitStatus.NO_VERDICT;
        }
        String required = requirements == null ? template.requirements() : PromptArgument.text(requirements);
        Path workspace = folder.workspace();
        String name = folder.name() + "-confirm-"
                + ShortDigest.of(winner.prompt(), required, ShortDigest.text(unseen) + asked.checks());
        PromptComparison comparison = comparison(run, unseen, asked.checks(), required, workspace, name, err);
        return comparing.run(comparison, workspace.resolve(name), spec.commandLine());
    }

    private PromptComparison comparison(
            RecordedRun run,
            List<QuestionAnswer> questions,
            List<AnswerCheck> checks,
            String required,
            Path workspace,
            String name,
            PrintWriter err) {
        SimulatedModel simulation = SimulatedModel.builder().build();
        try {
            PromptComparison.Builder comparison = PromptComparison.builder(
                            run, role -> models.port(role, run, folder, simulation))
                    .questions(questions)
                    .requirements(required)
                    .answerCheck(checks.toArray(AnswerCheck[]::new))
                    .workspace(workspace)
                    .name(name);
            comparing.configure(comparison, err);
            models.tell(words, err);
            return comparison.build();
        } catch (IllegalArgumentException e) { // blank requirements, or a name that is too long
            throw UsageException.of(e);
        }
    }

    /** A question that some prompt of the search answered is no proof any more. */
    private static List<QuestionAnswer> unseen(List<QuestionAnswer> questions, RecordedRun run) {
        Set<String> seen = run.rounds().stream()
                .flatMap(round -> round.answers().stream())
                .map(answer -> answer.question().strip())
                .collect(Collectors.toSet());
        return questions.stream()
                .filter(question -> !seen.contains(question.question().strip()))
                .toList();
    }
}
