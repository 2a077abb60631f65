package io.github.spo4j.examples.cli;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.StopReason;
import io.github.spo4j.run.Round;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** What a run came to, for people. */
final class OptimizeReport {

    private OptimizeReport() {}

    static void print(OptimizationResult result, String currency, PrintWriter out) {
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
        RoundText.judge(result.judgeConsistency()).ifPresent(out::println);
        stopped(result.stopReason()).ifPresent(out::println);
        out.println("Calls: " + UsageText.calls(result.usage()));
        out.println("Tokens: " + UsageText.tokens(result.usage().total()));
        out.println("Cost: " + UsageText.cost(result.usage(), currency));
        out.println("Files: " + result.start().place());
    }

    /** Why it stopped, if that was before the last round. */
    private static Optional<String> stopped(StopReason reason) {
        return switch (reason) {
            case BUDGET -> Optional.of("Stopped: the budget is spent. The same command with a higher limit goes on.");
            case DEADLINE -> Optional.of("Stopped: the time is over. The same command goes on.");
            case PATIENCE -> Optional.of("Stopped: no better prompt for as many rounds as --patience allows.");
            case MAX_ROUNDS, INTERRUPTED -> Optional.empty();
        };
    }
}
