package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.storage.RunException;
import org.jspecify.annotations.Nullable;

/** The work of a job, on its own thread, which is interrupted to stop it. */
interface JobWork {

    /**
     * Starts or resumes the work.
     *
     * @param job the place of its files, and its listener
     * @return the result
     * @throws ModelException if a model call failed for good
     * @throws RunException if another process has taken over the run's files, or they cannot be used
     * @throws JobFailure if it ended without a result
     * @throws InterruptedException if it was told to stop
     */
    ObjectNode run(RunningJob job) throws InterruptedException;

    /**
     * What there is to show of work that ends without a result: what was paid for and is of use. Asked for after
     * {@link #run} has thrown, on the same thread.
     *
     * @return null if there is nothing
     */
    default @Nullable ObjectNode unfinished() {
        return null;
    }

    /** Ended without a result. */
    final class JobFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** Why. */
        private final transient JobError error;

        JobFailure(JobError error) {
            super(error.message());
            this.error = error;
        }

        JobError error() {
            return error;
        }
    }
}
