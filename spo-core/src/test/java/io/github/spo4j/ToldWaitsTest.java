package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ToldWaitsTest {

    private final List<String> told = new ArrayList<>();
    private @Nullable Thread here;

    private final OptimizationListener listener = new OptimizationListener() {
        @Override
        public void callRetried(ModelRole role, ModelException failure, int retry, int retries, Duration wait) {
            add(role + " " + failure.kind() + " " + retry + "/" + retries + " " + wait.toSeconds() + " s");
        }

        @Override
        public void callsReduced(ModelRole role, @Nullable String model, int inFlight) {
            add(role + " " + model + " " + inFlight);
        }
    };

    private void add(String event) {
        told.add(Thread.currentThread() == here ? event : "on another thread: " + event);
    }

    private PromptOptimizer.Builder optimizer() {
        here = Thread.currentThread();
        return PromptOptimizer.builder()
                .template(IterationTemplate.of(
                        "start", "Be good.", List.of(QuestionAnswer.of("one?"), QuestionAnswer.of("two?"))))
                .maxRounds(1)
                .listener(listener);
    }

    @Test
    void a_retry_is_told_on_the_thread_of_the_run_with_wait_and_reason() {
        AtomicInteger calls = new AtomicInteger();
        optimizer()
                .model(request -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new ModelException(Kind.RATE_LIMITED, "wait", null, 429, Duration.ofSeconds(40));
                    }
                    return ModelReply.of("ok");
                })
                .callPolicy(CallPolicy.builder().sleeper(wait -> {}).build())
                .build()
                .optimize();

        assertThat(told).containsExactly("EXECUTE RATE_LIMITED 1/2 40 s");
    }

    @Test
    void fewer_calls_at_a_time_are_told() {
        AtomicInteger calls = new AtomicInteger();
        CyclicBarrier both = new CyclicBarrier(2);
        optimizer()
                .model(request -> ModelReply.of("ok"))
                .executeWith(
                        request -> {
                            if (calls.incrementAndGet() <= 2) {
                                await(both);
                                throw new ModelException(Kind.TIMEOUT, "slow");
                            }
                            return ModelReply.of("ok");
                        },
                        ModelSettings.named("tiny"))
                .callPolicy(CallPolicy.builder().sleeper(wait -> {}).build())
                .build()
                .optimize();

        assertThat(told).contains("EXECUTE tiny 1").hasSize(3);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
