package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RunRequest;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.run.FailedCallRule;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that may change when a run is resumed: time, pace and limits on spending. */
final class PaceOptions {

    @Option(names = "--max-rounds", paramLabel = "N", defaultValue = "10", converter = Numbers.Count.class)
    private int maxRounds;

    @Mixin
    private CallOptions calls;

    @Mixin
    private BudgetOptions budget;

    @Option(names = "--schedule", paramLabel = "WHAT", defaultValue = "calls")
    private Schedule schedule;

    @Option(names = "--patience", paramLabel = "N", converter = Numbers.Count.class)
    private @Nullable Integer patience;

    @Option(names = "--void-rounds", paramLabel = "N", defaultValue = "3", converter = Numbers.Count.class)
    private int voidRounds;

    @Option(names = "--max-time", paramLabel = "SECONDS", converter = Numbers.Count.class)
    private @Nullable Integer maxTime;

    @Option(names = "--on-failed-call", paramLabel = "WHAT", defaultValue = "stop_run")
    private FailedCallRule onFailedCall;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    PaceOptions() {}

    /** What to save when asking for votes. */
    private enum Schedule {
        CALLS(VoteSchedule.FEWEST_CALLS),
        WAITS(VoteSchedule.FEWEST_WAITS);

        private final VoteSchedule votes;

        Schedule(VoteSchedule votes) {
            this.votes = votes;
        }
    }

    BudgetOptions budget() {
        return budget;
    }

    void configure(PromptOptimizer.Builder optimizer) {
        optimizer
                .maxRounds(maxRounds)
                .voidRounds(voidRounds)
                .voteSchedule(schedule.votes)
                .callPolicy(calls.policy())
                .budget(budget.budget())
                .onFailedCall(onFailedCall);
        limit(optimizer);
    }

    /** Leaves what is not given as the run was asked for last. */
    void configureAgain(PromptOptimizer.Builder optimizer, RunRequest last) {
        optimizer.callPolicy(calls.policy(last.calls(), this::isGiven)).budget(budget.budget(last.budget()));
        if (isGiven("--max-rounds")) {
            optimizer.initialRound(1).maxRounds(maxRounds);
        }
        if (isGiven("--void-rounds")) {
            optimizer.voidRounds(voidRounds);
        }
        if (isGiven("--schedule")) {
            optimizer.voteSchedule(schedule.votes);
        }
        if (isGiven("--on-failed-call")) {
            optimizer.onFailedCall(onFailedCall);
        }
        limit(optimizer);
    }

    private boolean isGiven(String option) {
        return command.commandLine().getParseResult().hasMatchedOption(option);
    }

    private void limit(PromptOptimizer.Builder optimizer) {
        if (patience != null) {
            optimizer.patience(patience);
        }
        if (maxTime != null) {
            optimizer.timeLimit(Duration.ofSeconds(maxTime));
        }
    }
}
