package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.evaluation.ComparisonWork;
import io.github.spo4j.engine.evaluation.ComparisonWork.Side;
import io.github.spo4j.evaluation.ComparisonResult;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.evaluation.Confirmation.State;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.run.OptimizationListener.Phase;
import io.github.spo4j.run.Round;
import java.util.Optional;

/**
 * After the search: is its winner better than the start on questions that the search has not seen? Nothing of it reaches a
 * later round's requests. A winner is looked at once.
 */
final class ConfirmationWork {

    private final OpenRun run;
    private final ComparisonWork work;

    ConfirmationWork(OpenRun run) {
        this.run = run;
        work = run.settings().comparison(run.session(), run.definition().template());
    }

    /**
     * Looks at the search's winner, unless that was done or is not needed.
     *
     * @throws ModelException if a call failed for good, or a limit ended; what is paid for is kept
     */
    Confirmation confirm() {
        Round winner = run.best();
        Optional<Confirmation> last = run.confirmation();
        if (run.heldOut().isEmpty()) {
            return found(State.NO_QUESTIONS, winner, winner, Optional.empty());
        }
        if (last.isPresent() && last.get().searchWinner() == winner.number()) {
            return last.get();
        }
        if (winner.source() == Round.Source.PERSON) {
            return record(found(State.BY_PERSON, winner, winner, Optional.empty()));
        }
        if (winner.number() == 1) {
            return record(found(State.START_IS_BEST, winner, winner, Optional.empty()));
        }
        return record(compared(winner));
    }

    private Confirmation compared(Round winner) {
        run.events().entered(winner.number(), Phase.CONFIRM);
        Side start = new Side(1, run.files().rounds().get(0).prompt());
        ComparisonResult comparison = ComparisonResult.of(
                work.compare(start, new Side(winner.number(), winner.prompt()), run.heldOut()),
                ComparisonResult.ALPHA,
                looks() + 1,
                run.comparisonUsage());
        Round handedOut = run.definition().handOut().takes(comparison) ? winner : kept(winner);
        return found(State.COMPARED, winner, handedOut, Optional.of(comparison));
    }

    /** How many winners were compared before; a replay goes straight to the last one. */
    private int looks() {
        return run.confirmation()
                .map(Confirmation::looks)
                .or(() -> run.replayedConfirmation()
                        .map(recorded -> recorded.looks() - (recorded.state() == State.COMPARED ? 1 : 0)))
                .orElse(0);
    }

    private Round kept(Round winner) {
        return run.replayedConfirmation()
                .filter(recorded -> recorded.searchWinner() == winner.number())
                .map(recorded -> run.files().rounds().get(recorded.handedOut() - 1))
                .orElseGet(() -> run.handedOut().kept());
    }

    private Confirmation record(Confirmation confirmation) {
        run.files().recordConfirmation(ConfirmationJson.write(confirmation, run.heldOut()));
        return confirmation;
    }

    /** The search or the comparison stopped in the middle. */
    Confirmation interrupted(State state) {
        int winner = run.handedOut().searchWinner().map(Round::number).orElse(0);
        int handedOut = run.handedOut().now().map(Round::number).orElse(0);
        return found(state, winner, handedOut, Optional.empty());
    }

    private Confirmation found(State state, Round winner, Round handedOut, Optional<ComparisonResult> comparison) {
        return found(state, winner.number(), handedOut.number(), comparison);
    }

    private Confirmation found(State state, int winner, int handedOut, Optional<ComparisonResult> comparison) {
        return new Confirmation(
                state,
                winner,
                handedOut,
                looks() + (comparison.isPresent() ? 1 : 0),
                run.definition().handOut(),
                new Confirmation.Questions(
                        run.questions().size(),
                        run.questionsLeft(),
                        run.heldOut().size(),
                        work.finished()),
                comparison);
    }
}
