package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.RequestHash;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.TokenUsage;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Answers repeated requests from a {@link ReplyCache}, and sends equal requests that come at the same time once. */
final class CachedPort implements ChatModelPort {

    private final ChatModelPort port;
    private final ReplyCache cache;
    private final long endpoint;
    private final UnaryOperator<ModelRequest> sent;
    private final DeadlineWait waiting;

    CachedPort(
            ChatModelPort port,
            ReplyCache cache,
            long endpoint,
            UnaryOperator<ModelRequest> sent,
            DeadlineWait waiting) {
        this.port = port;
        this.cache = cache;
        this.endpoint = endpoint;
        this.sent = sent;
        this.waiting = waiting;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        String key = endpoint + ":" + RequestHash.withoutRole(sent.apply(request));
        ModelReply reply = cache.kept(key);
        while (reply == null) {
            CompletableFuture<ModelReply> mine = new CompletableFuture<>();
            CompletableFuture<ModelReply> theirs = cache.inFlight(key, mine);
            reply = theirs == null ? call(key, mine, request) : await(theirs, request);
        }
        return reply;
    }

    private ModelReply call(String key, CompletableFuture<ModelReply> call, ModelRequest request) {
        try {
            ModelReply kept = cache.kept(key); // another call may have ended since the look-up
            if (kept != null) {
                cache.succeed(key, call, kept);
                return kept;
            }
            ModelReply reply = port.chat(request);
            cache.succeed(key, call, freeOfCharge(reply));
            return reply;
        } catch (ModelException e) {
            if (!isOfCaller(e)) {
                cache.fail(key, call, e);
            }
            throw e;
        } finally {
            cache.leave(key, call);
        }
    }

    /** The same reply for callers that did not pay for it. */
    private static ModelReply freeOfCharge(ModelReply reply) {
        return reply.toBuilder()
                .attempts(0)
                .usage(TokenUsage.NONE)
                .lost(TokenUsage.NONE)
                .build();
    }

    /** Whether a failure comes from the caller's limits and not from the model, so that another caller may succeed. */
    private static boolean isOfCaller(ModelException e) {
        return switch (e.kind()) {
            case DEADLINE, BUDGET_SPENT, INTERRUPTED -> true;
            case UNEXPECTED -> e.attempts() == 0; // it was not wanted any more
            default -> false;
        };
    }

    /** The call's reply, or null if its caller left it. */
    private @Nullable ModelReply await(CompletableFuture<ModelReply> call, ModelRequest request) {
        CompletableFuture<Void> ended = call.handle((reply, failure) -> null);
        try {
            if (!waiting.await(ended, request)) {
                throw DeadlineWait.tooLate("an equal request was in flight until the deadline", request);
            }
            return call.get();
        } catch (CancellationException e) {
            return null;
        } catch (ExecutionException e) {
            throw shared((ModelException) requireNonNull(e.getCause()), request);
        } catch (InterruptedException e) {
            throw DeadlineWait.interrupted(e, request);
        }
    }

    private static ModelException shared(ModelException failure, ModelRequest request) {
        return new ModelException(
                        failure.kind(),
                        "an equal request in flight failed: " + failure.getMessage(),
                        failure,
                        failure.status(),
                        failure.retryAfter())
                .in(request)
                .withAttempts(0);
    }
}
