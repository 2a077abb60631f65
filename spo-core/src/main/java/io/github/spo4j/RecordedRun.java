package io.github.spo4j;

import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME;
import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.optimize.HandedOut;
import io.github.spo4j.engine.optimize.RunFiles;
import io.github.spo4j.engine.optimize.RunSettings;
import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.export.PromptExport;
import io.github.spo4j.internal.Sha256;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.JudgeConsistency;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * A run, finished or not: one that was just made, or one read from its files, also of the Python system. Reading locks and
 * changes nothing. Immutable.
 */
public final class RecordedRun {

    private static final int HASH_LENGTH = 16;

    private final RunFiles.Content run;
    private final HandedOut handedOut;

    RecordedRun(RunFiles.Content run) {
        this.run = run;
        handedOut = HandedOut.of(run, handOut());
    }

    private HandOut handOut() {
        return run.madeWith().text(Fingerprint.HELD_OUT).isEmpty()
                ? HandOut.AHEAD
                : request().map(RunRequest::handOut).orElse(HandOut.AHEAD);
    }

    /**
     * Reads a run.
     *
     * @param storage where it is
     * @return the run as it is now
     * @throws RunException if there is no run, or its files are damaged or of a later version
     */
    public static RecordedRun read(RunStorage storage) {
        return new RecordedRun(RunFiles.read(storage));
    }

    /**
     * Plays a run's journal back, without any model. Useful in a unit test: record a run once with real models, keep its
     * folder among the test's resources, and every further run of the test costs nothing and gives the same replies.
     *
     * <pre>{@code
     * ChatModelPort replay = RecordedRun.replay(RunStorage.directory(Path.of("src/test/resources"), "recorded"));
     * OptimizationResult result = PromptOptimizer.builder()
     *         .model(replay)
     *         .template(template)
     *         .seed(7)
     *         .build()
     *         .optimize();
     * }</pre>
     *
     * <p>The optimizer must be set up as the one that recorded the run, model settings and seed included:
     * {@link PromptOptimizer#builder(RecordedRun, java.util.function.Function)} does that. The journal of a style
     * extraction is played back in the same way.
     *
     * @param storage where the run is; it is read once, here, and not locked
     * @return a port that answers from the journal; a request that is not in it fails with a {@link ModelException} of kind
     *     {@link ModelException.Kind#UNEXPECTED} that names it
     * @throws RunException if there is no journal, or it is damaged
     */
    public static ChatModelPort replay(RunStorage storage) {
        return Journal.replay(storage);
    }

    /** {@return all finished rounds, from round 1 on; unmodifiable} */
    public List<Round> rounds() {
        return run.rounds();
    }

    /**
     * {@return the round of the prompt to use; empty until a round is finished}
     *
     * <p>If questions are held out, it is decided by the comparison on them: round 1 if the start is not beaten there. Until
     * then, and if none are held out, it is the {@linkplain #searchWinner() search's winner}; until then with {@link
     * HandOut#ONLY_IF_BETTER} it is the start, or what the look before decided. A person's choice counts at once.
     */
    public Optional<Round> bestRound() {
        return handedOut.now();
    }

    /** {@return the last accepted round, which the search starts from when it goes on; empty until a round is finished} */
    public Optional<Round> searchWinner() {
        return handedOut.searchWinner();
    }

    /**
     * {@return the round whose prompt may go live: as {@link #bestRound()}, but empty while a comparison on held-out questions
     * is to come, or what the one before decided}
     */
    public Optional<Round> handedOut() {
        return handedOut.settled();
    }

    /**
     * {@return what the held-out questions say of the prompt that won the search, or why nothing was looked at; empty while
     * that is to come}
     */
    public Optional<Confirmation> confirmation() {
        return handedOut.found().or(() -> searchWinner().flatMap(this::withoutLook));
    }

    private Optional<Confirmation> withoutLook(Round winner) {
        boolean byPerson = winner.source() == Round.Source.PERSON;
        if (handedOut.heldOut() && !byPerson) {
            return Optional.empty();
        }
        return Optional.of(new Confirmation(
                handedOut.heldOut() ? Confirmation.State.BY_PERSON : Confirmation.State.NO_QUESTIONS,
                winner.number(),
                winner.number(),
                handedOut.last().map(Confirmation::looks).orElse(0),
                handedOut.rule(),
                RunSettings.questions(run.madeWith(), winner.answers().size()),
                Optional.empty()));
    }

    /**
     * {@return why rounds are void: each reason with the number of its rounds, in the order in which they first came; empty if
     * each round was measured. Unmodifiable}
     */
    public Map<String, Integer> voidReasons() {
        Map<String, Integer> reasons = new LinkedHashMap<>();
        for (Round round : run.rounds()) {
            if (round.voidReason() != null) {
                reasons.merge(round.voidReason(), 1, Integer::sum);
            }
        }
        return Collections.unmodifiableMap(reasons);
    }

    /** {@return a folder that {@link RunStorage#folder} opens, or a note that the run is in memory} */
    public String location() {
        return run.location();
    }

    /**
     * What the run has taken, earlier calls of {@code optimize()} included.
     *
     * @return by role and in total; nothing for rounds of the Python system. The cost is known in the run of an
     *     {@link OptimizationResult}; for one that was read, see {@link RunUsage#priced}
     */
    public RunUsage usage() {
        return run.usage().values().stream().reduce(RunUsage.NONE, RunUsage::plus);
    }

    /** {@return the number of the round that has begun and is not finished; empty if no call of one is recorded} */
    public OptionalInt openRound() {
        SortedMap<Integer, RunUsage> usage = run.usage();
        return usage.isEmpty() || usage.lastKey() <= run.rounds().size()
                ? OptionalInt.empty()
                : OptionalInt.of(usage.lastKey());
    }

    /** {@return how far the judge can be trusted, over all rounds but those of the Python system} */
    public JudgeConsistency judgeConsistency() {
        return JudgeConsistency.of(run.rounds());
    }

    /**
     * {@return the settings that were sent with each request of a role, the model's name included; unset where none were given,
     * and for a run of the Python system}
     *
     * @param role the role
     */
    public ModelSettings settings(ModelRole role) {
        return RunSettings.model(run.madeWith(), requireNonNull(role, "role"));
    }

    /**
     * {@return what {@code optimize()} was asked for last, such as the number of rounds and the limits; empty for a run of the
     * Python system, and for one that was not resumed since an earlier version that did not record it}
     *
     * @throws RunException if it has a value that this version does not know
     */
    public Optional<RunRequest> request() {
        return run.asked().map(RunRequest::parse);
    }

    /** {@return the prompt of a person's decision that is not carried out yet; empty if there is none} */
    public Optional<String> openDecision() {
        return run.openDecision();
    }

    /** {@return the template that the run was made with; empty for a run of the Python system} */
    public Optional<IterationTemplate> template() {
        return run.madeWith().texts().isEmpty() ? Optional.empty() : Optional.of(RunSettings.template(run.madeWith()));
    }

    Fingerprint madeWith() {
        if (run.madeWith().texts().isEmpty()) {
            throw new IllegalStateException(run.location() + " does not say what its run was made with");
        }
        return run.madeWith();
    }

    /**
     * Exports the prompt to use into an application: {@code run.export().as(PromptFormat.LANGCHAIN4J).text()}.
     *
     * @return the prompt of {@link #bestRound()}, with the settings of the model that answered with it
     * @throws IllegalStateException if no round is finished, so that nothing was measured
     */
    public PromptExport export() {
        return export(
                bestRound().orElseThrow(() -> new IllegalStateException("no round is finished: there is no prompt")));
    }

    /**
     * Exports the prompt of a round into an application.
     *
     * @param round one of {@link #rounds()}
     * @return its prompt, with the settings of the model that answered with it
     * @throws IllegalArgumentException if the round is void: its prompt was never measured
     */
    public PromptExport export(Round round) {
        if (round.voidReason() != null) {
            throw new IllegalArgumentException("round " + round.number() + " is void: its prompt was never measured");
        }
        PromptExport export = PromptExport.of(
                RunSettings.guard(run.madeWith()).slots(round.prompt()),
                RunSettings.placement(run.madeWith()),
                settings(ModelRole.EXECUTE),
                provenance(round));
        boolean alone = !round.answers().isEmpty()
                && round.answers().stream().allMatch(answer -> answer.question().isEmpty());
        return alone ? export.withoutQuestion() : export;
    }

    /** The run's name and id: its folder is the business of this machine only. */
    private String name() {
        String name = run.location().replaceFirst("^.*[/\\\\](?=.)", "");
        return run.id().isEmpty() ? name : name + " (" + run.id() + ")";
    }

    private Map<String, String> provenance(Round round) {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("run", name());
        provenance.put("round", Integer.toString(round.number()));
        templateHash().ifPresent(hash -> provenance.put("template", hash));
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

    /** Equal for prompts from the same template; empty for a run of the Python system. */
    private Optional<String> templateHash() {
        StringBuilder template = new StringBuilder();
        run.madeWith().texts().forEach((name, text) -> {
            if (name.startsWith("template.")) {
                template.append(name).append('\0').append(text).append('\0');
            }
        });
        return template.isEmpty()
                ? Optional.empty()
                : Optional.of("sha256:" + Sha256.hex(template.toString()).substring(0, HASH_LENGTH));
    }
}
