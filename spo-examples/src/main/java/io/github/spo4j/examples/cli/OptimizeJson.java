package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.examples.view.ComparisonJson;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.examples.view.JudgeJson;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.run.Round;
import java.util.Locale;

/** A run's result for programs: one JSON object on one line. */
final class OptimizeJson {

    private OptimizeJson() {}

    static String of(OptimizationResult result) {
        ObjectNode root = JsonLine.object();
        root.put("best_prompt", result.bestPrompt());
        root.put("best_round", result.run().bestRound().map(Round::number).orElse(null));
        root.put("search_winner", result.run().searchWinner().map(Round::number).orElse(null));
        root.put("held_out", result.start().heldOut().size());
        ComparisonJson.put(result.confirmation(), root.putObject("confirmation"));
        root.put("start_prompt", result.startPrompt());
        root.put("stop_reason", result.stopReason().name().toLowerCase(Locale.ROOT));
        root.put("seed", result.start().seed());
        root.put("files", result.start().location());
        RoundsJson.put(result.run().rounds(), root.putArray("rounds"));
        RoundsJson.putVoids(result.run(), root);
        UsageJson.put(result.run().usage(), root.putObject("usage"));
        JudgeJson.put(result.run().judgeConsistency(), root.putObject("judge"));
        return JsonLine.of(root);
    }
}
