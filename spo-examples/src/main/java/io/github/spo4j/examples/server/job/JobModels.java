package io.github.spo4j.examples.server.job;

import io.github.spo4j.model.ModelRole;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models of a service. Immutable, thread-safe. */
public interface JobModels {

    /**
     * The models to choose from.
     *
     * @return their names; none in a simulation
     */
    List<String> names();

    /**
     * The model that plays a role unless another is chosen.
     *
     * @param role the role
     * @return its name; empty if one must be chosen
     */
    Optional<String> usual(ModelRole role);

    /**
     * A model for a role.
     *
     * @param role the role
     * @param name one of the {@link #names()}, or null for the usual one
     * @param temperature how it is to be asked, or null for the usual way
     * @param seed of the job; for simulations, where no two jobs need be alike
     * @return the model, with what is sent with each of its requests
     * @throws IllegalArgumentException if there is no such model; the message names those that there are
     */
    JobModel model(ModelRole role, @Nullable String name, @Nullable Double temperature, long seed);

    /**
     * Whether nothing here comes from a model.
     *
     * @return true for a simulation
     */
    boolean isSimulation();
}
