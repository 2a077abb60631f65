package io.github.spo4j.langchain4j;

import io.github.spo4j.internal.NearestName;
import io.github.spo4j.internal.YamlNodes;
import io.github.spo4j.model.ModelRole;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** The block {@code roles:} of a config file: which model does what. */
final class ConfigRoles {

    static final String BLOCK = "roles";

    /** What can be asked for by its name; who describes styles merges them, too. */
    private static final List<ModelRole> NAMED =
            List.of(ModelRole.OPTIMIZE, ModelRole.EVALUATE, ModelRole.EXECUTE, ModelRole.EXTRACT);

    private final Map<ModelRole, ConfigEntry.Value> models = new EnumMap<>(ModelRole.class);

    /** Reads the block. */
    void collect(ConfigYaml yaml, Node block) {
        if (YamlNodes.isNull(block)) {
            return;
        }
        yaml.fields(block, "\"roles:\" must have the names of roles below, each with the name of a model")
                .forEach((name, field) -> {
                    String model = yaml.scalar(field, name + " of \"roles:\"").strip();
                    models.put(role(name, field), new ConfigEntry.Value(model, field.place()));
                });
    }

    private static ModelRole role(String name, ConfigYaml.Field field) {
        return NAMED.stream()
                .filter(role -> label(role).equals(name))
                .findFirst()
                .orElseThrow(() -> field.place()
                        .wrong(KeyMask.quoted(name) + " is no role"
                                + NearestName.slipOf(name, labels())
                                        .map(meant -> ", did you mean \"" + meant + "\"?")
                                        .orElse(":")
                                + " There are " + String.join(", ", labels())));
    }

    private static List<String> labels() {
        return NAMED.stream().map(ConfigRoles::label).toList();
    }

    static String label(ModelRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** Refuses a model that there is not. */
    void requireIn(ModelsConfig config) {
        models.forEach((role, model) -> {
            if (!config.has(model.text())) {
                throw model.place()
                        .wrong("the model of " + label(role) + ", " + KeyMask.quoted(model.text())
                                + ", is not in this file: add it under \"models:\", or write one of "
                                + config.shownNames());
            }
        });
    }

    boolean isEmpty() {
        return models.isEmpty();
    }

    /** The model of each role: what the block says, else the only one. */
    Map<ModelRole, String> with(Optional<String> only) {
        Map<ModelRole, String> all = new LinkedHashMap<>();
        for (ModelRole role : NAMED) {
            Optional.ofNullable(models.get(role))
                    .map(ConfigEntry.Value::text)
                    .or(() -> only)
                    .ifPresent(name -> all.put(role, name));
        }
        return all;
    }
}
