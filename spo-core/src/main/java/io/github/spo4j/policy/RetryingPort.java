package io.github.spo4j.policy;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import java.time.Duration;

/**
 * Retries a call that may succeed a little later. It waits longer from try to try, with jitter, or as long as the server
 * asks, but never past the request's deadline.
 */
final class RetryingPort implements ChatModelPort {

    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);
    private static final double JITTER = 0.25;

    /** A longer wait is left to the user, who can resume the run later. */
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(2);

    private final ChatModelPort port;
    private final Retry retry;
    private final int attempts;
    private final ModelSettings own;
    private final CallReports reports;
    private final DeadlineWait waiting;

    RetryingPort(ChatModelPort port, ModelSettings own, int attempts, CallReports reports, DeadlineWait waiting) {
        this.port = port;
        this.own = own;
        this.attempts = attempts;
        this.reports = reports;
        this.waiting = waiting;
        IntervalFunction backOff = IntervalFunction.ofExponentialRandomBackoff(FIRST_WAIT, 2, JITTER, LONGEST_WAIT);
        retry = Retry.of(
                "model calls",
                RetryConfig.<ModelReply>custom()
                        .maxAttempts(attempts)
                        .retryOnException(e -> e instanceof ModelException failure && failure.isRetryable())
                        .intervalBiFunction(
                                (attempt, outcome) -> wait((ModelException) outcome.getLeft(), backOff.apply(attempt))
                                        .toMillis())
                        .build());
    }

    private static Duration wait(ModelException failure, long backOffMillis) {
        Duration asked = failure.retryAfter();
        if (asked == null || asked.isNegative()) {
            return Duration.ofMillis(backOffMillis);
        }
        return asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        Retry.AsyncContext<ModelReply> tries = retry.asyncContext();
        Tried before = Tried.NOTHING;
        ModelException last = null;
        while (true) {
            try {
                return before.and(port.chat(request));
            } catch (ModelException e) {
                if (last != null && isLessThan(last, e, request)) {
                    throw last;
                }
                long millis = tries.onError(e);
                last = before.and(e);
                if (millis < 0 || waiting.isHalted(request)) {
                    throw last;
                }
                before = before.plus(e, TokenReservation.spent(request, own, e).atMost());
                awaitNext(Duration.ofMillis(millis), request, e, last, before);
            }
        }
    }

    /** Whether a try was not sent, and what happened before says more. */
    private boolean isLessThan(ModelException last, ModelException e, ModelRequest request) {
        return e.attempts() == 0
                && (waiting.isHalted(request)
                        || (last.attempts() == 0 && e.kind() == ModelException.Kind.BUDGET_SPENT));
    }

    private void awaitNext(
            Duration pause, ModelRequest request, ModelException failure, ModelException last, Tried before) {
        if (!waiting.allows(pause, request)) {
            ModelException late = new ModelException(
                    ModelException.Kind.DEADLINE,
                    "no time is left to try again after: " + failure.getMessage(),
                    failure);
            throw before.of(late.withUsage(TokenUsage.NONE));
        }
        CallListener.Retry next = new CallListener.Retry(request, failure, before.tries(), attempts - 1, pause);
        reports.tell(to -> to.retrying(next));
        try {
            waiting.sleep(pause, request);
        } catch (ModelException interrupted) {
            if (waiting.isHalted(request) && interrupted.kind() != ModelException.Kind.INTERRUPTED) {
                throw last;
            }
            throw before.of(interrupted);
        }
    }

    /**
     * What came before the next try.
     *
     * @param tries how many tries failed
     * @param sent how often a try reached a server, or may have
     * @param told how many tries a message names
     * @param lost the most that these can have taken
     */
    private record Tried(int tries, int sent, int told, TokenUsage lost) {

        static final Tried NOTHING = new Tried(0, 0, 0, TokenUsage.NONE);

        Tried plus(ModelException e, TokenUsage most) {
            return new Tried(
                    tries + 1,
                    sent + e.attempts(),
                    told + told(e),
                    lost.plus(e.lost()).plus(most));
        }

        ModelReply and(ModelReply reply) {
            return reply.toBuilder()
                    .attempts(sent + reply.attempts())
                    .lost(lost.plus(reply.lost()))
                    .build();
        }

        ModelException and(ModelException e) {
            return e.withAttempts(sent + e.attempts(), told + told(e)).withLost(lost.plus(e.lost()));
        }

        /** A failure that is no try. */
        ModelException of(ModelException e) {
            return e.withAttempts(sent, told).withLost(lost);
        }

        /** A server that cannot be reached was tried, too. */
        private static int told(ModelException e) {
            return Math.max(e.attempts(), e.isRetryable() ? 1 : 0);
        }
    }
}
