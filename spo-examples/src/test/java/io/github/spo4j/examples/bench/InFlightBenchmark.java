package io.github.spo4j.examples.bench;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.policy.ReplyCache;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many calls a second 256 threads get through when each call waits for 50 ms, with nothing around the port and with
 * retry, limits, budget and cache on. The threads are virtual ones where Java has them, else a pool.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class InFlightBenchmark {

    private static final int IN_FLIGHT = 256;
    private static final int CALLS_A_THREAD = 8;
    private static final int NO_LIMIT = 1_000_000_000;
    private static final long WAIT_MILLIS = 50;

    private final ModelReply reply = ModelReply.builder("answer ".repeat(300))
            .usage(TokenUsage.of(500, 500))
            .build();
    private final String prompt = "prompt ".repeat(300);
    private final AtomicInteger call = new AtomicInteger();

    private final ExecutorService threads = threads();
    private final ChatModelPort policy = CallPolicy.builder()
            .inFlight(IN_FLIGHT)
            .requestsPerMinute(NO_LIMIT)
            .tokensPerMinute(Integer.MAX_VALUE)
            .cache(ReplyCache.defaults())
            .build()
            .wrap(this::answer, Budget.ofCalls(NO_LIMIT).tokens(1_000L * NO_LIMIT));

    private static ExecutorService threads() {
        if (Runtime.version().feature() < 21) {
            return Executors.newFixedThreadPool(IN_FLIGHT);
        }
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Java 21 and later have virtual threads", e);
        }
    }

    /** Lets the threads go. */
    @TearDown(Level.Trial)
    public void end() {
        threads.shutdownNow();
    }

    private ModelReply answer(ModelRequest request) {
        try {
            Thread.sleep(WAIT_MILLIS);
            return reply;
        } catch (InterruptedException e) {
            throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted", e);
        }
    }

    /** The port alone. */
    @Benchmark
    @OperationsPerInvocation(IN_FLIGHT * CALLS_A_THREAD)
    public void bare() throws ExecutionException, InterruptedException {
        callTogether(this::answer);
    }

    /** The port with everything around it. */
    @Benchmark
    @OperationsPerInvocation(IN_FLIGHT * CALLS_A_THREAD)
    public void underPolicy() throws ExecutionException, InterruptedException {
        callTogether(policy);
    }

    private void callTogether(ChatModelPort port) throws ExecutionException, InterruptedException {
        List<Future<?>> running = new ArrayList<>(IN_FLIGHT);
        for (int thread = 0; thread < IN_FLIGHT; thread++) {
            running.add(threads.submit(() -> {
                for (int i = 0; i < CALLS_A_THREAD; i++) {
                    port.chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user(prompt + call.incrementAndGet())))
                            .callId(new CallId(1, "0", 0))
                            .build());
                }
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
    }
}
