package io.github.spo4j.examples.server.job;

import io.github.spo4j.model.ModelRole;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models of a service. Immutable, thread-safe. */
public interface JobModels {

    /** {@return the names of the models to choose from; empty in a simulation} */
    List<String> names();

    /**
     * {@return the name of a role's default model; empty if one must be chosen}
     *
     * @param role the role
     */
    Optional<String> usual(ModelRole role);

    /**
     * {@return a model for a role, with the settings of its requests}
     *
     * @param role the role
     * @param name one of the {@link #names()}, or null for the default
     * @param temperature its temperature, or null for the default
     * @param seed of the job; lets simulated jobs differ
     * @throws IllegalArgumentException if there is no such model; the message names the existing ones
     */
    JobModel model(ModelRole role, @Nullable String name, @Nullable Double temperature, long seed);

    /** {@return whether a simulation answers instead of models} */
    boolean isSimulation();
}
