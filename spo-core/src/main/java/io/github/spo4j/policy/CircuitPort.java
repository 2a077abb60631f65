package io.github.spo4j.policy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import java.time.Duration;

/**
 * Leaves an endpoint alone for a while when most calls to it fail, so that a long outage costs few calls. Calls wait
 * meanwhile, within their deadlines.
 */
final class CircuitPort implements ChatModelPort {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final ChatModelPort port;
    private final CircuitBreaker breaker;
    private final DeadlineWait waiting;

    CircuitPort(ChatModelPort port, CircuitBreaker breaker, DeadlineWait waiting) {
        this.port = port;
        this.breaker = breaker;
        this.waiting = waiting;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        while (!breaker.tryAcquirePermission()) {
            if (!waiting.allows(LOOK, request)) {
                throw DeadlineWait.tooLate("the endpoint was failing until the deadline", request);
            }
            waiting.sleep(LOOK, request);
        }
        long start = breaker.getCurrentTimestamp();
        try {
            ModelReply reply = port.chat(request);
            breaker.onSuccess(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit());
            return reply;
        } catch (RuntimeException | Error e) {
            breaker.onError(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit(), e);
            throw e;
        }
    }

    /** Whether a failure comes from the caller's limits or the program: it shows nothing of the endpoint. */
    static boolean saysNothing(Throwable e) {
        if (!(e instanceof ModelException failure)) {
            return true;
        }
        return switch (failure.kind()) {
            case DEADLINE, INTERRUPTED -> true;
            default -> failure.attempts() == 0 && !isTrouble(failure);
        };
    }

    /** Whether a failure shows that the endpoint is in trouble; a rate limit or a refused request does not. */
    static boolean isTrouble(Throwable e) {
        return e instanceof ModelException failure
                && switch (failure.kind()) {
                    case NETWORK, TIMEOUT, SERVER_ERROR, MALFORMED_REPLY -> true;
                    default -> false;
                };
    }
}
