package io.github.spo4j.policy;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Cuts off an attempt that takes too long, whether it hangs or trickles: the call runs on a separate thread, which is
 * interrupted and no longer waited for. Its place is free when the port returns, and not before.
 */
final class TimedPort implements ChatModelPort {

    private final ChatModelPort port;
    private final Duration timeout;
    private final Places places;
    private final PortThreads threads;
    private final DeadlineWait waiting;

    TimedPort(ChatModelPort port, Duration timeout, Places places, PortThreads threads, DeadlineWait waiting) {
        this.port = port;
        this.timeout = timeout;
        this.places = places;
        this.threads = threads;
        this.waiting = waiting;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        requireWorthSending(request);
        places.take(request, waiting);
        Attempt attempt = new Attempt(() -> send(request), places::free);
        try {
            waiting.requireWanted(request);
            threads.begin(attempt, request, waiting);
            return reply(attempt, request);
        } catch (InterruptedException e) {
            if (attempt.withdraw()) {
                throw DeadlineWait.interrupted(e, request);
            }
            Thread.currentThread().interrupt();
            throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted while waiting for the reply", e)
                    .in(request);
        } finally {
            attempt.withdraw();
            attempt.cancel();
        }
    }

    /** On its own thread, for which it may have waited. */
    private ModelReply send(ModelRequest request) {
        waiting.requireWanted(request);
        if (waiting.isOver(request)) {
            throw DeadlineWait.tooLate("no thread was free before the deadline", request);
        }
        return port.chat(waiting.told(request));
    }

    /** The time begins when the call is on its way: a busy machine costs it none. */
    private ModelReply reply(Attempt attempt, ModelRequest request) throws InterruptedException {
        Optional<Duration> left = waiting.left(request).filter(time -> time.compareTo(timeout) < 0);
        Duration limit = left.orElse(timeout);
        if (!waiting.await(attempt.ended(), limit)) {
            ModelException.Kind kind = left.isPresent() ? ModelException.Kind.DEADLINE : ModelException.Kind.TIMEOUT;
            throw new ModelException(kind, "no complete reply within " + seconds(limit) + whatToTurn(kind))
                    .withDetails(source(request))
                    .in(request);
        }
        try {
            return attempt.reply();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static String whatToTurn(ModelException.Kind kind) {
        return kind == ModelException.Kind.TIMEOUT
                ? ": raise the time-out, limit the length of replies (max_tokens) or have fewer calls in flight"
                : ", which is when its deadline came";
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    private String source(ModelRequest request) {
        String name = request.settings().name();
        String address = port.address();
        return (name == null ? "the model" : name) + (address == null ? "" : " at " + address);
    }

    /** A reply that no caller can use is not paid for. */
    private void requireWorthSending(ModelRequest request) {
        if (waiting.isOver(request)) {
            throw DeadlineWait.tooLate("its deadline has come already", request);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw ModelException.notSent(ModelException.Kind.INTERRUPTED, "interrupted, so it was not sent", null)
                    .in(request);
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
    }
}
