package io.github.spo4j.engine.optimize;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.engine.session.Session;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.template.IterationTemplate;
import java.time.Clock;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the user gave to the builder. Immutable.
 *
 * @param template what is optimized
 * @param given the settings for the whole run, as far as they were given
 * @param models the models as they were given, by role
 * @param initialRound the round from which {@code maxRounds} counts
 * @param maxRounds how many rounds the run has
 * @param patience after how many rounds without a better prompt it stops
 * @param voidRounds after how many void rounds in a row it stops
 * @param voteSchedule how many votes are asked together
 * @param onFailedCall what happens when a call fails after all retries
 * @param handOut which prompt is handed out after the search
 * @param listener follows the run
 * @param limits budget, policy, time and threads
 * @param clock dates rounds
 * @param request what the run is asked for this time, as JSON
 */
public record RunDefinition(
        IterationTemplate template,
        RunSettings.Given given,
        Map<ModelRole, RoleModel> models,
        int initialRound,
        int maxRounds,
        int patience,
        int voidRounds,
        VoteSchedule voteSchedule,
        FailedCallRule onFailedCall,
        HandOut handOut,
        OptimizationListener listener,
        Session.Limits limits,
        Clock clock,
        String request) {

    public RunDefinition {
        models = Collections.unmodifiableMap(new EnumMap<>(models));
        given = asPlayedBack(given, models);
    }

    /** A recorded run is played back with the questions and the rule that it had, whatever is usual now. */
    private static RunSettings.Given asPlayedBack(RunSettings.Given given, Map<ModelRole, RoleModel> models) {
        return replay(models).map(replay -> given.orAs(replay.madeWith())).orElse(given);
    }

    /** The recorded run that is played back, if one is: then this run stops where that one did. */
    Optional<Journal.Replay> replay() {
        return replay(models);
    }

    private static Optional<Journal.Replay> replay(Map<ModelRole, RoleModel> models) {
        return models.values().stream()
                .map(RoleModel::port)
                .filter(Journal.Replay.class::isInstance)
                .map(Journal.Replay.class::cast)
                .findFirst();
    }

    RoleModel model(ModelRole role) {
        return requireNonNull(models.get(role), role.name());
    }

    Budget budget() {
        return limits.budget();
    }
}
