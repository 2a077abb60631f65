package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.server.job.JobModel;
import io.github.spo4j.examples.server.job.JobModels;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ModelRole;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The models of the config file, for a service. Options name the default model of each role. */
final class ServiceModels implements JobModels {

    private final ModelsConfig config;
    private final List<Role> roles;

    /** A client may name no other: it could send our keys, or us, anywhere. */
    private final List<String> names;

    /** All default models must be there and complete, so that the first job need not find out. */
    ServiceModels(ModelsConfig config, List<Role> roles) {
        this.config = config;
        this.roles = List.copyOf(roles);
        Role.requireAll(
                config, this.roles.stream().filter(role -> role.model() != null).toList());
        names = Stream.concat(
                        config.names().stream(), this.roles.stream().flatMap(role -> role.nameIn(config).stream()))
                .distinct()
                .toList();
        if (names.isEmpty()) {
            throw new UsageException("refused.config.none");
        }
        names.forEach(config::port);
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Optional<String> usual(ModelRole role) {
        return role(role).flatMap(playing -> playing.nameIn(config));
    }

    private Optional<Role> role(ModelRole wanted) {
        return roles.stream().filter(role -> role.role() == wanted).findFirst();
    }

    @Override
    public JobModel model(ModelRole role, @Nullable String name, @Nullable Double temperature, long seed) {
        Role playing = role(role).orElseThrow();
        String chosen = name != null
                ? name
                : usual(role).orElseThrow(() -> new IllegalArgumentException("needs a model; name one of " + all()));
        if (!names.contains(chosen)) {
            throw new IllegalArgumentException("names an unknown model; name one of " + all());
        }
        Role asked = new Role(
                role,
                playing.flag(),
                chosen,
                temperature == null ? playing.temperature() : temperature,
                playing.usualTemperature());
        return new JobModel(role, config.port(chosen), asked.settingsIn(config));
    }

    private String all() {
        return String.join(", ", names);
    }

    @Override
    public boolean isSimulation() {
        return false;
    }
}
