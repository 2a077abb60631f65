package io.github.spo4j.policy;

import io.github.spo4j.model.ModelReply;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/** One call of a port on a thread that may be long in coming, and that a port may keep long after nobody waits for it. */
final class Attempt implements Runnable {

    private final FutureTask<ModelReply> call;
    private final Runnable onEnd;
    private final AtomicBoolean settled = new AtomicBoolean();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /**
     * A call that is not begun.
     *
     * @param call calls the port
     * @param onEnd runs once, when the port has returned or the call will never begin
     */
    Attempt(Callable<ModelReply> call, Runnable onEnd) {
        this.call = new FutureTask<>(call);
        this.onEnd = onEnd;
    }

    /** Calls the port, unless the call was withdrawn before. */
    @Override
    public void run() {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        begun.complete(null);
        try {
            call.run();
        } finally {
            onEnd.run();
            ended.complete(null);
        }
    }

    /** Whether the call has not begun, and now never will. */
    boolean withdraw() {
        boolean never = settled.compareAndSet(false, true);
        if (never) {
            onEnd.run();
        }
        return never;
    }

    /** Interrupts the port if it is called. */
    void cancel() {
        call.cancel(true);
    }

    CompletableFuture<Void> begun() {
        return begun;
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    /** What the port returned or threw, once it has. */
    ModelReply reply() throws ExecutionException, InterruptedException {
        return call.get();
    }
}
