package io.github.spo4j.engine.optimize;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.evaluation.ComparisonWork.HeldOut;
import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.engine.session.Session;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.internal.TokenGuess;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.policy.CallListener;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.RunStatus;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A run that is locked and ready: settings and questions found, files checked, journal open. Files are read here only; later
 * state is in memory.
 */
public final class OpenRun implements AutoCloseable {

    private final RunDefinition definition;
    private final RunSettings settings;
    private final RunFiles files;
    private final Fingerprint madeWith;
    private final Session session;
    private final OptimizationListener.Start start;
    private final List<HeldOut> heldOut;
    private final int questionsLeft;
    private final RunEvents events;

    private OpenRun(RunDefinition definition, RunFiles files, Consumer<RunStatus> follower) {
        this.definition = definition;
        this.files = files;
        RunSettings given = RunSettings.of(definition.given(), files.madeWith(), definition.template());
        RunQuestions.Drawn drawn =
                new RunQuestions(definition.template(), files).questions(given.questionDraw(), given.seed());
        settings = given.holdingOut(drawn.search().size(), drawn.others().size(), definition.handOut());
        heldOut = drawn.heldOut(requireNonNull(settings.heldOut()), settings.seed());
        questionsLeft = drawn.others().size();
        if (files.madeWith().isEmpty()) {
            requireRoundsBefore(); // before anything is written
        }
        madeWith = settings.fingerprint(definition.template(), definition.models());
        files.open(madeWith, definition.clock().instant());
        requireRoundsBefore();
        if (files.rounds().isEmpty()) {
            requireCalls(definition, settings, drawn.search().size());
        }
        session = new Session(
                files.journal(),
                definition.limits(),
                definition.models().values(),
                () -> events().callEnded(),
                new CallListener() {
                    @Override
                    public void retrying(Retry retry) {
                        session().calls().tell(() -> events().retrying(retry));
                    }

                    @Override
                    public void slowedDown(ModelRequest request, int inFlight) {
                        session().calls().tell(() -> events().slowedDown(request, inFlight));
                    }
                });
        start = new OptimizationListener.Start(
                files.location(),
                settings.seed().value(),
                drawn.search(),
                heldOut.stream().map(HeldOut::question).toList(),
                nextNumber(),
                lastRound(),
                cappedRoles(),
                settings.attemptsTold());
        events = new RunEvents(definition.listener(), session, follower);
    }

    /**
     * Locks a run, and starts or resumes it.
     *
     * @param definition the run's definition
     * @param storage where it is
     * @param follower gets how far the run is, on the thread that works on it, at each phase, call and round
     * @return the run, to be closed
     * @throws RunException if it is in use, or its files are damaged, do not fit, or cannot be written
     * @throws IllegalArgumentException if the budget does not cover round 1
     */
    public static OpenRun of(RunDefinition definition, RunStorage storage, Consumer<RunStatus> follower) {
        RunFiles files = RunFiles.lock(storage);
        try {
            return new OpenRun(definition, files, follower);
        } catch (RuntimeException | Error e) {
            files.close();
            throw e;
        }
    }

    /**
     * Refuses an impossible run before it is locked, so that it leaves no folder behind.
     *
     * @param definition the run's definition
     * @param storage where it would be
     * @param fresh whether an existing run will be moved aside
     * @throws RunException if rounds before the initial one are missing
     * @throws IllegalArgumentException if the budget needs a price that is not known, or does not cover round 1, or too few
     *     questions are left to be held out, or a judge cannot vote on so many or so few as the search asks
     */
    public static void refuseEarly(RunDefinition definition, RunStorage storage, boolean fresh) {
        requirePrices(definition);
        boolean limited = definition.initialRound() > 1
                || definition.budget().calls() != null
                || definition.given().heldOut() != null
                || definition.given().votes().mayNotFit(definition.given().questionDraw())
                || definition.handOut() != HandOut.AHEAD;
        if (!limited || (!fresh && !storage.list("").isEmpty())) {
            return;
        }
        if (definition.initialRound() > 1) {
            throw tooFewRounds(definition, storage.describe(""), 0, "");
        }
        RunSettings given = RunSettings.of(definition.given(), Optional.empty(), definition.template());
        RunQuestions.Drawn drawn = RunQuestions.drawn(definition.template(), given.questionDraw(), given.seed());
        int searched = drawn.search().size();
        RunSettings settings = given.holdingOut(searched, drawn.others().size(), definition.handOut());
        requireCalls(definition, settings, searched);
    }

    /**
     * Refuses models without a known price where money is limited.
     *
     * @param definition the run's definition
     * @throws IllegalArgumentException if a price is not known and needed
     */
    public static void requirePrices(RunDefinition definition) {
        definition.models().values().forEach(model -> definition.budget().requirePrice(model.name()));
    }

    private void requireRoundsBefore() {
        int finished = files.rounds().size();
        if (finished < definition.initialRound() - 1) {
            throw tooFewRounds(
                    definition, files.location(), finished, "; begin with round " + (finished + 1) + " or earlier");
        }
    }

    private static RunException tooFewRounds(RunDefinition definition, String location, int finished, String advice) {
        return new RunException(
                RunException.Kind.DAMAGED,
                "round " + definition.initialRound() + " cannot be the first to run: " + location + " has " + finished
                        + " finished round(s)" + advice);
    }

    private static void requireCalls(RunDefinition definition, RunSettings settings, int questions) {
        Long most = definition.budget().calls();
        int heldOut = requireNonNull(settings.heldOut());
        int comparison = definition.maxRounds() == 1 ? 0 : heldOut * settings.callsToCompare();
        if (most != null && most < questions) {
            throw new IllegalArgumentException(
                    "a budget of " + most + " calls does not cover round 1 with its " + questions + " questions");
        }
        if (most != null && most < questions + comparison) {
            throw new IllegalArgumentException("a budget of " + most + " calls does not cover round 1 with its "
                    + questions + " questions and the comparison on " + heldOut + " held-out ones, which takes "
                    + comparison + " calls: raise it, or do without the comparison by heldOut(0)");
        }
    }

    /** A person's decision is carried out even if it is one round more. */
    private int lastRound() {
        int last = (int) Math.min(Integer.MAX_VALUE, (long) definition.initialRound() + definition.maxRounds() - 1);
        int open = nextNumber();
        return files.journal().decision(open).isPresent() ? Math.max(last, open) : last;
    }

    /** The roles whose replies are limited only because a budget needs a limit. */
    private Set<ModelRole> cappedRoles() {
        return definition.models().values().stream()
                .filter(model -> definition.budget().limitsTokens() && model.maxOutputTokens() == null)
                .map(RoleModel::role)
                .collect(Collectors.toUnmodifiableSet());
    }

    RunDefinition definition() {
        return definition;
    }

    RunSettings settings() {
        return settings;
    }

    RunFiles files() {
        return files;
    }

    Session session() {
        return session;
    }

    OptimizationListener.Start start() {
        return start;
    }

    RunEvents events() {
        return events;
    }

    /** The questions on which the search's winner is compared with the start. */
    List<HeldOut> heldOut() {
        return heldOut;
    }

    /** How many of the template's questions the search does not ask. */
    int questionsLeft() {
        return questionsLeft;
    }

    /** What was found last on held-out questions. */
    Optional<Confirmation> confirmation() {
        return files.journal().confirmation().map(this::confirmation);
    }

    /** What the run that is played back found on its held-out questions. */
    Optional<Confirmation> replayedConfirmation() {
        return definition.replay().flatMap(Journal.Replay::confirmation).map(this::confirmation);
    }

    private Confirmation confirmation(String record) {
        return ConfirmationJson.read(record, definition.template(), comparisonUsage());
    }

    /** What the comparisons have taken. */
    RunUsage comparisonUsage() {
        return session.priced(files.journal().usageByRound().getOrDefault(0, RunUsage.NONE));
    }

    HandedOut handedOut() {
        return new HandedOut(files.rounds(), !heldOut.isEmpty(), confirmation(), definition.handOut());
    }

    /** Whether the budget covers another round and the comparison after it. */
    boolean affordsRound() {
        return heldOut.isEmpty()
                || session.affords(
                        new Estimator(definition, TokenGuess::of, Optional.of(content())).roundAndComparison());
    }

    /** The questions that every prompt of the run answers. */
    List<QuestionAnswer> questions() {
        return start.questions();
    }

    /** The first round that is not finished yet. */
    int nextNumber() {
        return files.rounds().size() + 1;
    }

    Round best() {
        return Round.best(files.rounds()).orElseThrow();
    }

    /** Why a candidate is not tried; empty if it may be. */
    Optional<String> refusal(String candidate, List<String> earlier) {
        return settings.guard()
                .refusal(
                        candidate,
                        definition.template().prompt(),
                        earlier,
                        settings.instructions().texts().values());
    }

    /** Writes a finished round and notifies the listener. */
    Round finish(Round round) {
        files.record(round, session.priced(files.journal().usage(round.number())));
        events.finished(round, handedOut().now());
        return round;
    }

    /** The run as it is now. */
    RunFiles.Content content() {
        SortedMap<Integer, RunUsage> usage = new TreeMap<>();
        files.journal().usageByRound().forEach((round, taken) -> usage.put(round, session.priced(taken)));
        return new RunFiles.Content(
                madeWith,
                files.rounds(),
                usage,
                files.location(),
                files.id(),
                files.journal().asked(),
                files.journal().decision(nextNumber()),
                files.journal().confirmation());
    }

    /** Releases the run's lock. */
    @Override
    public void close() {
        files.close();
    }
}
