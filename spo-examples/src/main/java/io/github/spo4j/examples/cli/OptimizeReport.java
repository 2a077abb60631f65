package io.github.spo4j.examples.cli;

import io.github.spo4j.JudgeConsistency;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.run.Round;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run came to, for people. */
final class OptimizeReport {

    private OptimizeReport() {}

    static void print(OptimizationResult result, PrintWriter out) {
        List<Round> tried = result.rounds().stream().skip(1).toList();
        long won = tried.stream().filter(Round::accepted).count();
        out.println(result.bestRound()
                .map(best -> "Best prompt: round " + best.number() + "; " + won + " of " + tried.size()
                        + " new prompt(s) won.")
                .orElse("No round was finished; the best prompt is still the one in the template."));
        out.println();
        out.println(
                result.bestPrompt().equals(result.startPrompt())
                        ? result.bestPrompt()
                        : WordDiff.between(result.startPrompt(), result.bestPrompt()));
        out.println();
        JudgeConsistency judge = result.judgeConsistency();
        if (judge.pairs() > 0) {
            out.printf(
                    "Judge: agreed with itself in %d of %d pairs with the sides swapped; chose the first shown in %d of %d"
                            + " votes.%n",
                    judge.agreeing(), judge.pairs(), judge.choseA(), judge.readable());
        }
        out.println("Calls: " + result.usage().total().calls() + calls(result));
        out.println("Files: " + result.start().place());
    }

    private static String calls(OptimizationResult result) {
        return result.usage().roles().stream()
                .map(role -> name(role) + " " + result.usage().of(role).calls())
                .collect(Collectors.joining(", ", " (", ")"))
                .replace(" ()", "");
    }

    static String name(ModelRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
