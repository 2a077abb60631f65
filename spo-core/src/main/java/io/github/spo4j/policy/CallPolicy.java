package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.spo4j.internal.CallThreads;
import io.github.spo4j.internal.Require;
import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.policy.LimitedPort.Rate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How calls are made: how often a failed one is tried, how long one may take, how many are under way, how many are begun
 * a minute.
 *
 * <p>What is tried again is what {@link ModelException#isRetryable()} says, after half a second, one, two, up to eight
 * seconds (up to a quarter more or less by chance, so that many callers do not come back together; never over eight),
 * or after as long as the server asks, two minutes at the most. A wait that would pass the request's deadline is not
 * begun. A port that retries inside makes attempts which no policy sees.
 *
 * <p>The limits count for everything that is wrapped by the same policy, first come, first served, so one policy can be
 * shared by many runs. Thread-safe; nothing to close.
 */
public final class CallPolicy {

    /** A hundred years: nobody waits longer, and the nanoseconds of longer times soon fit no number. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int CIRCUIT_CALLS = 20;
    private static final float CIRCUIT_PERCENT = 50;

    private final int attempts;
    private final Duration timeout;
    private final int inFlight;
    private final Semaphore places;
    private final List<Rate> rates;
    private final Duration circuitPause;
    private final @Nullable ReplyCache cache;
    private final Clock clock;
    private final DeadlineWait waiting;
    private final Executor threads = CallThreads.forAttempts();
    private final Map<ChatModelPort, CircuitBreaker> circuits = Collections.synchronizedMap(new WeakHashMap<>());

    private CallPolicy(Builder builder) {
        attempts = builder.attempts;
        timeout = builder.timeout;
        inFlight = builder.inFlight;
        places = new Semaphore(inFlight, true);
        rates = builder.rates();
        circuitPause = builder.circuitPause;
        cache = builder.cache;
        clock = builder.clock;
        waiting = new DeadlineWait(builder.clock, builder.sleeper);
    }

    /**
     * Three attempts, two minutes each, 64 calls under way, no rate limit, no circuit breaker, no cache.
     *
     * @return a new policy, whose limits are shared by what it wraps
     */
    public static CallPolicy defaults() {
        return builder().build();
    }

    /**
     * Starts a policy.
     *
     * @return a builder with the values of {@link #defaults()}
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Puts this policy around a port, without a budget.
     *
     * @param port the port; what it throws becomes a {@link ModelException} that names the call
     * @return the port under this policy
     */
    public ChatModelPort wrap(ChatModelPort port) {
        return wrap(port, Budget.unlimited());
    }

    /**
     * Puts this policy around a port. From outside in: cache, retry, budget, rate limits and calls under way, circuit
     * breaker, time-out. Each attempt is paid for.
     *
     * @param port the port; what it throws becomes a {@link ModelException} that names the call
     * @param budget what attempts are paid from; an account for this port alone unless it is shared
     * @return the port under this policy
     */
    public ChatModelPort wrap(ChatModelPort port, Budget budget) {
        ChatModelPort wrapped = new TimedPort(new CheckedPort(requireNonNull(port, "port")), timeout, threads, waiting);
        if (!circuitPause.isZero()) {
            wrapped = new CircuitPort(wrapped, circuits.computeIfAbsent(port, any -> circuit()), waiting);
        }
        wrapped = new LimitedPort(wrapped, places, rates, waiting);
        wrapped = new RetryingPort(budget.account().around(wrapped), attempts, waiting);
        return cache == null ? wrapped : new CachedPort(wrapped, cache, cache.endpoint(port), budget, waiting);
    }

    /**
     * Puts this policy around a port, and around both what sees each call once, however often it is tried: a journal that
     * records replies, or a tracer. No more calls than may be in flight are in flight or not yet recorded: so many a kill
     * can lose, and not as many as there are threads. This limit is that of the returned port alone, so that one run's
     * waits between attempts hold up no other run.
     *
     * @param port the port; what it throws becomes a {@link ModelException} that names the call
     * @param budget what attempts are paid from; an account for this port alone unless it is shared
     * @param recording puts a port around another, around cache and retries; a journal returns when it has the reply
     * @return the recording port under this policy
     */
    public ChatModelPort wrap(ChatModelPort port, Budget budget, UnaryOperator<ChatModelPort> recording) {
        return new LimitedPort(recording.apply(wrap(port, budget)), new Semaphore(inFlight, true), List.of(), waiting);
    }

    /**
     * When a time that begins now is over, by the clock that deadlines are measured by. For callers who set a
     * {@linkplain ModelRequest#deadline() request's deadline}.
     *
     * @param time how long
     * @return the moment; null, which is no deadline, for a hundred years or more
     */
    public @Nullable Instant deadlineIn(Duration time) {
        return time.compareTo(LONGEST) < 0 ? clock.instant().plus(time) : null;
    }

    private CircuitBreaker circuit() {
        return CircuitBreaker.of(
                "endpoint",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(CIRCUIT_CALLS)
                        .minimumNumberOfCalls(CIRCUIT_CALLS)
                        .failureRateThreshold(CIRCUIT_PERCENT)
                        .waitDurationInOpenState(circuitPause)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .recordException(CircuitPort::isTrouble)
                        .ignoreException(CircuitPort::saysNothing)
                        .clock(clock)
                        .build());
    }

    private static int tokens(ModelRequest request) {
        return (int) Math.min(Integer.MAX_VALUE, TokenReservation.input(request));
    }

    /** Collects what a {@link CallPolicy} is made of. Not thread-safe. */
    public static final class Builder {

        private int attempts = 3;
        private Duration timeout = Duration.ofMinutes(2);
        private int inFlight = 64;
        private int requestsPerMinute;
        private int tokensPerMinute;
        private Duration circuitPause = Duration.ZERO;
        private @Nullable ReplyCache cache;
        private Clock clock = Clock.systemUTC();
        private Sleeper sleeper = time -> Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);

        private Builder() {}

        /**
         * Sets how often a call is tried in all.
         *
         * @param value default 3; 1 for no retry
         * @return this builder
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder attempts(int value) {
            attempts = Require.positive(value, "attempts");
            return this;
        }

        /**
         * Sets how long one attempt may take, from sending to the last byte of the reply.
         *
         * @param value default two minutes
         * @return this builder
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder timeout(Duration value) {
            timeout = Require.positive(value, "timeout");
            return this;
        }

        /**
         * Sets how many calls may be under way. Of one run, those that are not yet recorded count too.
         *
         * @param value default 64
         * @return this builder
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder inFlight(int value) {
            inFlight = Require.positive(value, "inFlight");
            return this;
        }

        /**
         * Sets how many requests may be sent a minute, evenly spread.
         *
         * @param value default: no limit
         * @return this builder
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder requestsPerMinute(int value) {
            requestsPerMinute = Require.positive(value, "requestsPerMinute");
            return this;
        }

        /**
         * Sets how many input tokens may be sent a minute. They are not counted but estimated, too high rather than too
         * low: a byte is a token.
         *
         * @param value default: no limit
         * @return this builder
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder tokensPerMinute(int value) {
            tokensPerMinute = Require.positive(value, "tokensPerMinute");
            return this;
        }

        /**
         * Switches a circuit breaker on: when half of the last 20 calls to a port failed by its server or the network, no
         * call is sent to it for a while, then one as a test.
         *
         * @param pause for how long
         * @return this builder
         * @throws IllegalArgumentException if the time is not positive
         */
        public Builder circuitBreaker(Duration pause) {
            circuitPause = Require.positive(pause, "pause");
            return this;
        }

        /**
         * Switches a cache on: what was asked before is answered from it, and takes no place, no budget and no part of
         * a rate.
         *
         * @param value the cache, which other policies may have too
         * @return this builder
         */
        public Builder cache(ReplyCache value) {
            cache = requireNonNull(value, "cache");
            return this;
        }

        /**
         * Sets the clock that deadlines are measured by.
         *
         * @param value default the system's
         * @return this builder
         */
        public Builder clock(Clock value) {
            clock = requireNonNull(value, "clock");
            return this;
        }

        /**
         * Sets how waits between attempts and for rate limits are made.
         *
         * @param value default: the thread sleeps
         * @return this builder
         */
        public Builder sleeper(Sleeper value) {
            sleeper = requireNonNull(value, "sleeper");
            return this;
        }

        /**
         * Makes the policy.
         *
         * @return the policy
         */
        public CallPolicy build() {
            return new CallPolicy(this);
        }

        private List<Rate> rates() {
            List<Rate> rates = new ArrayList<>();
            if (requestsPerMinute > 0) {
                rates.add(new Rate(limiter(requestsPerMinute), request -> 1));
            }
            if (tokensPerMinute > 0) {
                rates.add(new Rate(limiter(tokensPerMinute), CallPolicy::tokens));
            }
            return List.copyOf(rates);
        }

        /**
         * A limiter with many short periods in place of a minute: one long period would let a whole minute's worth pass
         * at its end and again at the beginning of the next.
         */
        private static RateLimiter limiter(int perMinute) {
            int seconds = (int) MINUTE.toSeconds();
            int perPeriod = Math.max(1, perMinute / seconds);
            return RateLimiter.of(
                    "a minute",
                    RateLimiterConfig.custom()
                            .limitForPeriod(perPeriod)
                            .limitRefreshPeriod(MINUTE.multipliedBy(perPeriod).dividedBy(perMinute))
                            .timeoutDuration(LONGEST) // of any queue; what a request can wait is in its deadline
                            .build());
        }
    }
}
