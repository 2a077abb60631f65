package io.github.spo4j.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.policy.CallPolicy;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures the engine where only it can be the brake: many runs at once in one virtual machine, in memory, with 256 calls of 50
 * ms in flight. Says how near it comes to the ideal, what a call takes of CPU, how many threads were started beside those of
 * the runs themselves, and how much heap a run takes while it waits. The first pass is that of a new process.
 */
public final class ScaleBenchmark {

    private static final int IN_FLIGHT = 256;
    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final int ROUNDS = 3;
    private static final int QUESTIONS = 3;
    private static final int PASSES = 4;

    private final int runs;
    private final CallPolicy policy = CallPolicy.builder().inFlight(IN_FLIGHT).build();
    private final TextModel model = new TextModel(LATENCY);

    private ScaleBenchmark(int runs) {
        this.runs = runs;
    }

    /**
     * Prints the table.
     *
     * @param args how many runs; default 1000
     * @throws InterruptedException if this thread is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        ScaleBenchmark bench = new ScaleBenchmark(args.length == 0 ? 1_000 : Integer.parseInt(args[0]));
        System.out.println(
                "| pass | calls | calls/s | of the ideal | CPU ms a call | threads started | heap a live run KB |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int pass = 1; pass <= PASSES; pass++) {
            System.out.println(bench.pass(pass, pass == PASSES));
        }
    }

    /** Collecting garbage to see the heap takes time, so the pass that does it says nothing about speed. */
    private String pass(int number, boolean heap) throws InterruptedException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long before = heap ? usedHeap() : 0;
        long threads = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
        long calls = model.calls();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        AtomicInteger live = new AtomicInteger(runs);
        List<Thread> callers = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            int seed = number * runs + run;
            Thread caller = new Thread(() -> {
                optimize(seed);
                live.decrementAndGet();
            });
            callers.add(caller);
            caller.start();
        }
        String kilobytes = "-";
        if (heap) {
            awaitCalls(calls + 3L * runs);
            int then = live.get();
            kilobytes = String.format("%,d", (usedHeap() - before) / 1024 / Math.max(1, then));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long made = model.calls() - calls;
        double ideal = IN_FLIGHT * 1e3 / LATENCY.toMillis();
        return String.format(
                "| %d | %,d | %s | %s | %s | %,d | %s |",
                number,
                made,
                heap ? "-" : String.format("%,.0f", made / seconds),
                heap ? "-" : String.format("%.0f %%", 100 * made / seconds / ideal),
                heap ? "-" : String.format("%.3f", (system.getProcessCpuTime() - cpu) / 1e6 / made),
                ManagementFactory.getThreadMXBean().getTotalStartedThreadCount() - threads - runs,
                kilobytes);
    }

    private void awaitCalls(long calls) throws InterruptedException {
        while (model.calls() < calls) {
            Thread.sleep(LATENCY.toMillis());
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void optimize(int seed) {
        PromptOptimizer.builder()
                .model(model)
                .callPolicy(policy)
                .template(TextModel.template(QUESTIONS, seed))
                .maxRounds(ROUNDS)
                .seed(seed)
                .build()
                .optimize();
    }
}
