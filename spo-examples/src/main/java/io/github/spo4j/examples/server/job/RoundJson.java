package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A round with all details as JSON. */
public final class RoundJson {

    private RoundJson() {}

    /**
     * Adds a round to an object.
     *
     * @param round the round
     * @param run its run
     * @param expected the expected answers by question; questions without one are missing
     * @param json the object to fill
     */
    public static void put(Round round, RecordedRun run, Map<String, String> expected, ObjectNode json) {
        json.put("round", round.number()).put("prompt", round.prompt());
        json.put("accepted", round.accepted()).put("best", is(round, run.bestRound()));
        json.put("search_winner", is(round, run.searchWinner()));
        json.put("proposed_by", proposer(round));
        json.put("intention", round.intention());
        putVotes(round, json.putArray("votes"));
        ArrayNode answers = json.putArray("answers");
        for (Round.Answer answer : round.answers()) {
            ObjectNode entry = answers.addObject();
            entry.put("question", answer.question()).put("answer", answer.answer());
            entry.put("expected", expected.get(answer.question()));
        }
        json.put("tokens", round.tokens());
        json.put("cut_answers", round.cutAnswers());
        putBroken(round, json.putArray("broken_checks"));
        json.put("ended_at", text(round.time()));
        json.put("void_reason", round.voidReason());
    }

    private static boolean is(Round round, Optional<Round> other) {
        return other.filter(one -> one.number() == round.number()).isPresent();
    }

    private static @Nullable String text(@Nullable Object value) {
        return Objects.toString(value, null);
    }

    static void putVotes(Round round, ArrayNode votes) {
        for (Vote vote : round.votes()) {
            votes.addObject()
                    .put("place", vote.place())
                    .put("order", vote.order().name().toLowerCase(Locale.ROOT))
                    .put("choice", vote.choice().name().toLowerCase(Locale.ROOT))
                    .put("reason", vote.reason());
        }
    }

    static void putBroken(Round round, ArrayNode checks) {
        for (Round.BrokenCheck broken : round.brokenChecks()) {
            checks.addObject().put("question", broken.question()).put("check", broken.check());
        }
    }

    /** Who proposed the prompt. */
    static String proposer(Round round) {
        return round.source().name().toLowerCase(Locale.ROOT);
    }
}
