package io.github.spo4j.examples.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.evaluation.ComparedQuestion;
import io.github.spo4j.evaluation.ComparisonResult;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.run.Vote;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison of two prompts as JSON, alone or at the end of a run. */
public final class ComparisonJson {

    private ComparisonJson() {}

    /**
     * Adds what was found to an object: verdict, counts, sentences and all questions.
     *
     * @param result what was found
     * @param root the object to fill
     */
    public static void put(ComparisonResult result, ObjectNode root) {
        root.put("verdict", word(result.verdict()));
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
        result.questions().forEach(question -> put(question, questions.addObject()));
        UsageJson.put(result.usage(), root.putObject("usage"));
    }

    private static void put(ComparedQuestion question, ObjectNode entry) {
        entry.put("question", question.question().question());
        entry.put("old_answer", question.oldAnswer());
        entry.put("new_answer", question.newAnswer());
        entry.put("outcome", word(question.outcome()));
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

    /**
     * Adds what a run found on its held-out questions to an object. Its comparison is there only if there was one.
     *
     * @param confirmation what was found
     * @param root the object to fill
     */
    public static void put(Confirmation confirmation, ObjectNode root) {
        root.put("state", word(confirmation.state()));
        root.put("search_winner", confirmation.searchWinner());
        root.put("handed_out", confirmation.handedOut());
        root.put("hand_out", word(confirmation.rule()));
        root.put("looks", confirmation.looks());
        ObjectNode questions = root.putObject("questions");
        questions.put("searched", confirmation.questions().searched());
        questions.put("left", confirmation.questions().left());
        questions.put("held_out", confirmation.questions().heldOut());
        questions.put("compared", confirmation.questions().compared());
        confirmation.sentences().forEach(root.putArray("sentences")::add);
        confirmation.comparison().ifPresent(comparison -> put(comparison, root.putObject("comparison")));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
