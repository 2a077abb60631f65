package io.github.spo4j.examples.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.Cost;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import java.util.Locale;

/** Calls, tokens and money as JSON, by role and in total. Unknown values are null, never 0. */
public final class UsageJson {

    private UsageJson() {}

    /**
     * Adds usage to an object: a field for each role that was called, and {@code total}.
     *
     * @param usage the usage
     * @param roles the object to fill
     */
    public static void put(RunUsage usage, ObjectNode roles) {
        for (ModelRole role : usage.roles()) {
            put(usage.of(role), roles.putObject(role.name().toLowerCase(Locale.ROOT)));
        }
        put(usage.total(), roles.putObject("total"));
    }

    private static void put(RoleUsage usage, ObjectNode entry) {
        entry.put("calls", usage.calls());
        entry.put("input_tokens", usage.tokens().input());
        entry.put("output_tokens", usage.tokens().output());
        entry.put("cost", usage.cost().filter(Cost::isExact).map(Cost::reported).orElse(null));
        entry.put("cost_at_most", usage.cost().map(Cost::atMost).orElse(null));
    }
}
