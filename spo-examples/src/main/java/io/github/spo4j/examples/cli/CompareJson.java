package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.evaluation.ComparedQuestion;
import io.github.spo4j.evaluation.ComparisonResult;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.run.Vote;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison for programs: one JSON object on one line. */
final class CompareJson {

    private CompareJson() {}

    static String of(ComparisonResult result, Path files) {
        ObjectNode root = JsonLine.object();
        root.put("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
        root.put("wins", result.wins());
        root.put("losses", result.losses());
        root.put("ties", result.ties());
        root.put("net", result.net());
        root.put("low", result.low());
        root.put("high", result.high());
        root.put("p_better", result.pBetter());
        root.put("p_worse", result.pWorse());
        root.put("alpha", result.alpha());
        result.sentences().forEach(root.putArray("sentences")::add);
        ObjectNode judge = root.putObject("judge");
        judge.put("voted_on", result.votedOn());
        judge.put("agreeing", result.agreeing());
        judge.put("readable_votes", result.readableVotes());
        judge.put("chose_a", result.choseA());
        ArrayNode questions = root.putArray("questions");
        for (ComparedQuestion question : result.questions()) {
            ObjectNode entry = questions.addObject();
            entry.put("question", question.question().question());
            entry.put("old_answer", question.oldAnswer());
            entry.put("new_answer", question.newAnswer());
            entry.put("outcome", question.outcome().name().toLowerCase(Locale.ROOT));
            put(question.oldBroke(), "old_broke", entry);
            put(question.newBroke(), "new_broke", entry);
            ArrayNode votes = entry.putArray("votes");
            for (int i = 0; i < question.votes().size(); i++) {
                ObjectNode vote = votes.addObject();
                vote.put("first", question.votes().get(i).order() == Vote.Order.CANDIDATE_FIRST ? "new" : "old");
                vote.put("choice", choice(question.votes().get(i)));
                vote.put("words", question.reasons().get(i));
            }
        }
        UsageJson.put(result.usage(), root.putObject("usage"));
        root.put("files", files.toString());
        return JsonLine.of(root);
    }

    private static void put(List<String> checks, String name, ObjectNode entry) {
        if (!checks.isEmpty()) {
            checks.forEach(entry.putArray(name)::add);
        }
    }

    private static @Nullable String choice(Vote vote) {
        return switch (vote.choice()) {
            case CANDIDATE -> "new";
            case INCUMBENT -> "old";
            case ABSTAINED -> null;
        };
    }
}
