package io.github.spo4j.examples.server.job;

import io.github.spo4j.examples.server.job.JobStore.Owned;
import io.github.spo4j.examples.server.storage.RunDatabase;
import java.time.Duration;
import java.util.List;

/** Removes jobs that ended long ago, with their events and the files of their runs. Thread-safe. */
final class OldJobs {

    private static final int AT_ONCE = 50;

    private final JobStore store;
    private final RunDatabase runs;
    private final Duration keep;

    OldJobs(JobStore store, RunDatabase runs, Duration keep) {
        this.store = store;
        this.runs = runs;
        this.keep = keep;
    }

    /** Removes all that are too old now. Other machines may do the same at the same time. */
    void remove() {
        List<Owned> old;
        do {
            old = store.old(keep, AT_ONCE);
            for (Owned job : old) {
                if (store.delete(job.owner(), job.id())) { // not queued again meanwhile
                    runs.delete(job.id());
                }
            }
        } while (old.size() == AT_ONCE);
    }
}
