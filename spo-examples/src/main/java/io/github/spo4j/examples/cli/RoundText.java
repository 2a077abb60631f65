package io.github.spo4j.examples.cli;

import io.github.spo4j.JudgeConsistency;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Choice;
import java.util.Optional;

/** Rounds and their judge in words. */
final class RoundText {

    private RoundText() {}

    static String outcome(Round round) {
        if (round.voidReason() != null) {
            return "void";
        }
        if (round.number() == 1) {
            return "start";
        }
        if (round.source() == Round.Source.PERSON) {
            return "by hand";
        }
        return round.accepted() ? "accepted" : "rejected";
    }

    /** The votes, or why there are none. */
    static String votes(Round round, String none) {
        if (round.votes().isEmpty()) {
            return round.source() == Round.Source.MODEL && round.voidReason() == null ? none : "";
        }
        return "votes new:old " + count(round, Choice.CANDIDATE) + ":" + count(round, Choice.INCUMBENT)
                + (count(round, Choice.ABSTAINED) == 0 ? "" : " (" + count(round, Choice.ABSTAINED) + " unclear)");
    }

    static long count(Round round, Choice choice) {
        return round.votes().stream().map(Vote::choice).filter(choice::equals).count();
    }

    static Optional<String> judge(JudgeConsistency judge) {
        if (judge.pairs() == 0) {
            return Optional.empty();
        }
        return Optional.of("Judge: agreed with itself in " + judge.agreeing() + " of " + judge.pairs()
                + " pairs with the sides swapped; chose the first shown in " + judge.choseA() + " of "
                + judge.readable() + " votes.");
    }
}
