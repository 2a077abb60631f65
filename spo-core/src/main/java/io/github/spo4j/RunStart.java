package io.github.spo4j;

import io.github.spo4j.model.ModelRole;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;
import java.util.Set;

/** What a run begins or goes on with. Immutable. */
public final class RunStart {

    private final String place;
    private final long seed;
    private final List<QuestionAnswer> questions;
    private final int nextRound;
    private final int lastRound;
    private final Set<ModelRole> cappedRoles;

    RunStart(
            String place,
            long seed,
            List<QuestionAnswer> questions,
            int nextRound,
            int lastRound,
            Set<ModelRole> cappedRoles) {
        this.place = place;
        this.seed = seed;
        this.questions = List.copyOf(questions);
        this.nextRound = nextRound;
        this.lastRound = lastRound;
        this.cappedRoles = Set.copyOf(cappedRoles);
    }

    /**
     * Where the run's files are.
     *
     * @return a folder, or a note that the run lives in memory
     */
    public String place() {
        return place;
    }

    /**
     * The seed of the run's random choices.
     *
     * @return the seed that was given, or the one that was drawn
     */
    public long seed() {
        return seed;
    }

    /**
     * The questions of the run.
     *
     * @return in the order in which they are asked
     */
    public List<QuestionAnswer> questions() {
        return questions;
    }

    /**
     * The first round that is not finished yet.
     *
     * @return its number; after {@link #lastRound()} if nothing is left to do
     */
    public int nextRound() {
        return nextRound;
    }

    /**
     * The last round that was asked for.
     *
     * @return its number
     */
    public int lastRound() {
        return lastRound;
    }

    /**
     * Whose replies are cut off at 4,096 tokens: a budget of tokens or money needs to know how long they can get, and the
     * settings do not say.
     *
     * @return none without such a budget
     */
    public Set<ModelRole> cappedRoles() {
        return cappedRoles;
    }
}
