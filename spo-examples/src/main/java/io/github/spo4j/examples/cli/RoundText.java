package io.github.spo4j.examples.cli;

import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.terminal.Columns;
import io.github.spo4j.run.JudgeConsistency;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rounds and judges in words. */
final class RoundText {

    private final Words words;

    RoundText(Words words) {
        this.words = words;
    }

    /** Number, outcome, and votes or the reason for none, in columns. */
    String line(Round round, String none) {
        return Columns.padded(words.say("round.number", round.number()), 9) + " "
                + Columns.padded(outcome(round), 9) + " "
                + Columns.padded(votes(round, none), 22);
    }

    String outcome(Round round) {
        if (round.voidReason() != null) {
            return words.say("round.void");
        }
        if (round.number() == 1) {
            return words.say("round.start");
        }
        if (round.source() == Round.Source.PERSON) {
            return words.say("round.by.hand");
        }
        return words.say(round.accepted() ? "round.accepted" : "round.rejected");
    }

    /** Which checks put a round's prompt out; no line if none did. */
    List<String> broken(Round round) {
        return round.brokenChecks().stream()
                .map(broken -> "          " + words.say("round.broken", broken.question(), broken.check()))
                .toList();
    }

    private String votes(Round round, String none) {
        if (!round.brokenChecks().isEmpty()) {
            return words.say("round.votes.broken");
        }
        if (round.votes().isEmpty()) {
            return round.source() == Round.Source.MODEL && round.voidReason() == null ? none : "";
        }
        String votes = words.say("round.votes", count(round, Choice.CANDIDATE), count(round, Choice.INCUMBENT));
        long unclear = count(round, Choice.ABSTAINED);
        return unclear == 0 ? votes : votes + words.say("round.votes.unclear", unclear);
    }

    static long count(Round round, Choice choice) {
        return round.votes().stream().map(Vote::choice).filter(choice::equals).count();
    }

    /** How many rounds measured nothing, and why; no line if all did. */
    List<String> voids(RecordedRun run) {
        List<String> lines = new ArrayList<>();
        Map<String, Integer> reasons = run.voidReasons();
        if (!reasons.isEmpty()) {
            int all = reasons.values().stream().mapToInt(Integer::intValue).sum();
            lines.add(words.say("run.void", all, run.rounds().size()));
            reasons.forEach((reason, count) -> lines.add(words.say("run.void.reason", count, reason)));
        }
        return lines;
    }

    Optional<String> judge(JudgeConsistency judge) {
        return judge.pairs() == 0
                ? Optional.empty()
                : Optional.of(words.say(
                        "judge.consistency", judge.agreeing(), judge.pairs(), judge.choseA(), judge.readable()));
    }
}
