package io.github.spo4j.policy;

import io.github.spo4j.model.ModelRequest;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Places for calls, given in the order in which they are asked for. Thread-safe. */
final class Places {

    private final Object lock = new Object();
    private final Queue<CompletableFuture<Void>> queue = new ArrayDeque<>();
    private int size;
    private int taken;

    Places(int size) {
        this.size = size;
    }

    /** Takes a place, and waits for it if none is free. */
    void take(ModelRequest request, DeadlineWait waiting) {
        if (waiting.isOver(request)) {
            throw tooLate(request);
        }
        CompletableFuture<Void> turn = new CompletableFuture<>();
        synchronized (lock) {
            queue.add(turn);
            give();
        }
        try {
            if (!waiting.await(turn, request)) {
                giveUp(turn);
                throw tooLate(request);
            }
        } catch (InterruptedException e) {
            giveUp(turn);
            throw DeadlineWait.interrupted(e, request);
        }
    }

    private static RuntimeException tooLate(ModelRequest request) {
        return DeadlineWait.tooLate("its turn would come after the deadline", request);
    }

    private void giveUp(CompletableFuture<Void> turn) {
        synchronized (lock) {
            if (!queue.removeIf(turn::equals)) { // its turn has just come
                free();
            }
        }
    }

    /** Gives a place back. */
    void free() {
        synchronized (lock) {
            taken--;
            give();
        }
    }

    /** Changes how many places there are; who has one keeps it. */
    void resize(int places) {
        synchronized (lock) {
            size = places;
            give();
        }
    }

    int taken() {
        synchronized (lock) {
            return taken;
        }
    }

    private void give() {
        while (taken < size && !queue.isEmpty()) {
            taken++;
            queue.remove().complete(null);
        }
    }
}
