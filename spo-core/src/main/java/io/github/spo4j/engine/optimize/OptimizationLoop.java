package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.evaluation.Confirmation.State;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The loop of {@code optimize()}: round after round until there is a reason to stop. A round is: propose, guard, execute,
 * judge, record ({@link RoundWork}). Then its winner is compared with the start on held-out questions ({@link
 * ConfirmationWork}).
 */
public final class OptimizationLoop {

    private final OpenRun run;
    private final RoundWork work;
    private final ConfirmationWork confirmation;
    private int voidInARow;

    /**
     * The loop of a run.
     *
     * @param run the run, which the caller closes
     */
    public OptimizationLoop(OpenRun run) {
        this.run = run;
        work = new RoundWork(run);
        confirmation = new ConfirmationWork(run);
        voidInARow = voidAtTheEnd() % run.definition().voidRounds();
    }

    /**
     * Works until there is a {@link StopReason}.
     *
     * @return the run as it is now, and why it stopped
     * @throws ModelException if a call failed after all retries; its round stays open
     */
    public RunOutcome run() {
        run.events().started(run.start(), run.handedOut().now());
        for (int number = run.start().nextRound(); number <= run.start().lastRound(); number++) {
            Optional<String> decision = decision(number);
            if (decision.isEmpty() && isPatienceOver()) {
                return confirmed(StopReason.PATIENCE);
            }
            if (decision.isEmpty() && isAsExpected()) {
                return confirmed(StopReason.AS_EXPECTED);
            }
            if (decision.isEmpty() && number > 1 && !isReplay() && !run.affordsRound()) {
                return confirmed(StopReason.BUDGET);
            }
            run.files().journal().addAsked(run.definition().request()); // a finished run stays as it is
            try {
                count(run.finish(round(number, decision)));
            } catch (ModelException e) {
                return outcome(
                        RoundWork.stopReason(e).orElseThrow(() -> e), confirmation.interrupted(State.NOT_REACHED));
            }
            if (voidInARow >= run.definition().voidRounds() && !isReplay()) {
                return confirmed(StopReason.VOID_ROUNDS);
            }
        }
        return confirmed(StopReason.MAX_ROUNDS);
    }

    private boolean isReplay() {
        return run.definition().replay().isPresent();
    }

    /** What a person decided about the next round, in this run or in the one that is played back. */
    private Optional<String> decision(int number) {
        Journal journal = run.files().journal();
        if (journal.decision(number).isEmpty()) {
            run.definition()
                    .replay()
                    .flatMap(recorded -> recorded.decision(number))
                    .ifPresent(prompt -> journal.addDecision(number, prompt));
        }
        return journal.decision(number);
    }

    private Round round(int number, Optional<String> decision) {
        return decision.map(prompt -> work.decided(number, prompt)).orElseGet(() -> work.round(number));
    }

    private int voidAtTheEnd() {
        run.files().rounds().forEach(this::count);
        return voidInARow;
    }

    /** A void round that a person decided says nothing about the models. */
    private void count(Round round) {
        if (round.voidReason() == null) {
            voidInARow = 0;
        } else if (!RoundWork.isByPerson(round)) {
            voidInARow++;
        }
    }

    private boolean isPatienceOver() {
        int finished = run.files().rounds().size();
        return finished > 0
                && finished - run.best().number() >= run.definition().patience();
    }

    /** Whether the best prompt's answers are all expected ones, unless the run was told to begin behind it. */
    private boolean isAsExpected() {
        if (run.files().rounds().isEmpty() || run.definition().replay().isPresent()) {
            return false;
        }
        Round best = run.best();
        List<QuestionAnswer> questions = run.questions();
        return best.number() >= run.definition().initialRound()
                && best.answers().size() == questions.size()
                && IntStream.range(0, questions.size())
                        .allMatch(
                                i -> isExpected(questions.get(i), best.answers().get(i)));
    }

    private static boolean isExpected(QuestionAnswer question, Round.Answer answer) {
        String expected = question.answer();
        return expected != null && expected.strip().equals(answer.answer().strip());
    }

    /** The search has ended: is its winner better than the start? */
    private RunOutcome confirmed(StopReason reason) {
        if (isReplay() && !wasConfirmed()) {
            return outcome(reason, confirmation.interrupted(State.NOT_REACHED));
        }
        try {
            return outcome(reason, confirmation.confirm());
        } catch (ModelException e) {
            boolean isTolerated =
                    run.definition().onFailedCall() == FailedCallRule.VOID_ROUND && !RoundWork.isOfAccount(e);
            StopReason why = RoundWork.stopReason(e)
                    .or(() -> isTolerated ? Optional.of(reason) : Optional.empty())
                    .orElseThrow(() -> e);
            return outcome(why, confirmation.interrupted(State.UNFINISHED));
        }
    }

    /** Whether the run that is played back looked at this winner. */
    private boolean wasConfirmed() {
        return run.heldOut().isEmpty()
                || run.replayedConfirmation()
                        .filter(found -> found.searchWinner() == run.best().number())
                        .isPresent();
    }

    private RunOutcome outcome(StopReason reason, Confirmation found) {
        return new RunOutcome(run.start(), run.definition().template().prompt(), reason, found, run.content());
    }
}
