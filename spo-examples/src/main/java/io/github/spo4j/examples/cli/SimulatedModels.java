package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.server.job.JobModel;
import io.github.spo4j.examples.server.job.JobModels;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A simulation instead of a service's models. */
final class SimulatedModels implements JobModels {

    @Override
    public List<String> names() {
        return List.of();
    }

    @Override
    public Optional<String> usual(ModelRole role) {
        return Optional.empty();
    }

    @Override
    public JobModel model(ModelRole role, @Nullable String name, @Nullable Double temperature, long seed) {
        if (name != null) {
            throw new IllegalArgumentException("names a model, but a simulation answers here; leave it out");
        }
        return new JobModel(role, SimulatedModel.builder().seed(seed).build(), ModelSettings.named("simulation"));
    }

    @Override
    public boolean isSimulation() {
        return true;
    }
}
