package io.github.spo4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME;
import static java.util.Objects.requireNonNull;

import io.github.spo4j.export.PromptExport;
import io.github.spo4j.journal.Fingerprint;
import io.github.spo4j.journal.Journal;
import io.github.spo4j.journal.RunException;
import io.github.spo4j.journal.RunStorage;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RunUsage;
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
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * A run that is only looked at, finished or not, also one of the Python system. Nothing of it is locked or changed.
 * Immutable.
 */
public final class RecordedRun {

    private static final int HASH_LENGTH = 16;

    private final String place;
    private final Fingerprint madeWith;
    private final List<Round> rounds;
    private final SortedMap<Integer, RunUsage> usage;

    private RecordedRun(RunStore.Recorded recorded) {
        place = recorded.place();
        madeWith = recorded.madeWith().orElseGet(() -> Fingerprint.of(Map.of()));
        rounds = recorded.rounds();
        usage = recorded.usage();
    }

    /**
     * Reads a run.
     *
     * @param storage where it is
     * @return the run as it is now
     * @throws RunException if there is no run, or its files are damaged or of a later version
     */
    public static RecordedRun read(RunStorage storage) {
        return new RecordedRun(RunStore.read(storage));
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
     * Where the run's files are.
     *
     * @return a place to tell people
     */
    public String place() {
        return place;
    }

    /**
     * What the run has taken, as its journal has it.
     *
     * @return by role and in total, cost not looked up; nothing for rounds that the Python system left
     */
    public RunUsage usage() {
        return usage.values().stream().reduce(RunUsage.NONE, RunUsage::plus);
    }

    /**
     * The round that was begun and is not finished, because the run stopped in it or is in it now.
     *
     * @return its number; empty if no call of it is recorded
     */
    public OptionalInt openRound() {
        return usage.isEmpty() || usage.lastKey() <= rounds.size()
                ? OptionalInt.empty()
                : OptionalInt.of(usage.lastKey());
    }

    /**
     * How far the judge can be trusted.
     *
     * @return over all rounds, save those that the Python system left
     */
    public JudgeConsistency judgeConsistency() {
        return JudgeConsistency.of(rounds);
    }

    /**
     * What was sent with each request of a role, the model's name included.
     *
     * @param role the role
     * @return its settings; unset where none were given, and for a run of the Python system
     */
    public ModelSettings settings(ModelRole role) {
        return RunSettings.settings(madeWith, requireNonNull(role, "role"));
    }

    /**
     * An optimizer set up as the one that made this run: template, settings and seed, all but what may differ when a run
     * goes on, such as {@code maxRounds}, the budget and where files are kept. With {@link Journal#replay} it plays the
     * run back; with models and the run's storage it goes on with it.
     *
     * <p>Code is not recorded: a guard of one's own and a tokenizer must be set again.
     *
     * @param ports gives the model of each of the roles OPTIMIZE, EXECUTE and EVALUATE
     * @return a builder to complete
     * @throws IllegalStateException if the run is of the Python system, which records nothing of this
     * @throws RunException if the run was made with a value that there is not
     */
    public PromptOptimizer.Builder optimizer(Function<ModelRole, ChatModelPort> ports) {
        requireNonNull(ports, "ports");
        if (madeWith.texts().isEmpty()) {
            throw new IllegalStateException(place + " does not say what its run was made with");
        }
        return RunSettings.optimizer(madeWith)
                .optimizeWith(ports.apply(ModelRole.OPTIMIZE), settings(ModelRole.OPTIMIZE))
                .executeWith(ports.apply(ModelRole.EXECUTE), settings(ModelRole.EXECUTE))
                .evaluateWith(ports.apply(ModelRole.EVALUATE), settings(ModelRole.EVALUATE));
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
