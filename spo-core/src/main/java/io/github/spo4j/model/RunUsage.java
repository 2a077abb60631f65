package io.github.spo4j.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What a run has taken, by role. Immutable. */
public final class RunUsage {

    /** No call yet. */
    public static final RunUsage NONE = new RunUsage(new EnumMap<>(ModelRole.class));

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
     * Adds usage of all roles.
     *
     * @param more the usage to add
     * @return the sum
     */
    public RunUsage plus(RunUsage more) {
        RunUsage sum = this;
        for (ModelRole role : more.roles()) {
            sum = sum.plus(role, more.of(role));
        }
        return sum;
    }

    /**
     * Looks up what the usage cost.
     *
     * @param prices the price of the model in a role, or empty if it is not known
     * @return the same usage with its cost
     */
    public RunUsage priced(Function<ModelRole, Optional<PriceTable.Price>> prices) {
        EnumMap<ModelRole, RoleUsage> priced = new EnumMap<>(ModelRole.class);
        byRole.forEach((role, usage) -> priced.put(role, usage.priced(prices.apply(role))));
        return new RunUsage(priced);
    }

    /**
     * {@return the usage of a role; no calls and no tokens if it was not called}
     *
     * @param role the role
     */
    public RoleUsage of(ModelRole role) {
        return byRole.getOrDefault(role, RoleUsage.NOTHING);
    }

    /** {@return the sum of all roles} */
    public RoleUsage total() {
        return byRole.values().stream().reduce(RoleUsage.NOTHING, RoleUsage::plus);
    }

    /** {@return the roles that were called, in the order of {@link ModelRole}} */
    public Set<ModelRole> roles() {
        return Collections.unmodifiableSet(byRole.keySet());
    }

    @Override
    public String toString() {
        return "RunUsage" + byRole;
    }
}
