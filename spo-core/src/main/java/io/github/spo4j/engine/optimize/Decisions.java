package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.internal.InvisibleText;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.run.Round;
import java.util.List;
import java.util.Optional;

/** Promotes the prompt of a person, as the next round of a run. */
public final class Decisions {

    private final OpenRun run;
    private final RoundWork work;

    /**
     * Decisions about a run.
     *
     * @param run the run, which the caller closes
     */
    public Decisions(OpenRun run) {
        this.run = run;
        work = new RoundWork(run);
    }

    /**
     * Promotes a prompt. The decision is recorded before it is carried out. First a round that stopped in the middle is
     * closed, without a further call: it is finished if its recorded replies are enough, else void.
     *
     * @param prompt the prompt
     * @param guarded whether the guard may refuse it
     * @return the round
     * @throws IllegalStateException if no round is finished yet
     * @throws IllegalArgumentException if the prompt is the best already, or the guard refuses it
     * @throws ModelException if a call failed after all retries, the budget or the time limit ended, or this thread was
     *     interrupted
     */
    public Round promote(String prompt, boolean guarded) {
        if (run.files().rounds().isEmpty()) {
            throw new IllegalStateException("nothing can be decided before round 1 is finished");
        }
        List<String> best = handedOutAlready();
        Optional<String> refusal = guarded ? run.refusal(prompt, best) : unfit(prompt, best);
        refusal.ifPresent(reason -> {
            throw new IllegalArgumentException("the prompt cannot be taken: " + reason);
        });
        Journal journal = run.files().journal();
        int open = run.nextNumber();
        if (journal.hasBegun(open) && !journal.decision(open).equals(Optional.of(prompt))) {
            run.finish(work.closed(open));
        }
        int number = run.nextNumber();
        if (journal.decision(number).isEmpty()) {
            journal.addDecision(number, prompt);
        }
        return run.finish(work.decided(number, prompt));
    }

    /**
     * Takes back a decision that is not carried out yet, so that the run goes on without it: its round is void. No call is
     * made.
     *
     * @return the round
     * @throws IllegalStateException if there is no such decision
     */
    public Round withdraw() {
        int number = run.nextNumber();
        String prompt = run.files()
                .journal()
                .decision(number)
                .orElseThrow(() -> new IllegalStateException("there is no decision that is not carried out yet"));
        return run.finish(work.withdrawn(number, prompt));
    }

    /** The prompt that won the search, unless another one is handed out: then a person may want either. */
    private List<String> handedOutAlready() {
        String winner = run.best().prompt();
        boolean isHandedOut = run.handedOut()
                .now()
                .filter(round -> round.prompt().equals(winner))
                .isPresent();
        return isHandedOut ? List.of(winner) : List.of();
    }

    private static Optional<String> unfit(String prompt, List<String> best) {
        if (InvisibleText.isAll(prompt)) {
            return Optional.of("it is empty");
        }
        return best.stream().anyMatch(one -> prompt.strip().equals(one.strip()))
                ? Optional.of("it is the best already")
                : Optional.empty();
    }
}
