package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Choice;
import java.util.List;
import java.util.Locale;

/** Rounds as JSON. */
final class RoundsJson {

    private RoundsJson() {}

    /** How many rounds measured nothing, and why. */
    static void putVoids(RecordedRun run, ObjectNode root) {
        ObjectNode reasons = root.putObject("void_rounds");
        run.voidReasons().forEach(reasons::put);
    }

    static void put(List<Round> rounds, ArrayNode entries) {
        rounds.forEach(round -> put(round, entries.addObject()));
    }

    static void put(Round round, ObjectNode entry) {
        entry.put("round", round.number());
        entry.put("source", round.source().name().toLowerCase(Locale.ROOT));
        entry.put("accepted", round.accepted());
        ObjectNode votes = entry.putObject("votes");
        votes.put("new", RoundText.count(round, Choice.CANDIDATE));
        votes.put("old", RoundText.count(round, Choice.INCUMBENT));
        votes.put("unclear", RoundText.count(round, Choice.ABSTAINED));
        if (round.cutAnswers() > 0) {
            entry.put("cut_answers", round.cutAnswers());
        }
        for (Round.BrokenCheck broken : round.brokenChecks()) {
            entry.withArray("broken_checks")
                    .addObject()
                    .put("question", broken.question())
                    .put("check", broken.check());
        }
        if (round.voidReason() != null) {
            entry.put("void_reason", round.voidReason());
        }
        putWhy(round, entry);
    }

    /** What the models said of the round; nothing where they said nothing. */
    static void putWhy(Round round, ObjectNode entry) {
        if (round.intention() != null) {
            entry.put("intention", round.intention());
        }
        List<Vote> explained =
                round.votes().stream().filter(vote -> vote.reason() != null).toList();
        if (explained.isEmpty()) {
            return;
        }
        ArrayNode reasons = entry.putArray("reasons");
        for (Vote vote : explained) {
            reasons.addObject()
                    .put("vote", vote.place())
                    .put("for", side(vote))
                    .put("a", vote.order() == Vote.Order.CANDIDATE_FIRST ? "new" : "old")
                    .put("reason", vote.reason());
        }
    }

    private static String side(Vote vote) {
        return switch (vote.choice()) {
            case CANDIDATE -> "new";
            case INCUMBENT -> "old";
            case ABSTAINED -> "unclear";
        };
    }
}
