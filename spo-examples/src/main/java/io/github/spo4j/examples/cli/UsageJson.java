package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.Cost;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;

/** Calls, tokens and money for programs, by role and in total. What is not known is null, never 0. */
final class UsageJson {

    private UsageJson() {}

    static void put(RunUsage usage, ObjectNode roles) {
        for (ModelRole role : usage.roles()) {
            put(usage.of(role), roles.putObject(RoleText.name(role)));
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
