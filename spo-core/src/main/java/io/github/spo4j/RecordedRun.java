package io.github.spo4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME;

import io.github.spo4j.journal.Fingerprint;
import io.github.spo4j.journal.RunException;
import io.github.spo4j.journal.RunStorage;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.prompt.PromptExport;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.RunStore;
import io.github.spo4j.run.Vote;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run that is only looked at, finished or not, also one of the Python system. Nothing of it is locked or changed.
 * Immutable.
 */
public final class RecordedRun {

    private static final int HASH_LENGTH = 16;

    private final String place;
    private final Fingerprint madeWith;
    private final List<Round> rounds;

    private RecordedRun(String place, Fingerprint madeWith, List<Round> rounds) {
        this.place = place;
        this.madeWith = madeWith;
        this.rounds = List.copyOf(rounds);
    }

    /**
     * Reads a run.
     *
     * @param storage where it is
     * @return the run as it is now
     * @throws RunException if there is no run, or its files are damaged or of a later version
     */
    public static RecordedRun read(RunStorage storage) {
        RunStore.Recorded recorded = RunStore.read(storage);
        Fingerprint madeWith = recorded.madeWith().orElseGet(() -> Fingerprint.of(Map.of()));
        return new RecordedRun(recorded.place(), madeWith, recorded.rounds());
    }

    /**
     * All finished rounds.
     *
     * @return from round 1 on
     */
    public List<Round> rounds() {
        return rounds;
    }

    /**
     * The round that the best prompt comes from.
     *
     * @return the last accepted round; empty until a round is finished
     */
    public Optional<Round> bestRound() {
        return Round.best(rounds);
    }

    /**
     * The prompt of a round on its way into an application.
     *
     * @param round one of {@link #rounds()}
     * @return its prompt, with the model that answered with it
     * @throws IllegalArgumentException if the round is void: its prompt was never measured
     */
    public PromptExport export(Round round) {
        return export(round, madeWith, place);
    }

    static PromptExport export(Round round, Fingerprint madeWith, String place) {
        if (round.voidReason() != null) {
            throw new IllegalArgumentException("round " + round.number() + " is void: its prompt was never measured");
        }
        return PromptExport.of(
                round.prompt(),
                RunSettings.placement(madeWith),
                RunSettings.settings(madeWith, ModelRole.EXECUTE),
                provenance(round, madeWith, place));
    }

    private static Map<String, String> provenance(Round round, Fingerprint madeWith, String place) {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("run", place);
        provenance.put("round", Integer.toString(round.number()));
        templateHash(madeWith).ifPresent(hash -> provenance.put("template", hash));
        if (round.time() != null) {
            provenance.put("date", ISO_LOCAL_DATE_TIME.format(round.time().truncatedTo(ChronoUnit.SECONDS)));
        }
        if (!round.votes().isEmpty()) {
            provenance.put(
                    "votes",
                    count(round, Vote.Choice.CANDIDATE) + " for it, " + count(round, Vote.Choice.INCUMBENT)
                            + " against it, " + count(round, Vote.Choice.ABSTAINED) + " unclear");
        }
        return provenance;
    }

    private static long count(Round round, Vote.Choice choice) {
        return round.votes().stream().filter(vote -> vote.choice() == choice).count();
    }

    /** Tells whether two prompts come from the same template; empty for a run of the Python system. */
    private static Optional<String> templateHash(Fingerprint madeWith) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            boolean known = false;
            for (Map.Entry<String, String> text : madeWith.texts().entrySet()) {
                if (text.getKey().startsWith("template.")) {
                    digest.update((text.getKey() + "\0" + text.getValue() + "\0").getBytes(UTF_8));
                    known = true;
                }
            }
            String hash = HexFormat.of().formatHex(digest.digest());
            return known ? Optional.of("sha256:" + hash.substring(0, HASH_LENGTH)) : Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
