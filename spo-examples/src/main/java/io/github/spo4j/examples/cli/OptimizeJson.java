package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Choice;
import java.util.Locale;

/** What a run came to, for programs: one JSON object on one line. */
final class OptimizeJson {

    private static final JsonMapper JSON = new JsonMapper();

    private OptimizeJson() {}

    static String of(OptimizationResult result) {
        ObjectNode root = JSON.createObjectNode();
        root.put("best_prompt", result.bestPrompt());
        root.put("best_round", result.bestRound().map(Round::number).orElse(null));
        root.put("start_prompt", result.startPrompt());
        root.put("stop_reason", result.stopReason().name().toLowerCase(Locale.ROOT));
        root.put("seed", result.start().seed());
        root.put("files", result.start().place());
        ArrayNode rounds = root.putArray("rounds");
        result.rounds().forEach(round -> add(rounds.addObject(), round));
        UsageJson.put(result.usage(), root.putObject("usage"));
        ObjectNode judge = root.putObject("judge");
        judge.put("pairs", result.judgeConsistency().pairs());
        judge.put("agreeing", result.judgeConsistency().agreeing());
        judge.put("votes", result.judgeConsistency().readable());
        judge.put("chose_first", result.judgeConsistency().choseA());
        judge.put("unclear", result.judgeConsistency().abstained());
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    private static void add(ObjectNode entry, Round round) {
        entry.put("round", round.number());
        entry.put("accepted", round.accepted());
        ObjectNode votes = entry.putObject("votes");
        votes.put("new", count(round, Choice.CANDIDATE));
        votes.put("old", count(round, Choice.INCUMBENT));
        votes.put("unclear", count(round, Choice.ABSTAINED));
        if (round.voidReason() != null) {
            entry.put("void_reason", round.voidReason());
        }
    }

    private static long count(Round round, Choice choice) {
        return round.votes().stream().map(Vote::choice).filter(choice::equals).count();
    }
}
