package io.github.spo4j.run;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Remark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One comparison by the judge. Immutable.
 *
 * @param place in the round, from 1; votes are counted in this order
 * @param order which answers the judge saw as A
 * @param questions which of the run's questions it saw, counted from 0, in the order in which it saw them
 * @param choice whom it chose
 * @param reason why, in the judge's own words: at most 2,000 characters; null if it gave none, and in rounds of earlier
 *     versions
 */
public record Vote(
        int place,
        Order order,
        List<Integer> questions,
        Choice choice,
        @Nullable String reason) {

    /** Which answers a judge saw first, as A. */
    public enum Order {
        /** The candidate's are A, the incumbent's B. */
        CANDIDATE_FIRST,
        /** The incumbent's are A, the candidate's B. */
        INCUMBENT_FIRST;

        /** {@return the other order} */
        public Order swapped() {
            return this == CANDIDATE_FIRST ? INCUMBENT_FIRST : CANDIDATE_FIRST;
        }
    }

    /** Whom a judge chose. */
    public enum Choice {
        /** The new prompt's answers. */
        CANDIDATE,
        /** The best answers so far. */
        INCUMBENT,
        /** Neither: the judge gave no readable choice, twice. */
        ABSTAINED
    }

    public Vote {
        if (place < 1) {
            throw new IllegalArgumentException("places count from 1: " + place);
        }
        requireNonNull(order, "order");
        questions = List.copyOf(questions);
        requireNonNull(choice, "choice");
        reason = Remark.of(reason);
    }

    /**
     * A vote without a reason.
     *
     * @param place in the round, from 1
     * @param order which answers the judge saw as A
     * @param questions which of the run's questions it saw, counted from 0
     * @param choice whom it chose
     */
    public Vote(int place, Order order, List<Integer> questions, Choice choice) {
        this(place, order, questions, choice, null);
    }

    /** {@return whether the judge chose what it saw first; false if it chose the other or abstained} */
    public boolean choseA() {
        return choice == (order == Order.CANDIDATE_FIRST ? Choice.CANDIDATE : Choice.INCUMBENT);
    }
}
