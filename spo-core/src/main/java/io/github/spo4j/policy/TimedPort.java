package io.github.spo4j.policy;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Cuts off an attempt that takes too long, whether it hangs or trickles: the call runs on a separate thread, which is
 * interrupted and no longer waited for.
 */
final class TimedPort implements ChatModelPort {

    private final ChatModelPort port;
    private final Duration timeout;
    private final Executor threads;
    private final DeadlineWait waiting;

    TimedPort(ChatModelPort port, Duration timeout, Executor threads, DeadlineWait waiting) {
        this.port = port;
        this.timeout = timeout;
        this.threads = threads;
        this.waiting = waiting;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        requireWorthSending(request);
        Optional<Duration> left = waiting.left(request).filter(time -> time.compareTo(timeout) < 0);
        Duration limit = left.orElse(timeout);
        CountDownLatch sent = new CountDownLatch(1);
        FutureTask<ModelReply> attempt = new FutureTask<>(() -> {
            sent.countDown();
            return port.chat(request);
        });
        threads.execute(attempt);
        try {
            awaitThread(sent, request);
            return attempt.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            ModelException.Kind kind = left.isPresent() ? ModelException.Kind.DEADLINE : ModelException.Kind.TIMEOUT;
            throw new ModelException(kind, "no complete reply within " + seconds(limit) + whatToTurn(kind), e)
                    .withDetails(source(request))
                    .in(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted while waiting for the reply", e)
                    .in(request);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } finally {
            attempt.cancel(true);
        }
    }

    /** An attempt lasts from when it is on its way: a busy machine costs it no time. */
    private void awaitThread(CountDownLatch sent, ModelRequest request) throws InterruptedException {
        Duration left = waiting.left(request).orElse(null);
        if (left == null) {
            sent.await();
        } else if (!sent.await(TimeUnit.NANOSECONDS.convert(left), TimeUnit.NANOSECONDS)) {
            throw DeadlineWait.tooLate("no thread was free before the deadline", request);
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
