package io.github.spo4j;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.internal.Json;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.storage.RunException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link PromptOptimizer#optimize()} was asked for beyond the settings of the run: what may be another each time that the
 * run is resumed. A run records it, compares it with nothing, and gives back the last one: {@link RecordedRun#request()}.
 * Immutable.
 *
 * @param initialRound the round from which {@code maxRounds} counts
 * @param maxRounds how many rounds the run has
 * @param patience after how many rounds without a better prompt it stops; {@link Integer#MAX_VALUE} for never
 * @param voidRounds after how many void rounds in a row it stops
 * @param voteSchedule how many votes are asked together
 * @param onFailedCall what happens when a call fails after all retries
 * @param handOut which prompt is handed out after the search
 * @param timeLimit how long {@code optimize()} may take, or null for no limit
 * @param budget the limits on spending, without prices; no limits for a shared budget, which is not of this run alone
 * @param calls how calls are made
 * @param notes what else the caller wanted to find again, see {@link PromptOptimizer.Builder#note}
 */
public record RunRequest(
        int initialRound,
        int maxRounds,
        int patience,
        int voidRounds,
        VoteSchedule voteSchedule,
        FailedCallRule onFailedCall,
        HandOut handOut,
        @Nullable Duration timeLimit,
        Budget budget,
        CallPolicy.Limits calls,
        Map<String, String> notes) {

    /** Copies the notes. */
    public RunRequest {
        requireNonNull(voteSchedule, "voteSchedule");
        requireNonNull(onFailedCall, "onFailedCall");
        requireNonNull(handOut, "handOut");
        requireNonNull(budget, "budget");
        requireNonNull(calls, "calls");
        notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    }

    /** The form in which a run records it. */
    String toJson() {
        ObjectNode root = Json.OURS.createObjectNode();
        root.put("initial_round", initialRound);
        root.put("max_rounds", maxRounds);
        if (patience != Integer.MAX_VALUE) {
            root.put("patience", patience);
        }
        root.put("void_rounds", voidRounds);
        root.put("vote_schedule", voteSchedule.name());
        root.put("on_failed_call", onFailedCall.name());
        if (handOut != HandOut.AHEAD) {
            root.put("hand_out", handOut.name());
        }
        put(root, "time_limit", timeLimit);
        ObjectNode spending = root.putObject("budget");
        if (!budget.isShared()) {
            put(spending, "calls", budget.calls());
            put(spending, "tokens", budget.tokens());
            put(spending, "money", budget.money());
        }
        ObjectNode calling = root.putObject("calls");
        calling.put("attempts", calls.attempts());
        put(calling, "timeout", calls.timeout());
        calling.put("in_flight", calls.inFlight());
        put(calling, "requests_per_minute", calls.requestsPerMinute());
        put(calling, "tokens_per_minute", calls.tokensPerMinute());
        ObjectNode noted = root.putObject("notes");
        notes.forEach(noted::put);
        return Json.write(root);
    }

    private static void put(ObjectNode node, String name, @Nullable Object value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws RunException if it has a value that it cannot have
     */
    static RunRequest parse(String json) {
        try {
            JsonNode root = Json.OURS.readTree(json);
            String limit = root.path("time_limit").textValue();
            Map<String, String> notes = new LinkedHashMap<>();
            root.path("notes")
                    .properties()
                    .forEach(note -> notes.put(note.getKey(), note.getValue().asText()));
            return new RunRequest(
                    root.path("initial_round").asInt(),
                    root.path("max_rounds").asInt(),
                    root.path("patience").asInt(Integer.MAX_VALUE),
                    root.path("void_rounds").asInt(),
                    VoteSchedule.valueOf(root.path("vote_schedule").asText()),
                    FailedCallRule.valueOf(root.path("on_failed_call").asText()),
                    HandOut.valueOf(root.path("hand_out").asText(HandOut.AHEAD.name())),
                    limit == null ? null : Duration.parse(limit),
                    budget(root.path("budget")),
                    calls(root.path("calls")),
                    notes);
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw new RunException(
                    RunException.Kind.DAMAGED, "the run was asked for with an unknown value: " + e.getMessage(), e);
        }
    }

    private static Budget budget(JsonNode limits) {
        Budget budget = Budget.unlimited();
        if (limits.has("calls")) {
            budget = budget.calls(Long.parseLong(limits.path("calls").asText()));
        }
        if (limits.has("tokens")) {
            budget = budget.tokens(Long.parseLong(limits.path("tokens").asText()));
        }
        return limits.has("money")
                ? budget.money(new BigDecimal(limits.path("money").asText()))
                : budget;
    }

    private static CallPolicy.Limits calls(JsonNode limits) {
        String timeout = limits.path("timeout").textValue();
        return new CallPolicy.Limits(
                limits.path("attempts").asInt(),
                timeout == null ? null : Duration.parse(timeout),
                limits.path("in_flight").asInt(),
                count(limits, "requests_per_minute"),
                count(limits, "tokens_per_minute"));
    }

    private static @Nullable Integer count(JsonNode limits, String name) {
        return limits.has(name) ? Integer.valueOf(limits.path(name).asText()) : null;
    }
}
