package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.OptimizationListener.Phase;
import io.github.spo4j.run.Round;

/**
 * The simulation with the seed of the run that it plays all models of. The run says its seed when it begins, given,
 * drawn or recorded, so that one that goes on later gets the replies that it would have got.
 */
final class OfflineModel implements ChatModelPort {

    private volatile SimulatedModel model = SimulatedModel.builder().build();

    @Override
    public ModelReply chat(ModelRequest request) {
        return model.chat(request);
    }

    /** A listener that hears the seed and passes on what it hears. */
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
            public void budgetUsed(int percent) {
                next.budgetUsed(percent);
            }
        };
    }
}
