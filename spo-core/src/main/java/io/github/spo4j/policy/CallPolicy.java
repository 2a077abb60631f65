package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.spo4j.internal.CallThreads;
import io.github.spo4j.internal.Require;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How calls are made: retries, time-out, calls in flight, calls a minute.
 *
 * <p>A failure that {@link ModelException#isRetryable()} is retried after half a second, one, two, up to eight seconds (up
 * to a quarter more or less at random, so that many callers do not come back together; never over eight), or after as long
 * as the server asks, at most two minutes. A wait that would pass the request's deadline is not begun. Retries inside a port are
 * not seen by the policy.
 *
 * <p>After a time-out half as many calls are sent to that port at a time, at least one, because a server that answers few at a
 * time lets the others wait; there is one more again after as many replies as are sent at a time.
 *
 * <p>All ports that one policy wraps share its limits, first come, first served, so many runs can share a policy.
 * Thread-safe; nothing to close.
 */
public final class CallPolicy {

    private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration MOMENT = Duration.ofSeconds(3);
    private static final int CIRCUIT_CALLS = 20;
    private static final float CIRCUIT_PERCENT = 50;

    private final Limits limits;
    private final Places places;
    private final @Nullable Rate requests;
    private final @Nullable Rate tokens;
    private final Duration circuitPause;
    private final @Nullable ReplyCache cache;
    private final PolicyTime time;
    private final DeadlineWait waiting;
    private final PortThreads ours = new PortThreads(CallThreads.ours());
    private final CallListener listener;
    private final Map<ChatModelPort, Pace> paces = Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<ChatModelPort, CircuitBreaker> circuits = Collections.synchronizedMap(new WeakHashMap<>());

    private CallPolicy(Builder builder) {
        limits = builder.limits();
        places = new Places(limits.inFlight());
        requests = builder.requests();
        tokens = builder.tokens();
        circuitPause = builder.circuitPause;
        cache = builder.cache;
        listener = builder.listener;
        time = builder.time();
        waiting = new DeadlineWait(time);
    }

    /**
     * {@return a new policy: three attempts of two minutes each, 64 calls in flight, no rate limit, no circuit breaker, no
     * cache}
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
     * How calls are made, as far as it can be written down: without cache, circuit breaker, clock and listener.
     *
     * @param attempts how often a call is sent at most
     * @param timeout how long one attempt may take, or null for two minutes, or the port's own time-out where that is longer
     * @param inFlight how many calls may be in flight
     * @param requestsPerMinute how many requests may be sent a minute, or null for no limit
     * @param tokensPerMinute how many input tokens may be sent a minute, or null for no limit
     */
    public record Limits(
            int attempts,
            @Nullable Duration timeout,
            int inFlight,
            @Nullable Integer requestsPerMinute,
            @Nullable Integer tokensPerMinute) {

        /**
         * Starts a policy with these limits.
         *
         * @return a builder
         * @throws IllegalArgumentException if one of them is not positive
         */
        public Builder policy() {
            Builder policy = CallPolicy.builder().attempts(attempts).inFlight(inFlight);
            if (timeout != null) {
                policy.timeout(timeout);
            }
            if (requestsPerMinute != null) {
                policy.requestsPerMinute(requestsPerMinute);
            }
            if (tokensPerMinute != null) {
                policy.tokensPerMinute(tokensPerMinute);
            }
            return policy;
        }
    }

    /** {@return the limits of this policy} */
    public Limits limits() {
        return limits;
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
     * Puts this policy around a port. From outside in: cache, retry, budget, circuit breaker, the endpoint's pace, rate limits,
     * calls in flight, time-out. So each attempt is paid for, and calls that wait for an endpoint in trouble hold no place that
     * calls to another could have.
     *
     * @param port the port; what it throws becomes a {@link ModelException} that names the call
     * @param budget what attempts are paid from; for this port alone unless it is shared
     * @return the port under this policy
     */
    public ChatModelPort wrap(ChatModelPort port, Budget budget) {
        return measured(around(port, budget, new CallReports(List.of(listener)), waiting, ours));
    }

    private ChatModelPort around(
            ChatModelPort port, Budget budget, CallReports reports, DeadlineWait wait, PortThreads threads) {
        ModelSettings own = requireNonNull(port, "port").defaults();
        ChatModelPort wrapped = new TimedPort(new CheckedPort(port), timeoutOf(port), places, threads, wait);
        wrapped = new RatedPort(wrapped, requests, tokens, wait);
        wrapped =
                new PacedPort(wrapped, paces.computeIfAbsent(port, any -> new Pace(limits.inFlight())), reports, wait);
        if (!circuitPause.isZero()) {
            wrapped = new CircuitPort(wrapped, circuits.computeIfAbsent(port, any -> circuit()), wait);
        }
        wrapped = budget.account().around(wrapped, own);
        wrapped = new RetryingPort(wrapped, own, limits.attempts(), reports, wait);
        wrapped = new BoundedPort(wrapped, budget, own);
        return cache == null
                ? wrapped
                : new CachedPort(wrapped, cache, cache.endpoint(port), request -> budget.bounded(request, own), wait);
    }

    /** How long one attempt at a port may take. */
    Duration timeoutOf(ChatModelPort port) {
        Duration set = limits.timeout();
        if (set != null) {
            return set;
        }
        Duration own = port.timeout();
        return own == null || own.compareTo(USUAL_TIMEOUT) < 0 ? USUAL_TIMEOUT : own;
    }

    private ChatModelPort measured(ChatModelPort wrapped) {
        return request -> wrapped.chat(waiting.measured(request));
    }

    /**
     * Puts this policy around a port, and around both a port that sees each call once, however often it is tried: a journal
     * that records replies, or a tracer. The limit on calls in flight includes calls that are not yet recorded, so a kill
     * loses no more than that many. This limit is for the returned port alone, so that one run's waits between attempts do
     * not delay another run.
     *
     * @param port the port; what it throws becomes a {@link ModelException} that names the call
     * @param budget what attempts are paid from; for this port alone unless it is shared
     * @param recording puts a port around another, around cache and retries; a journal returns when it has the reply
     * @return the recording port under this policy
     */
    public ChatModelPort wrap(ChatModelPort port, Budget budget, UnaryOperator<ChatModelPort> recording) {
        return wrap(port, budget, recording, new CallListener() {}, any -> false, null);
    }

    /**
     * Puts this policy around a port as {@link #wrap(ChatModelPort, Budget, UnaryOperator)} does, for callers that follow
     * their own calls and may lose interest in a request while it waits: for a place, for its turn, or between attempts.
     * Such a request is not sent (again).
     *
     * @param port the port; what it throws becomes a {@link ModelException} that names the call
     * @param budget what attempts are paid from; for this port alone unless it is shared
     * @param recording puts a port around another, around cache and retries; a journal returns when it has the reply
     * @param also follows these calls, beside the {@linkplain Builder#listener policy's listener}
     * @param unwanted asked before each attempt, on any thread: whether the request must not be sent any more
     * @param threads where the port runs, and nothing else; it stays the caller's to close. Null for our own threads, which
     *     inherit nothing
     * @return the recording port under this policy
     */
    public ChatModelPort wrap(
            ChatModelPort port,
            Budget budget,
            UnaryOperator<ChatModelPort> recording,
            CallListener also,
            Predicate<ModelRequest> unwanted,
            @Nullable Executor threads) {
        CallReports reports = new CallReports(List.of(listener, also));
        PortThreads called = threads == null ? ours : new PortThreads(threads);
        ChatModelPort recorded = recording.apply(around(port, budget, reports, waiting.haltedBy(unwanted), called));
        return measured(new LimitedPort(recorded, new Places(limits.inFlight()), waiting));
    }

    /**
     * When a time that begins now is over, by the policy's clock. For callers that set a
     * {@linkplain ModelRequest#deadline() request's deadline}. A time in which the machine is asleep does not count, on Linux and
     * macOS, so the moment is asked for anew for each request.
     *
     * @param limit how long
     * @return gives the moment; null, which is no deadline, from a hundred years on
     */
    public @Nullable Supplier<Instant> deadlineIn(Duration limit) {
        if (limit.compareTo(PolicyTime.LONGEST) >= 0) {
            return null;
        }
        Instant end = time.awake().instant().plus(limit);
        return () -> time.told(end);
    }

    /**
     * Waits three seconds, or not at all if the request's deadline comes before. For callers that ask once more after a reply
     * without text, which often is a passing fault. Listeners are told as of a retry.
     *
     * @param request the request that is sent next
     * @param also follows these calls, beside the {@linkplain Builder#listener policy's listener}
     * @throws ModelException of kind {@link ModelException.Kind#INTERRUPTED} if the waiting thread is interrupted
     */
    public void pause(ModelRequest request, CallListener also) {
        if (waiting.allows(MOMENT, request)) {
            ModelException blank =
                    new ModelException(ModelException.Kind.BLANK_REPLY, "the model gave no text").in(request);
            CallListener.Retry retry = new CallListener.Retry(request, blank, 1, 1, MOMENT);
            new CallReports(List.of(listener, also)).tell(to -> to.retrying(retry));
            waiting.sleep(MOMENT, request);
        }
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
                        .clock(time.awake())
                        .build());
    }

    /** Collects what a {@link CallPolicy} is made of. Not thread-safe. */
    public static final class Builder {

        private int attempts = 3;
        private @Nullable Duration timeout;
        private int inFlight = 64;
        private int requestsPerMinute;
        private int tokensPerMinute;
        private Duration circuitPause = Duration.ZERO;
        private @Nullable ReplyCache cache;
        private @Nullable Clock clock;
        private EventWait events = EventWait.REAL;
        private CallListener listener = new CallListener() {};
        private Sleeper sleeper = time -> Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);

        private Builder() {}

        /**
         * Sets how often a call is sent at most. More attempts survive longer outages, and each may be paid for; 1 makes every
         * network error final.
         *
         * @param value default 3; 1 for no retry
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder attempts(int value) {
            attempts = Require.positive(value, "attempts");
            return this;
        }

        /**
         * Sets how long one attempt may take, from sending to the last byte of the reply. Raise it for models that think long:
         * an attempt that is cut off is retried, and may be paid for without giving a reply.
         *
         * @param value default two minutes, or the {@linkplain ChatModelPort#timeout() port's own} time-out where that is
         *     longer
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder timeout(Duration value) {
            timeout = Require.positive(value, "timeout");
            return this;
        }

        /**
         * Sets how many calls may be in flight; of one run, calls that are not yet recorded count too. Lower it for a server that
         * answers one call at a time: others would wait there until they time out. A kill loses at most this many calls. A port
         * that does not end when its attempt times out and it is interrupted counts until it returns.
         *
         * @param value default 64
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder inFlight(int value) {
            inFlight = Require.positive(value, "inFlight");
            return this;
        }

        /**
         * Sets how many requests may be sent a minute, evenly spread. Set it to your provider's limit, since a call that is
         * rejected too often fails. Too low a value makes calls miss their deadlines.
         *
         * @param value default: no limit
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder requestsPerMinute(int value) {
            requestsPerMinute = Require.positive(value, "requestsPerMinute");
            return this;
        }

        /**
         * Sets how many input tokens may be sent a minute, for providers that limit them. Tokens are guessed, one for four
         * characters or for one of a script without spaces; the usage that a reply reports settles the guess. What was not used
         * in the last minute may be sent at once.
         *
         * @param value default: no limit
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder tokensPerMinute(int value) {
            tokensPerMinute = Require.positive(value, "tokensPerMinute");
            return this;
        }

        /**
         * Switches a circuit breaker on, so that a long outage costs few calls: when half of the last 20 calls to a port failed
         * by its server or the network, no call is sent to it for a while, then one as a test. Calls wait meanwhile; with no
         * deadline they wait as long as the outage lasts. Calls to other ports do not.
         *
         * @param pause how long no call is sent; default: no circuit breaker
         * @throws IllegalArgumentException if the time is not positive
         */
        public Builder circuitBreaker(Duration pause) {
            circuitPause = Require.positive(pause, "pause");
            return this;
        }

        /**
         * Switches a cache on: a request that was answered before takes no call, no budget and no part of a rate. Do not use it
         * where equal requests should get new replies, such as to measure how much a model's answers vary.
         *
         * @param value the cache, which other policies may share; default: none
         */
        public Builder cache(ReplyCache value) {
            cache = requireNonNull(value, "cache");
            return this;
        }

        /**
         * Sets the clock that deadlines are measured by. Tests set one; a clock that jumps makes deadlines pass too early or too
         * late.
         *
         * @param value default: the system's, without the time in which the machine is asleep on Linux and macOS
         */
        public Builder clock(Clock value) {
            clock = requireNonNull(value, "clock");
            return this;
        }

        /**
         * Sets how a call waits between attempts and for rate limits. Tests set one that does not wait; with real models that
         * would send retries at once.
         *
         * @param value default: the thread sleeps
         */
        public Builder sleeper(Sleeper value) {
            sleeper = requireNonNull(value, "sleeper");
            return this;
        }

        /**
         * Sets a listener, for example to show what a silent call waits for. It is shared by all that use the policy, and a slow
         * one delays their calls.
         *
         * @param value default: none
         */
        public Builder listener(CallListener value) {
            listener = requireNonNull(value, "listener");
            return this;
        }

        /** {@return the policy} */
        public CallPolicy build() {
            return new CallPolicy(this);
        }

        private Limits limits() {
            return new Limits(
                    attempts, timeout, inFlight, positiveOrNull(requestsPerMinute), positiveOrNull(tokensPerMinute));
        }

        private static @Nullable Integer positiveOrNull(int count) {
            return count > 0 ? (Integer) count : null;
        }

        /** Sets how a call waits for an event. */
        Builder events(EventWait value) {
            events = value;
            return this;
        }

        private PolicyTime time() {
            Clock system = Clock.systemUTC();
            return clock == null
                    ? new PolicyTime(system, new AwakeClock(system, System::nanoTime), sleeper, events)
                    : new PolicyTime(clock, clock, sleeper, events);
        }

        /** A second's worth can be there, so that requests are spread. */
        private @Nullable Rate requests() {
            return requestsPerMinute == 0 ? null : new Rate(requestsPerMinute, Math.max(1, requestsPerMinute / 60));
        }

        /** A minute's worth can be there, as providers count. */
        private @Nullable Rate tokens() {
            return tokensPerMinute == 0 ? null : new Rate(tokensPerMinute, tokensPerMinute);
        }
    }
}
