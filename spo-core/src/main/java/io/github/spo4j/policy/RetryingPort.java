package io.github.spo4j.policy;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
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
    private final CallReports reports;
    private final DeadlineWait waiting;

    RetryingPort(ChatModelPort port, int attempts, CallReports reports, DeadlineWait waiting) {
        this.port = port;
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
        TokenUsage lost = TokenUsage.NONE;
        ModelException last = null;
        for (int attempt = 1; ; attempt++) {
            try {
                ModelReply reply = port.chat(request);
                return reply.toBuilder()
                        .attempts(attempt - 1 + reply.attempts())
                        .lost(lost.plus(reply.lost()))
                        .build();
            } catch (ModelException e) {
                if (last != null && waiting.isHalted(request)) {
                    throw e.attempts() == 0 ? last : failed(e, attempt, lost);
                }
                long millis = tries.onError(e);
                last = failed(e, attempt, lost);
                if (millis < 0 || waiting.isHalted(request)) {
                    throw last;
                }
                lost = lost.plus(e.lost())
                        .plus(TokenReservation.spent(request, e).atMost());
                if (!waiting.allows(Duration.ofMillis(millis), request)) {
                    throw new ModelException(
                                    ModelException.Kind.DEADLINE,
                                    "no time is left to try again after: " + e.getMessage(),
                                    e)
                            .withAttempts(attempt - 1 + e.attempts())
                            .withUsage(TokenUsage.NONE)
                            .withLost(lost);
                }
                CallListener.Retry next =
                        new CallListener.Retry(request, e, attempt, attempts - 1, Duration.ofMillis(millis));
                reports.tell(to -> to.retrying(next));
                try {
                    waiting.sleep(Duration.ofMillis(millis), request);
                } catch (ModelException interrupted) {
                    if (waiting.isHalted(request) && interrupted.kind() != ModelException.Kind.INTERRUPTED) {
                        throw last;
                    }
                    throw interrupted.withAttempts(attempt - 1 + e.attempts()).withLost(lost);
                }
            }
        }
    }

    private static ModelException failed(ModelException e, int attempt, TokenUsage lost) {
        return e.withAttempts(attempt - 1 + e.attempts()).withLost(lost.plus(e.lost()));
    }
}
