package io.github.spo4j.judge;

import io.github.spo4j.run.Vote;
import java.util.List;

/**
 * What a judge decided. Immutable.
 *
 * @param accepted whether the candidate becomes the best prompt
 * @param votes the votes up to the one that decided, in place order
 */
public record Verdict(boolean accepted, List<Vote> votes) {

    /** Copies the votes. */
    public Verdict {
        votes = List.copyOf(votes);
    }
}
