package io.github.spo4j;

import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.TokenUsage;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** What a run has taken, by role. Immutable. */
public final class RunUsage {

    private static final RoleUsage NOTHING = new RoleUsage(0, TokenUsage.NONE);

    private final Map<ModelRole, RoleUsage> byRole;

    RunUsage(Map<ModelRole, RoleUsage> byRole) {
        this.byRole = new EnumMap<>(ModelRole.class);
        this.byRole.putAll(byRole);
    }

    /**
     * What one role has taken.
     *
     * @param role the role
     * @return its usage; no calls and no tokens if it was not called
     */
    public RoleUsage of(ModelRole role) {
        return byRole.getOrDefault(role, NOTHING);
    }

    /**
     * What all roles have taken together.
     *
     * @return the sum
     */
    public RoleUsage total() {
        return byRole.values().stream().reduce(NOTHING, RoleUsage::plus);
    }

    /**
     * Which roles were called.
     *
     * @return in the order of {@link ModelRole}
     */
    public Set<ModelRole> roles() {
        return Collections.unmodifiableSet(byRole.keySet());
    }

    @Override
    public String toString() {
        return "RunUsage" + byRole;
    }
}
