package io.github.spo4j.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Set;

/** What a run has taken, by role. Immutable. */
public final class RunUsage {

    /** No call yet. */
    public static final RunUsage NONE = new RunUsage(new EnumMap<>(ModelRole.class));

    private static final RoleUsage NOTHING = new RoleUsage(0, TokenUsage.NONE);

    private final EnumMap<ModelRole, RoleUsage> byRole;

    private RunUsage(EnumMap<ModelRole, RoleUsage> byRole) {
        this.byRole = byRole;
    }

    /**
     * Adds more usage of one role.
     *
     * @param role the role
     * @param more what it has taken
     * @return the sum
     */
    public RunUsage plus(ModelRole role, RoleUsage more) {
        EnumMap<ModelRole, RoleUsage> sum = new EnumMap<>(byRole);
        sum.merge(role, more, RoleUsage::plus);
        return new RunUsage(sum);
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
