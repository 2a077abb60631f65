package io.github.spo4j.run;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.template.QuestionAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a run, on the thread that called {@code optimize()} or that {@code start()} made, in order. An exception of a listener is logged and the run
 * continues. For finished rounds a lambda is enough: {@code OptimizationListener.onRound(round -> …)}.
 */
public interface OptimizationListener {

    /**
     * What a run starts or resumes with. Immutable.
     *
     * @param location where the run's files are: a folder that {@code RunStorage.folder} opens, or a note that the run is in
     *     memory
     * @param seed the seed of the run's random choices: the one that was given, or the one that was drawn
     * @param questions the questions of the run, in the order in which they are asked
     * @param heldOut the questions that the search never sees: its winner is compared with the start on them; empty if none
     *     are held out
     * @param nextRound the first round that is not finished yet; greater than {@code lastRound} if nothing is left to do
     * @param lastRound the last round to run
     * @param cappedRoles the roles whose replies get a limit of output tokens, because a {@link
     *     io.github.spo4j.policy.Budget} of tokens or money needs one, and neither the settings nor the port have one
     * @param attemptsTold of how many of the last attempts that lost the optimizing model is told at most; 0 if nothing is told,
     *     also because the run's instructions have no place for it
     */
    record Start(
            String location,
            long seed,
            List<QuestionAnswer> questions,
            List<QuestionAnswer> heldOut,
            int nextRound,
            int lastRound,
            Set<ModelRole> cappedRoles,
            int attemptsTold) {

        public Start {
            requireNonNull(location, "location");
            questions = List.copyOf(questions);
            heldOut = List.copyOf(heldOut);
            cappedRoles = Set.copyOf(cappedRoles);
        }
    }

    /** The phases of a round, in this order; round 1 only answers, and the last one comes when the search has ended. */
    enum Phase {

        /** The optimizing model rewrites the best prompt. */
        PROPOSE,

        /** The executing model answers the questions with the candidate. */
        ANSWER,

        /** The judging model compares the answers with those of the best prompt. */
        JUDGE,

        /** The prompt that won the search is compared with the start on held-out questions. The round is the prompt's. */
        CONFIRM
    }

    /**
     * A listener for finished rounds only.
     *
     * @param action what to do with each
     */
    static OptimizationListener onRound(Consumer<Round> action) {
        requireNonNull(action, "action");
        return new OptimizationListener() {
            @Override
            public void roundFinished(Round round, RunUsage usage) {
                action.accept(round);
            }
        };
    }

    /**
     * The run is open; no call was made yet.
     *
     * @param start what it starts or resumes with
     */
    default void started(Start start) {}

    /**
     * A round has entered its next phase, or one of its calls has ended. Comes often, so that people can see progress.
     *
     * @param round the round's number
     * @param phase the round's phase
     * @param usage what the run has taken so far, by role
     */
    default void progressed(int round, Phase phase, RunUsage usage) {}

    /**
     * A round is finished and its files are written.
     *
     * @param round the round
     * @param usage what the run has taken so far, by role
     */
    default void roundFinished(Round round, RunUsage usage) {}

    /**
     * A round is about to finish in which no vote of the judge could be read, so that its prompt was rejected unread. Take
     * another judge if this comes often.
     *
     * @param round the round's number
     * @param model the judging model, or null if neither its settings nor its reply named it
     * @param quote what it said, on one line, at most 200 characters; empty if its replies had no text. It is not kept
     *     anywhere else
     */
    default void votesUnclear(int round, @Nullable String model, String quote) {}

    /**
     * An attempt of a call failed, and the call waits before it is retried. Without it a run that waits for a server is silent.
     *
     * @param role what the model was asked to do
     * @param failure how the attempt failed; with a {@linkplain ModelException#retryAfter() time} if the server asked to wait
     * @param retry the number of the retry, from 1
     * @param retries how many retries there are at most
     * @param wait how long the call waits
     */
    default void callRetried(ModelRole role, ModelException failure, int retry, int retries, Duration wait) {}

    /**
     * After a time-out fewer calls are sent to a model at a time. There are more again when it answers.
     *
     * @param role what the model was asked to do
     * @param model its name in the settings, or null
     * @param inFlight how many calls are sent at a time from now on
     */
    default void callsReduced(ModelRole role, @Nullable String model, int inFlight) {}

    /**
     * Half of the budget, or most of it, is spent; comes after the round in which the mark was passed.
     *
     * @param percent 50 or 80
     */
    default void budgetUsed(int percent) {}
}
