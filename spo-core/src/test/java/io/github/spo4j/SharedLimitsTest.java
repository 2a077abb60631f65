package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.ScriptedChatModel;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What runs have in common, and what not. */
@Timeout(120)
class SharedLimitsTest {

    private static final InheritableThreadLocal<String> TENANT = new InheritableThreadLocal<>();

    private static ScriptedChatModel model() {
        return new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> "<prompt>prompt " + request.callId().round() + "</prompt>")
                .on(
                        ModelRole.EXECUTE,
                        request -> "answer to " + request.messages().get(0).text())
                .on(ModelRole.EVALUATE, any -> "<choose>A</choose>");
    }

    private static PromptOptimizer.Builder optimizer(ChatModelPort port) {
        return PromptOptimizer.builder()
                .model(port)
                .template(IterationTemplate.of(
                        "start",
                        "Be good.",
                        List.of(QuestionAnswer.of("one?"), QuestionAnswer.of("two?"), QuestionAnswer.of("three?"))))
                .seed(1)
                .maxRounds(20);
    }

    @Nested
    class Twenty_runs_at_a_time {

        @Test
        void make_as_many_calls_as_their_shared_budget_has_and_no_other() throws Exception {
            AtomicInteger calls = new AtomicInteger();
            ScriptedChatModel model = model();
            Budget budget = Budget.ofCalls(150).shared();
            CallPolicy policy = CallPolicy.defaults();
            ChatModelPort counted = request -> {
                calls.incrementAndGet();
                return model.chat(request);
            };
            ExecutorService threads = Executors.newFixedThreadPool(20);
            try {
                List<Future<OptimizationResult>> runs = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    runs.add(threads.submit(() -> optimizer(counted)
                            .budget(budget)
                            .callPolicy(policy)
                            .build()
                            .optimize()));
                }
                for (Future<OptimizationResult> run : runs) {
                    assertThat(run.get().stopReason()).isEqualTo(StopReason.BUDGET);
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(calls).hasValue(150);
            assertThat(budget.percentSpent()).isEqualTo(100);
        }
    }

    @Nested
    class Threads {

        @Test
        void that_the_user_gives_are_all_that_a_port_runs_on() {
            Set<String> names = ConcurrentHashMap.newKeySet();
            AtomicInteger number = new AtomicInteger();
            ExecutorService threads =
                    Executors.newFixedThreadPool(2, task -> new Thread(task, "tenant-" + number.incrementAndGet()));
            ScriptedChatModel model = model();
            try {
                OptimizationResult result = optimizer(request -> {
                            names.add(Thread.currentThread().getName());
                            return model.chat(request);
                        })
                        .maxRounds(3)
                        .threads(threads)
                        .build()
                        .optimize();

                assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            } finally {
                threads.shutdownNow();
            }
            assertThat(names).isNotEmpty().allMatch(name -> name.matches("tenant-[12]"));
        }

        @Test
        void of_ours_carry_nothing_of_one_tenant_to_another() throws Exception {
            CallPolicy policy = CallPolicy.defaults();
            Set<String> seen = ConcurrentHashMap.newKeySet();
            ScriptedChatModel model = model();
            for (String tenant : List.of("A", "B")) {
                Thread caller = new Thread(() -> {
                    TENANT.set(tenant);
                    optimizer(request -> {
                                seen.add(String.valueOf(TENANT.get()));
                                return model.chat(request);
                            })
                            .callPolicy(policy)
                            .maxRounds(2)
                            .build()
                            .optimize();
                });
                caller.start();
                caller.join();
            }

            assertThat(seen).containsExactly("null");
        }

        @Test
        void that_are_stopped_end_a_run_in_plain_words_after_the_calls_in_flight() {
            ExecutorService threads = Executors.newFixedThreadPool(2);
            CountDownLatch both = new CountDownLatch(2);
            AtomicInteger ended = new AtomicInteger();
            ChatModelPort stopping = request -> {
                both.countDown();
                try {
                    both.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                threads.shutdown();
                ended.incrementAndGet();
                return ModelReply.of("ok");
            };

            assertThatThrownBy(
                            () -> optimizer(stopping).threads(threads).build().optimize())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is stopped: keep it open until the work has ended");
            assertThat(ended.get()).isGreaterThanOrEqualTo(2);
        }

        @Test
        void of_a_thousand_short_runs_are_few() {
            long before = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
            ScriptedChatModel model = model();
            for (int i = 0; i < 1_000; i++) {
                optimizer(model).maxRounds(1).build().optimize();
            }

            assertThat(ManagementFactory.getThreadMXBean().getTotalStartedThreadCount() - before)
                    .isLessThan(300);
        }
    }
}
