package io.github.spo4j.engine.optimize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.engine.evaluation.ComparisonWork.HeldOut;
import io.github.spo4j.evaluation.ComparedQuestion;
import io.github.spo4j.evaluation.ComparisonResult;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.internal.Json;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.template.IterationTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A confirmation in the journal. Counts and verdict are there for people: they follow from the questions. */
final class ConfirmationJson {

    private ConfirmationJson() {}

    /**
     * Writes a confirmation.
     *
     * @param confirmation what was found
     * @param held the questions on which the prompts were compared
     */
    static String write(Confirmation confirmation, List<HeldOut> held) {
        ObjectNode record = Json.OURS.createObjectNode();
        record.put("state", confirmation.state().name());
        record.put("search_winner", confirmation.searchWinner());
        record.put("handed_out", confirmation.handedOut());
        record.put("looks", confirmation.looks());
        record.put("hand_out", confirmation.rule().name());
        ObjectNode questions = record.putObject("questions");
        questions.put("searched", confirmation.questions().searched());
        questions.put("left", confirmation.questions().left());
        questions.put("held_out", confirmation.questions().heldOut());
        questions.put("compared", confirmation.questions().compared());
        confirmation.comparison().ifPresent(comparison -> put(record.putObject("comparison"), comparison, held));
        return Json.write(record);
    }

    private static void put(ObjectNode node, ComparisonResult comparison, List<HeldOut> held) {
        node.put("verdict", comparison.verdict().name());
        node.put("alpha", comparison.alpha());
        node.put("look", comparison.look());
        node.put("wins", comparison.wins());
        node.put("losses", comparison.losses());
        node.put("ties", comparison.ties());
        ArrayNode questions = node.putArray("questions");
        for (int i = 0; i < held.size(); i++) {
            ComparedQuestion question = comparison.questions().get(i);
            ObjectNode entry = questions.addObject();
            entry.put("index", held.get(i).index());
            entry.put("question", question.question().question());
            entry.put("old_answer", question.oldAnswer());
            entry.put("new_answer", question.newAnswer());
            RoundJson.putVotes(entry, question.votes());
            putAll(entry, "reasons", question.reasons());
            putAll(entry, "old_broke", question.oldBroke());
            putAll(entry, "new_broke", question.newBroke());
            if (question.judged() != null) {
                entry.put("judged", question.judged().name());
            }
        }
    }

    private static void putAll(ObjectNode entry, String name, List<String> texts) {
        ArrayNode all = entry.putArray(name);
        texts.forEach(all::add);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param record the text
     * @param template of the run, which has the questions
     * @param usage what the comparisons have taken
     */
    static Confirmation read(String record, IterationTemplate template, RunUsage usage) {
        JsonNode root = RoundJson.parse(record);
        JsonNode questions = root.path("questions");
        JsonNode comparison = root.path("comparison");
        return new Confirmation(
                Confirmation.State.valueOf(root.path("state").asText()),
                root.path("search_winner").asInt(),
                root.path("handed_out").asInt(),
                root.path("looks").asInt(),
                HandOut.valueOf(root.path("hand_out").asText()),
                new Confirmation.Questions(
                        questions.path("searched").asInt(),
                        questions.path("left").asInt(),
                        questions.path("held_out").asInt(),
                        questions.path("compared").asInt()),
                comparison.isMissingNode() ? Optional.empty() : Optional.of(comparison(comparison, template, usage)));
    }

    private static ComparisonResult comparison(JsonNode node, IterationTemplate template, RunUsage usage) {
        List<ComparedQuestion> compared = new ArrayList<>();
        for (JsonNode entry : node.path("questions")) {
            String judged = entry.path("judged").textValue();
            compared.add(new ComparedQuestion(
                    template.questions().get(entry.path("index").asInt()),
                    entry.path("old_answer").textValue(),
                    entry.path("new_answer").textValue(),
                    RoundJson.votes(entry),
                    texts(entry, "reasons"),
                    texts(entry, "old_broke"),
                    texts(entry, "new_broke"),
                    judged == null ? null : ComparedQuestion.Outcome.valueOf(judged)));
        }
        return ComparisonResult.of(
                compared, node.path("alpha").asDouble(), node.path("look").asInt(), usage);
    }

    private static List<String> texts(JsonNode entry, String name) {
        List<String> texts = new ArrayList<>();
        entry.path(name).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
