package io.github.spo4j.engine.session;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.CallThreads;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallListener;
import io.github.spo4j.policy.CallPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work that calls models: its threads, its time limit, and around the port of each role the journal, the call
 * policy and the budget. Thread-safe.
 */
public final class Session {

    private final Map<ModelRole, RoleModel> models = new EnumMap<>(ModelRole.class);

    /** The ports around a port do not know what it sets itself. */
    private final Map<ModelRole, Optional<String>> names = new EnumMap<>(ModelRole.class);

    private final @Nullable Journal journal;
    private final CallPolicy policy;
    private final CallListener reports;
    private final Budget budget;
    private final @Nullable ExecutorService threads;
    private final ParallelCalls calls;
    private volatile boolean recordedOnly;

    /**
     * The limits of the work.
     *
     * @param budget what it may spend; one that is not shared also counts what the journal has
     * @param policy how calls are made
     * @param timeLimit how long it may take, or null for no limit
     * @param threads where ports run, which stay open; null for our own threads
     */
    public record Limits(
            Budget budget,
            CallPolicy policy,
            @Nullable Duration timeLimit,
            @Nullable ExecutorService threads) {

        public Limits {
            requireNonNull(budget, "budget");
            requireNonNull(policy, "policy");
        }
    }

    /**
     * Starts the work.
     *
     * @param journal records the calls; null for work that is not recorded
     * @param limits of the work
     * @param given the models as the user gave them, one for each role
     * @param onCall runs once for each task that has ended, on the thread that waits for it
     * @param reports follows the calls that are sent, on their threads
     */
    public Session(
            @Nullable Journal journal,
            Limits limits,
            Collection<RoleModel> given,
            Runnable onCall,
            CallListener reports) {
        this.journal = journal;
        this.reports = reports;
        policy = limits.policy();
        budget = limits.budget().isShared() ? limits.budget() : limits.budget().shared();
        if (journal != null && !limits.budget().isShared()) {
            RunUsage spent = journal.usage();
            given.forEach(model -> budget.charge(model.name(), spent.of(model.role())));
        }
        threads = limits.threads();
        Supplier<Instant> deadline = limits.timeLimit() == null ? null : policy.deadlineIn(limits.timeLimit());
        given.forEach(model -> {
            names.put(model.role(), Optional.ofNullable(model.name()));
            models.put(model.role(), new RoleModel(model.role(), around(model.port()), model.settings(), deadline));
        });
        calls = new ParallelCalls(CallThreads.atMost(policy.limits().inFlight()), onCall);
    }

    private ChatModelPort around(ChatModelPort port) {
        return policy.wrap(
                port,
                budget,
                calling -> recorded(calling, port.defaults(), port instanceof Journal.Replay),
                reports,
                request -> calls().isHalted(request),
                threads);
    }

    private ChatModelPort recorded(ChatModelPort calling, ModelSettings own, boolean isReplay) {
        Journal recording = journal;
        return recording == null
                ? calling
                : haltingOthers(recording.around(
                        unlessRecordedOnly(isReplay ? calling : afterAMoment(calling, recording)), own));
    }

    /** Before the failed call leaves its place to another: calls that are in vain now are not sent. */
    private ChatModelPort haltingOthers(ChatModelPort recorded) {
        return request -> {
            try {
                return recorded.chat(request);
            } catch (ModelException e) {
                if (ParallelCalls.isForGood(e)) {
                    calls().halt(others -> isInVain(others, request, e.kind()));
                }
                throw e;
            }
        };
    }

    /** Earlier votes of a round may still decide, and other articles may fare better. */
    private static boolean isInVain(ModelRequest other, ModelRequest failed, ModelException.Kind kind) {
        return switch (failed.role()) {
            case OPTIMIZE, EXECUTE, MERGE -> true;
            case EVALUATE ->
                failed.callId().round() == 0 // of a comparison, which needs every vote
                        || Integer.parseInt(other.callId().item())
                                > Integer.parseInt(failed.callId().item());
            case EXTRACT ->
                switch (kind) {
                    case UNAUTHORIZED, QUOTA_EXHAUSTED, NOT_FOUND -> true;
                    default -> false;
                };
        };
    }

    private ChatModelPort afterAMoment(ChatModelPort calling, Journal recording) {
        return request -> {
            if (request.callId().ask() > 0 && recording.followsBlank(request)) {
                policy.pause(request, reports);
            }
            return calling.chat(request);
        };
    }

    private ChatModelPort unlessRecordedOnly(ChatModelPort calling) {
        return request -> {
            if (recordedOnly) {
                throw ModelException.notSent(
                        ModelException.Kind.UNEXPECTED, "only recorded replies are used, so it was not sent", null);
            }
            return calling.chat(request);
        };
    }

    /**
     * {@return the model of a role, behind journal, policy and budget}
     *
     * @param role the role
     */
    public RoleModel model(ModelRole role) {
        return requireNonNull(models.get(role), role.name());
    }

    /** {@return what runs calls together on the session's threads} */
    public ParallelCalls calls() {
        return calls;
    }

    /**
     * Works with recorded replies only: any other call fails and costs nothing.
     *
     * @param <T> what it returns
     * @param work what to do
     * @return its result
     */
    public <T> T recordedOnly(Supplier<T> work) {
        recordedOnly = true;
        try {
            return work.get();
        } finally {
            recordedOnly = false;
        }
    }

    /** {@return what all calls in the journal have taken, with their cost, those of earlier processes included} */
    public RunUsage usage() {
        return journal == null ? RunUsage.NONE : priced(journal.usage());
    }

    /**
     * Looks up what the usage cost. A model that nobody named is the one that the server names in its replies.
     *
     * @param usage the usage
     * @return the same, at the prices of the budget
     */
    public RunUsage priced(RunUsage usage) {
        return usage.priced(role -> name(role).flatMap(budget.prices()::price));
    }

    private Optional<String> name(ModelRole role) {
        Journal recorded = journal;
        return names.getOrDefault(role, Optional.empty())
                .or(() -> recorded == null ? Optional.empty() : recorded.servedModel(role));
    }

    /**
     * {@return whether the budget still has so much}
     *
     * @param usage what is planned
     */
    public boolean affords(RunUsage usage) {
        return budget.covers(usage, role -> name(role).orElse(null));
    }

    /** {@return how much of the tightest limit is spent: from 0 to 100 percent; 0 without a limit} */
    public int percentSpent() {
        return budget.percentSpent();
    }
}
