package io.github.spo4j.engine.optimize;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.run.Round;
import java.util.List;
import java.util.Optional;

/** Takes a person's word for what is best, as the next round of a run. */
public final class Decisions {

    private final OpenRun run;
    private final RoundWork work;

    /**
     * Decisions about a run.
     *
     * @param run the run, which stays the caller's to close
     */
    public Decisions(OpenRun run) {
        this.run = run;
        work = new RoundWork(run);
    }

    /**
     * Promotes a prompt. The decision is recorded before anything is done about it. What a round that stopped in the
     * middle has is looked at first, without a further call: either that is enough to finish it, or it is void.
     *
     * @param prompt the prompt
     * @return the round
     * @throws IllegalStateException if no round is finished yet
     * @throws IllegalArgumentException if the prompt is the best already, or the guard refuses it
     * @throws ModelException if a call failed for good, the budget or the time ended, or this thread was interrupted
     */
    public Round promote(String prompt) {
        if (run.files().rounds().isEmpty()) {
            throw new IllegalStateException("nothing can be decided before round 1 is finished");
        }
        run.refusal(prompt, List.of(run.best().prompt())).ifPresent(reason -> {
            throw new IllegalArgumentException("the prompt cannot be taken: " + reason);
        });
        int open = run.nextNumber();
        boolean begun = run.files().journal().hasBegun(open);
        if (begun && !run.files().journal().decision(open).equals(Optional.of(prompt))) {
            run.finish(work.closed(open));
        }
        int number = run.nextNumber();
        if (run.files().journal().decision(number).isEmpty()) {
            run.files().journal().addDecision(number, prompt);
        }
        return run.finish(work.decided(number, prompt));
    }
}
