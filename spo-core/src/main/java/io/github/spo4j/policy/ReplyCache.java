package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps replies in memory, so that a repeated request is not paid for again, also by other runs of this process. Given to
 * a {@link CallPolicy.Builder#cache(ReplyCache) CallPolicy}; policies can share one.
 *
 * <p>Requests are equal when everything that is sent is equal: the port, as an object; the model's name and all other
 * settings; the messages; JSON mode. {@linkplain ModelRequest#sample() Repeats} that need different replies get them. Role,
 * run and deadline make no difference.
 *
 * <p>A caller whose request is in flight already waits for that call, within its deadline, and shares its reply or its
 * failure. A caller that is interrupted, out of time or out of budget ends alone: the call continues for the others, or
 * one of them makes it. Failures are not kept.
 *
 * <p>A reply from the cache has 0 {@linkplain ModelReply#attempts() attempts} and took no token. When the limit is reached,
 * replies that were not used lately make room for others. Thread-safe; nothing to close.
 */
public final class ReplyCache {

    private static final int USUAL_MEGABYTES = 64;
    private static final long MEGABYTE = 1 << 20;

    /** What an entry takes beside its texts, roughly: the key and the objects. */
    private static final long ENTRY_BYTES = 300;

    private final Cache<String, ModelReply> replies;
    private final ConcurrentMap<String, CompletableFuture<ModelReply>> inFlight = new ConcurrentHashMap<>();

    /** Numbers ports as objects, without keeping them. A number is given once, so two ports never share one. */
    private final Cache<ChatModelPort, Long> endpoints =
            Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

    private final AtomicLong lastEndpoint = new AtomicLong();

    private ReplyCache(long bytes) {
        replies = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher(ReplyCache::weight)
                .executor(Runnable::run)
                .build();
    }

    /** {@return a new cache of 64 megabytes} */
    public static ReplyCache defaults() {
        return ofMegabytes(USUAL_MEGABYTES);
    }

    /**
     * A cache of a given size.
     *
     * @param limit how many megabytes of memory the replies may take, two bytes to a character
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static ReplyCache ofMegabytes(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("megabytes must be at least 1: " + limit);
        }
        return new ReplyCache(limit * MEGABYTE);
    }

    private static int weight(String key, ModelReply reply) {
        long characters = (long) reply.text().length() + length(reply.reasoning()) + length(reply.servedModel());
        return (int) Math.min(Integer.MAX_VALUE, ENTRY_BYTES + characters * Character.BYTES);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** The number of a port: always the same for one, never the same for two. */
    long endpoint(ChatModelPort port) {
        return requireNonNull(endpoints.get(port, any -> lastEndpoint.incrementAndGet()));
    }

    @Nullable
    ModelReply kept(String key) {
        return replies.getIfPresent(key);
    }

    /** The call that is in flight; null if there was none, so that the caller makes and ends this one. */
    @Nullable
    CompletableFuture<ModelReply> inFlight(String key, CompletableFuture<ModelReply> call) {
        return inFlight.putIfAbsent(key, call);
    }

    /** Ends a call with a reply. It is kept before the call is forgotten, so that no caller asks in between. */
    void succeed(String key, CompletableFuture<ModelReply> call, ModelReply reply) {
        replies.put(key, reply);
        inFlight.remove(key, call);
        call.complete(reply);
    }

    /** Ends a call with a failure. It is forgotten first, so that later callers do not get it. */
    void fail(String key, CompletableFuture<ModelReply> call, ModelException failure) {
        inFlight.remove(key, call);
        call.completeExceptionally(failure);
    }

    /** Leaves a call, unless it has ended, to those who wait for it. */
    void leave(String key, CompletableFuture<ModelReply> call) {
        inFlight.remove(key, call);
        call.cancel(false);
    }
}
