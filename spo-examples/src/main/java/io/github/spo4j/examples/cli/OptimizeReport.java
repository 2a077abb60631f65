package io.github.spo4j.examples.cli;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.examples.terminal.WordDiff;
import io.github.spo4j.run.Round;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** A run's result for people. */
final class OptimizeReport {

    private final Words words;
    private final RoundText rounds;

    OptimizeReport(Words words) {
        this.words = words;
        rounds = new RoundText(words);
    }

    void print(OptimizationResult result, String currency, PrintWriter out) {
        List<Round> tried = result.run().rounds().stream()
                .skip(1)
                .filter(round -> round.voidReason() == null)
                .toList();
        long won = tried.stream().filter(Round::accepted).count();
        out.println(result.run()
                .bestRound()
                .map(best -> tried.isEmpty()
                        ? words.say("run.best.untried", best.number())
                        : words.say("run.best", best.number(), won, tried.size()))
                .orElseGet(() -> words.say("run.none")));
        rounds.voids(result.run()).forEach(out::println);
        out.println();
        out.println(
                result.bestPrompt().equals(result.startPrompt())
                        ? result.bestPrompt()
                        : WordDiff.between(result.startPrompt(), result.bestPrompt()));
        out.println();
        result.confirmation().sentences(words.locale()).forEach(out::println);
        out.println();
        rounds.judge(result.run().judgeConsistency()).ifPresent(out::println);
        stopped(result).map(words::say).ifPresent(out::println);
        new UsageText(words, currency).print(result.run().usage(), out);
        out.println(words.say("run.files", result.start().location()));
    }

    /** Why the run stopped, if before the last round. */
    private static Optional<Phrase> stopped(OptimizationResult result) {
        return switch (result.stopReason()) {
            case BUDGET -> Optional.of(Phrase.of("run.stopped.budget"));
            case DEADLINE -> Optional.of(Phrase.of("run.stopped.deadline"));
            case VOID_ROUNDS -> Optional.of(Phrase.of("run.stopped.void"));
            case AS_EXPECTED ->
                Optional.of(
                        Phrase.of("run.stopped.expected", result.run().rounds().size() + 1));
            case PATIENCE -> Optional.of(Phrase.of("run.stopped.patience"));
            case MAX_ROUNDS, INTERRUPTED -> Optional.empty();
        };
    }
}
