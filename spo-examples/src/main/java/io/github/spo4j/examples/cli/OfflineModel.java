package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.OptimizationListener.Phase;
import io.github.spo4j.run.Round;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The simulation that plays all models of a run, with the run's seed. The run reports its seed when it starts, whether
 * given, drawn or recorded, so that a resumed run gets the same replies.
 */
final class OfflineModel implements ChatModelPort {

    private volatile SimulatedModel model = SimulatedModel.builder().build();

    @Override
    public ModelReply chat(ModelRequest request) {
        return model.chat(request);
    }

    /** A listener that takes the seed and passes on all events. */
    OptimizationListener seededBefore(OptimizationListener next) {
        return new OptimizationListener() {

            @Override
            public void started(OptimizationListener.Start start) {
                model = SimulatedModel.builder().seed(start.seed()).build();
                next.started(start);
            }

            @Override
            public void progressed(int round, Phase phase, RunUsage usage) {
                next.progressed(round, phase, usage);
            }

            @Override
            public void roundFinished(Round round, RunUsage usage) {
                next.roundFinished(round, usage);
            }

            @Override
            public void callRetried(ModelRole role, ModelException failure, int retry, int retries, Duration wait) {
                next.callRetried(role, failure, retry, retries, wait);
            }

            @Override
            public void callsReduced(ModelRole role, @Nullable String name, int inFlight) {
                next.callsReduced(role, name, inFlight);
            }

            @Override
            public void votesUnclear(int round, @Nullable String name, String quote) {
                next.votesUnclear(round, name, quote);
            }

            @Override
            public void budgetUsed(int percent) {
                next.budgetUsed(percent);
            }
        };
    }
}
