package io.github.spo4j.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.policy.ReplyCache;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a call costs beside the model, with nothing around the port and with retry, limits, budget and cache on. The
 * model replies at once. Each attempt is handed to a thread of its own, so the time on the clock is not the cost:
 * {@code cpuMicros} divided by {@code calls} is, for it has the whole process in it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class CallPolicyBenchmark {

    private static final int PROMPT_LENGTH = 2_000;
    private static final int ANSWER_LENGTH = 2_000;
    private static final int NO_LIMIT = 1_000_000_000;

    /** What is around the port. */
    public enum Around {
        /** Nothing. */
        NOTHING {
            @Override
            ChatModelPort wrap(ChatModelPort port) {
                return port;
            }
        },
        /** Everything, and nothing is asked twice. */
        POLICY {
            @Override
            ChatModelPort wrap(ChatModelPort port) {
                Budget budget =
                        Budget.ofCalls(NO_LIMIT).tokens(1_000L * NO_LIMIT).money(BigDecimal.valueOf(NO_LIMIT));
                return CallPolicy.builder()
                        .requestsPerMinute(NO_LIMIT)
                        .tokensPerMinute(Integer.MAX_VALUE)
                        .cache(ReplyCache.defaults())
                        .build()
                        .wrap(port, budget);
            }
        };

        abstract ChatModelPort wrap(ChatModelPort port);
    }

    /** What is around the port. */
    @Param
    public Around around = Around.NOTHING;

    private final ModelReply reply = ModelReply.builder("answer ".repeat(ANSWER_LENGTH / 7))
            .usage(TokenUsage.of(500, 500))
            .build();
    private final ModelSettings settings =
            ModelSettings.named("gpt-4o-mini").temperature(0).maxOutputTokens(1_000);
    private final String prompt = "prompt ".repeat(PROMPT_LENGTH / 7);
    private ChatModelPort port = request -> reply;
    private int call;

    /** What the process used while calls were made. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {

        private final OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        /** Microseconds of CPU, of all threads. */
        public long cpuMicros;

        /** How many calls. */
        public long calls;

        private long start;

        /** Begins to measure. */
        @Setup(Level.Iteration)
        public void begin() {
            calls = 0;
            start = system.getProcessCpuTime();
        }

        /** Ends measuring. */
        @TearDown(Level.Iteration)
        public void end() {
            cpuMicros = TimeUnit.NANOSECONDS.toMicros(system.getProcessCpuTime() - start);
        }
    }

    /** A policy with nothing spent and nothing kept. */
    @Setup(Level.Iteration)
    public void wrap() {
        port = around.wrap(request -> reply);
    }

    /** One call that was not made before. */
    @Benchmark
    public ModelReply call(Cpu cpu) {
        cpu.calls++;
        return port.chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user(prompt + call++)))
                .settings(settings)
                .callId(new CallId(1, "0", 0))
                .build());
    }
}
