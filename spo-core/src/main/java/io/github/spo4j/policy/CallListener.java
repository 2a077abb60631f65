package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRequest;
import java.time.Duration;

/**
 * Follows the calls under a {@link CallPolicy}: what is retried and how long that waits, and where fewer calls are sent at a
 * time. It runs on the threads of the calls, so on several at once. An exception of a listener is logged and the call continues.
 */
public interface CallListener {

    /**
     * An attempt that failed and is retried. Immutable.
     *
     * @param request the call
     * @param failure how the attempt failed; with a {@linkplain ModelException#retryAfter() time} if the server asked to wait
     * @param number of the retry, from 1
     * @param most how many retries there are at most
     * @param pause how long the call waits before it
     */
    record Retry(ModelRequest request, ModelException failure, int number, int most, Duration pause) {

        public Retry {
            requireNonNull(request, "request");
            requireNonNull(failure, "failure");
            requireNonNull(pause, "pause");
        }
    }

    /**
     * An attempt failed; the wait before its retry begins.
     *
     * @param retry what failed and what follows
     */
    default void retrying(Retry retry) {}

    /**
     * After a time-out fewer calls are sent to an endpoint at a time. There are more again when it answers.
     *
     * @param request the call that got no reply in time
     * @param inFlight how many calls are sent at a time from now on
     */
    default void slowedDown(ModelRequest request, int inFlight) {}
}
