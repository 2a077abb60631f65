package io.github.spo4j.judge;

import io.github.spo4j.run.Vote;

/**
 * Votes counted so far, in place order.
 *
 * @param places how many places there are
 * @param counted how many votes were counted, abstentions included
 * @param candidate votes for the candidate
 * @param incumbent votes for the incumbent
 * @param wonAtOdd whether the candidate won at place 1, 3 or 5: in the round's first order
 * @param wonAtEven whether the candidate won at place 2, 4 or 6: in the other order
 */
record Tally(int places, int counted, int candidate, int incumbent, boolean wonAtOdd, boolean wonAtEven) {

    static Tally none(int places) {
        return new Tally(places, 0, 0, 0, false, false);
    }

    Tally plus(Vote.Choice choice) {
        int place = counted + 1;
        boolean won = choice == Vote.Choice.CANDIDATE;
        return new Tally(
                places,
                place,
                candidate + (won ? 1 : 0),
                incumbent + (choice == Vote.Choice.INCUMBENT ? 1 : 0),
                wonAtOdd || (won && place % 2 == 1),
                wonAtEven || (won && place % 2 == 0));
    }

    int left() {
        return places - counted;
    }

    boolean wonInBothOrders() {
        return wonAtOdd && wonAtEven;
    }
}
