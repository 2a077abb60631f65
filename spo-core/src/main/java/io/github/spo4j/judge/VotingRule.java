package io.github.spo4j.judge;

import io.github.spo4j.run.Vote;
import java.util.List;
import java.util.Optional;

/**
 * How votes decide. Votes count in place order, each as soon as it comes; when the places that are left cannot make the
 * candidate win, the incumbent stays.
 *
 * <p>Models favour what they see first, or last. Every rule but {@link #PAPER} shows the answers in both orders in turn and
 * asks for more wins than one order has places, so that a judge which only looks at the order promotes nothing.
 */
public enum VotingRule {
    /** Four places: three votes win, two lose. About a third fewer calls than {@link #PAPER}, no position bias. */
    BALANCED(4) {
        @Override
        boolean accepts(Tally tally) {
            return tally.candidate() >= 3;
        }

        @Override
        boolean keeps(Tally tally) {
            return tally.incumbent() >= 2;
        }
    },
    /**
     * As {@link #BALANCED}, but each vote sees one half of the questions: the candidate has to win on both. Places 1 and 2 ask
     * about the 1st, 3rd, 5th … question, places 3 and 4 about the others, which a candidate answers only if it gets so far.
     * Finds better prompts than {@link #BALANCED} for the same calls. It needs four questions.
     */
    SPREAD(4) {
        @Override
        boolean accepts(Tally tally) {
            return BALANCED.accepts(tally);
        }

        @Override
        boolean keeps(Tally tally) {
            return BALANCED.keeps(tally);
        }
    },
    /**
     * Four places, and all of the votes win: one for the incumbent, or an abstention, keeps it. A judge without an opinion
     * promotes a candidate in 6 of 100 rounds, and in 31 under the other rules.
     */
    STRICT(4) {
        @Override
        boolean accepts(Tally tally) {
            return tally.candidate() == tally.counted() && tally.left() == 0;
        }

        @Override
        boolean keeps(Tally tally) {
            return tally.candidate() < tally.counted();
        }
    },
    /** Six places, and wins in both orders: finds smaller differences, for more calls. */
    THOROUGH(6) {
        @Override
        boolean accepts(Tally tally) {
            boolean enough = (tally.candidate() >= 3 && tally.incumbent() == 0)
                    || (tally.candidate() >= 4 && tally.incumbent() <= 2);
            return enough && tally.wonInBothOrders();
        }

        @Override
        boolean keeps(Tally tally) {
            return tally.incumbent() == 2 && tally.candidate() <= 1;
        }
    },
    /**
     * Four places asked together, the order of each by a coin; more votes than the incumbent win, an abstention counts
     * for the incumbent. As in the paper (arXiv 2502.06855), for comparing with it: a judge that always says A promotes
     * a candidate in 5 of 16 rounds.
     */
    PAPER(4) {
        @Override
        boolean accepts(Tally tally) {
            int others = tally.counted() - tally.candidate();
            return tally.candidate() > others + tally.left();
        }

        @Override
        boolean keeps(Tally tally) {
            return false; // until the places that are left cannot make the candidate win
        }
    };

    private final int places;

    VotingRule(int places) {
        this.places = places;
    }

    /** {@return how many votes there are at most} */
    public int places() {
        return places;
    }

    abstract boolean accepts(Tally tally);

    abstract boolean keeps(Tally tally);

    /**
     * The winner, when these votes make it certain.
     *
     * @param votes the first ones, in place order
     * @return the candidate or the incumbent; empty while another vote is needed
     */
    public Optional<Vote.Choice> winner(List<Vote> votes) {
        Tally tally = Tally.none(places);
        for (Vote vote : votes) {
            tally = tally.plus(vote.choice());
            if (accepts(tally)) {
                return Optional.of(Vote.Choice.CANDIDATE);
            }
            if (keeps(tally) || !canStillAccept(tally)) {
                return Optional.of(Vote.Choice.INCUMBENT);
            }
        }
        return Optional.empty();
    }

    /** A vote for the candidate never hurts it, so its best case is all of the places left. */
    private boolean canStillAccept(Tally tally) {
        Tally best = tally;
        while (best.left() > 0) {
            best = best.plus(Vote.Choice.CANDIDATE);
            if (accepts(best)) {
                return true;
            }
        }
        return false;
    }
}
