package io.github.spo4j.engine.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the lines of a journal say. Not thread-safe; what it returns is a copy. */
public final class JournalContent {

    /** The calls that are settled. */
    private final Map<CallKey, CallRecord> calls = new HashMap<>();

    private final List<String> rounds = new ArrayList<>();
    private final Set<Integer> untold = new HashSet<>();
    private final Map<Integer, String> voidReasons = new HashMap<>();
    private final Map<Integer, String> decisions = new HashMap<>();
    private final SortedMap<Integer, RunUsage> usage = new TreeMap<>();
    private RunUsage total = RunUsage.NONE;
    private final Map<ModelRole, String> servedModels = new EnumMap<>(ModelRole.class);
    private @Nullable String asked;
    private @Nullable String confirmation;

    JournalContent() {}

    /**
     * Reads lines whose chain was checked.
     *
     * @throws RunException if a line has a value that it cannot have
     */
    static JournalContent of(RunStorage storage, RunHeader header, List<JournalLine> lines) {
        JournalContent content = new JournalContent();
        for (int i = 0; i < lines.size(); i++) {
            try {
                content.read(lines.get(i).fields(), i == 0, header);
            } catch (IllegalArgumentException e) {
                throw JournalFile.damaged(storage, i + 1, "has a value that it cannot have");
            }
        }
        return content;
    }

    private void read(ObjectNode line, boolean first, RunHeader header) {
        String kind = line.path("kind").asText();
        if (first != kind.equals(JournalLine.START)) {
            throw new IllegalArgumentException("the first line and no other is the start");
        }
        switch (kind) {
            case JournalLine.START -> {
                if (!line.path("header").asText().equals(header.sum())) {
                    throw new IllegalArgumentException("this journal began with another run.json");
                }
            }
            case JournalLine.CALL, JournalLine.OUTCOME, JournalLine.FAILED -> {
                CallRecord call = CallRecord.read(line);
                CallRecord known = calls.get(call.key());
                if (known != null && !known.isAskedAgain()) {
                    throw new IllegalArgumentException("a call is settled once");
                }
                add(call);
            }
            case JournalLine.DECISION -> {
                int round = line.path("round").asInt();
                if (decision(round) != null) {
                    throw new IllegalArgumentException("a round is decided once");
                }
                addDecision(round, line.path("prompt").asText());
            }
            case JournalLine.ROUND ->
                addRound(line.path("record"), line.path("record").toString());
            case JournalLine.ASKED -> addAsked(line.path("request").toString());
            case JournalLine.CONFIRMATION -> addConfirmation(line.path("record").toString());
            default -> throw new IllegalArgumentException("an unknown kind of line");
        }
    }

    void add(CallRecord call) {
        if (call.isFinal()) {
            calls.put(call.key(), call);
        }
        if (call.reply() != null && call.reply().servedModel() != null) {
            servedModels.put(call.key().role(), call.reply().servedModel());
        }
        RunUsage taken = RunUsage.NONE.plus(call.key().role(), call.usage());
        usage.merge(call.key().id().round(), taken, RunUsage::plus);
        total = total.plus(taken);
    }

    void addRound(JsonNode fields, String record) {
        JsonNode entry = fields.path("entry");
        int round = entry.path("round").asInt();
        if (!entry.has("cut_answers")) {
            untold.add(round);
        }
        if (entry.hasNonNull("void_reason")) {
            voidReasons.put(round, entry.path("void_reason").asText());
        }
        rounds.add(record);
    }

    void addDecision(int round, String prompt) {
        decisions.put(round, prompt);
    }

    void addAsked(String request) {
        asked = request;
    }

    void addConfirmation(String record) {
        confirmation = record;
    }

    @Nullable
    CallRecord call(CallKey key) {
        return calls.get(key);
    }

    /** Whether a call must be made again: in round 1 neither it nor the other ask of its question gave a usable reply. */
    boolean isOpen(CallRecord call) {
        CallRecord second = calls.get(call.key().ask(1));
        return call.isAskedAgain() && second != null && second.isAskedAgain();
    }

    /**
     * {@return the prompt that a person promoted as a round, or null if there is none}
     *
     * @param round its number
     */
    public @Nullable String decision(int round) {
        return decisions.get(round);
    }

    @Nullable
    String servedModel(ModelRole role) {
        return servedModels.get(role);
    }

    /** The rounds that do not say how many of their answers were cut: the next request did not say it either. */
    Set<Integer> finishedUntold() {
        return untold;
    }

    Optional<String> voidReason(int round) {
        return Optional.ofNullable(voidReasons.get(round));
    }

    /** {@return what the run was asked for last, as JSON; empty for a run of an earlier version} */
    public Optional<String> asked() {
        return Optional.ofNullable(asked);
    }

    /** {@return what the run found last on its held-out questions, as JSON; empty if it did not look yet} */
    public Optional<String> confirmation() {
        return Optional.ofNullable(confirmation);
    }

    /** {@return the finished rounds, each as JSON, in the order in which they were recorded} */
    public List<String> rounds() {
        return List.copyOf(rounds);
    }

    /** {@return what each round has taken, by its number, an open one included; cost not looked up} */
    public SortedMap<Integer, RunUsage> usage() {
        return new TreeMap<>(usage);
    }

    /** The sum, which is asked for after each call and so is not added anew. */
    RunUsage total() {
        return total;
    }

    /** What a round has taken, or null if no call of it is recorded. */
    @Nullable
    RunUsage usage(int round) {
        return usage.get(round);
    }
}
