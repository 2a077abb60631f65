package io.github.spo4j.engine.optimize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.Json;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import java.util.ArrayList;
import java.util.List;

/** A round in the journal: its entry in {@code results.json}, and the votes. */
final class RoundJson {

    private RoundJson() {}

    static String write(Round round, RunUsage usage) {
        ObjectNode record = Json.OURS.createObjectNode();
        record.set("entry", ResultsFile.entry(round, usage));
        putVotes(record, round.votes());
        return Json.write(record);
    }

    static void putVotes(ObjectNode record, List<Vote> all) {
        ArrayNode votes = record.putArray("votes");
        for (Vote vote : all) {
            ObjectNode entry = votes.addObject();
            entry.put("place", vote.place());
            entry.put("order", vote.order().name());
            ArrayNode questions = entry.putArray("questions");
            vote.questions().forEach(questions::add);
            entry.put("choice", vote.choice().name());
            if (vote.reason() != null) {
                entry.put("reason", vote.reason());
            }
        }
    }

    /** The entry as it is read from {@code results.json}. */
    static JsonNode entry(String record) {
        return parse(record).path("entry");
    }

    static Round read(String record, int number, ResultsFile results) {
        JsonNode root = parse(record);
        return results.round(root.path("entry"), number, votes(root));
    }

    static List<Vote> votes(JsonNode record) {
        List<Vote> votes = new ArrayList<>();
        for (JsonNode vote : record.path("votes")) {
            List<Integer> questions = new ArrayList<>();
            vote.path("questions").forEach(question -> questions.add(question.asInt()));
            votes.add(new Vote(
                    vote.path("place").asInt(),
                    Vote.Order.valueOf(vote.path("order").asText()),
                    questions,
                    Vote.Choice.valueOf(vote.path("choice").asText()),
                    vote.path("reason").textValue()));
        }
        return votes;
    }

    static JsonNode parse(String record) {
        try {
            return Json.OURS.readTree(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the journal checks its lines: " + e.getMessage(), e);
        }
    }
}
