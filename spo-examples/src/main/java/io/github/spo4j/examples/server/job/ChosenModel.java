package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.ModelRole;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The chosen model of a role. Immutable.
 *
 * @param role the role
 * @param name the model's name, or null for the default
 * @param temperature its temperature, or null for the default
 */
record ChosenModel(
        ModelRole role, @Nullable String name, @Nullable Double temperature) {

    /** Reads a choice, and checks at once that the model exists. */
    static ChosenModel read(RequestFields parent, String field, ModelRole role, JobModels models) {
        RequestFields fields = parent.object(field);
        ChosenModel chosen = fields == null
                ? new ChosenModel(role, null, null)
                : new ChosenModel(role, fields.text("model"), fields.measure("temperature", 0, 2));
        if (fields != null) {
            fields.refuseOthers();
        }
        try {
            chosen.in(models, 0);
        } catch (IllegalArgumentException e) {
            parent.wrong(field, String.valueOf(e.getMessage()));
        }
        return chosen;
    }

    static String field(ModelRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    JobModel in(JobModels models, long seed) {
        return models.model(role, name, temperature, seed);
    }

    /** Writes the choice, with the name of a default model too: defaults may change. */
    void write(ObjectNode json, String field, JobModels models) {
        ObjectNode choice = json.putObject(field);
        String meant = name == null ? models.usual(role).orElse(null) : name;
        if (meant != null && !models.isSimulation()) {
            choice.put("model", meant);
        }
        if (temperature != null) {
            choice.put("temperature", temperature);
        }
    }
}
