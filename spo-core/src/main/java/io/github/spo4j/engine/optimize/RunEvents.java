package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.session.Session;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.policy.CallListener;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.OptimizationListener.Phase;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.RunStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says how far the run is, and notifies the listener. The listener's exceptions are logged, and the run continues. */
final class RunEvents {

    private static final Logger LOGGER = System.getLogger(RunEvents.class.getName());

    private static final List<Integer> BUDGET_MARKS = List.of(50, 80);

    private final OptimizationListener listener;
    private final Session session;
    private final Consumer<RunStatus> follower;
    private int percentReported;
    private int round;
    private Phase phase = Phase.ANSWER;
    private Optional<Round> best = Optional.empty();

    /** The follower gets the status first, so that a listener finds it up to date. */
    RunEvents(OptimizationListener listener, Session session, Consumer<RunStatus> follower) {
        this.listener = listener;
        this.session = session;
        this.follower = follower;
        percentReported = session.percentSpent();
    }

    void started(OptimizationListener.Start start, Optional<Round> handedOut) {
        best = handedOut;
        follower.accept(new RunStatus(start.nextRound() - 1, Optional.empty(), session.usage(), best));
        notify(to -> to.started(start));
    }

    void entered(int number, Phase next) {
        round = number;
        phase = next;
        callEnded();
    }

    void callEnded() {
        RunUsage usage = session.usage();
        follower.accept(new RunStatus(round, Optional.of(phase), usage, best));
        notify(to -> to.progressed(round, phase, usage));
    }

    void votesUnclear(int number, @Nullable String model, String quote) {
        LOGGER.log(
                Level.WARNING,
                "no vote of round {0} could be read, so its prompt was rejected; look at what the judge {1} says",
                Integer.toString(number),
                model == null ? "model" : model);
        notify(to -> to.votesUnclear(number, model, quote));
    }

    void retrying(CallListener.Retry retry) {
        notify(to ->
                to.callRetried(retry.request().role(), retry.failure(), retry.number(), retry.most(), retry.pause()));
    }

    void slowedDown(ModelRequest request, int inFlight) {
        notify(to -> to.callsReduced(request.role(), request.settings().name(), inFlight));
    }

    void finished(Round finished, Optional<Round> handedOut) {
        best = handedOut;
        RunUsage usage = session.usage();
        follower.accept(new RunStatus(finished.number(), Optional.of(phase), usage, best));
        notify(to -> to.roundFinished(finished, usage));
        int percent = session.percentSpent();
        for (int mark : BUDGET_MARKS) {
            if (percentReported < mark && percent >= mark) {
                notify(to -> to.budgetUsed(mark));
            }
        }
        percentReported = percent;
    }

    private void notify(Consumer<OptimizationListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "the listener failed; the run continues", e);
        }
    }
}
