package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.storage.RunException;

/** What a job does, on a thread of its own that is interrupted when it shall stop. */
interface JobWork {

    /**
     * Does it, or goes on with it.
     *
     * @param job the place of its files, and who is told
     * @return what came of it
     * @throws ModelException if a model failed for good
     * @throws RunException if the files of its run are another's now, or cannot be used
     * @throws JobFailure if it came to an end without a result
     * @throws InterruptedException if it was told to stop
     */
    ObjectNode run(RunningJob job) throws InterruptedException;

    /** It came to an end without a result. */
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
