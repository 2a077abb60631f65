package io.github.spo4j.style;

import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.policy.Budget;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What was spent on storages before an extractor came to them. Its own calls are in its account already. Thread-safe. */
final class EarlierSpending {

    private final Budget account;
    private final Set<String> counted = new HashSet<>();

    EarlierSpending(Budget account) {
        this.account = account;
    }

    /**
     * Counts what was spent on a storage, once.
     *
     * @param id of the work in the storage
     * @param usage what it has taken so far
     * @param models whose prices count
     */
    synchronized void count(String id, RunUsage usage, List<RoleModel> models) {
        if (counted.add(id)) {
            models.forEach(model -> account.charge(model.name(), usage.of(model.role())));
        }
    }
}
