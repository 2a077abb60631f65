package io.github.spo4j.policy;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/** Delays calls so that no more are in flight, and no more are begun a minute, than a policy allows. */
final class LimitedPort implements ChatModelPort {

    private static final String TOO_LATE = "its turn would come after the deadline";

    private final ChatModelPort port;
    private final Semaphore places;
    private final List<Rate> rates;
    private final DeadlineWait waiting;

    /** How many permits of a limiter a request takes. */
    record Rate(RateLimiter limiter, ToIntFunction<ModelRequest> permits) {}

    LimitedPort(ChatModelPort port, Semaphore places, List<Rate> rates, DeadlineWait waiting) {
        this.port = port;
        this.places = places;
        this.rates = rates;
        this.waiting = waiting;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        rates.forEach(rate -> awaitTurn(rate, request));
        takePlace(request);
        try {
            waiting.requireWanted(request);
            return port.chat(request);
        } finally {
            places.release();
        }
    }

    private void awaitTurn(Rate rate, ModelRequest request) {
        long nanos = rate.limiter().reservePermission(rate.permits().applyAsInt(request));
        if (nanos < 0 || !waiting.allows(Duration.ofNanos(nanos), request)) { // negative: not in a hundred years
            throw DeadlineWait.tooLate(TOO_LATE, request);
        }
        if (nanos > 0) {
            waiting.sleep(Duration.ofNanos(nanos), request);
        }
    }

    private void takePlace(ModelRequest request) {
        try {
            Duration left = waiting.left(request).orElse(null);
            if (left == null) {
                places.acquire();
            } else if (waiting.isOver(request)
                    || !places.tryAcquire(TimeUnit.NANOSECONDS.convert(left), TimeUnit.NANOSECONDS)) {
                throw DeadlineWait.tooLate(TOO_LATE, request);
            }
        } catch (InterruptedException e) {
            throw DeadlineWait.interrupted(e, request);
        }
    }
}
