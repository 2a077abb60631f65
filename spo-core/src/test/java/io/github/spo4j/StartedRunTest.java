package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.OptimizationListener.Phase;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.RunStatus;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import io.github.spo4j.testing.Sneaky;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The run of {@link SampleRun}, on a thread of its own. */
@Timeout(60)
class StartedRunTest {

    private static final CallId FIRST_VOTE_OF_ROUND_2 = new CallId(2, "1", 0);

    /** A call of a role that waits until the test lets it go, or the run is stopped. */
    private static final class Held implements ChatModelPort {

        private final ModelRole role;
        private final CallId id;
        private final ScriptedChatModel model = SampleRun.model();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        Held(ModelRole role, CallId id) {
            this.role = role;
            this.id = id;
        }

        @Override
        public ModelReply chat(ModelRequest request) {
            if (request.role() == role && request.callId().equals(id)) {
                reached.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted", e);
                }
            }
            return model.chat(request);
        }
    }

    private static OptimizationListener onStart(Runnable action) {
        return new OptimizationListener() {
            @Override
            public void started(Start start) {
                action.run();
            }
        };
    }

    private static @Nullable Throwable failure(StartedRun run) {
        return catchThrowableOfType(ExecutionException.class, () -> run.result().get())
                .getCause();
    }

    @Nested
    class Its_result {

        @Test
        void is_that_of_optimize_with_the_same_files() {
            MapStorage storage = new MapStorage();
            OptimizationResult expected =
                    SampleRun.optimizer(SampleRun.model()).build().optimize();

            OptimizationResult result = SampleRun.optimizer(SampleRun.model())
                    .storage(storage)
                    .build()
                    .start()
                    .result()
                    .join();

            assertThat(SampleRun.all(result)).isEqualTo(SampleRun.all(expected));
            assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            assertThat(storage.files()).containsOnlyKeys(SampleRun.finished(1).keySet());
        }

        @Test
        void comes_when_the_run_is_no_longer_locked_and_with_a_clear_flag() {
            MapStorage storage = new MapStorage();
            Held held = new Held(ModelRole.EVALUATE, FIRST_VOTE_OF_ROUND_2);
            PromptOptimizer optimizer =
                    SampleRun.optimizer(held).storage(storage).build();
            StartedRun run = optimizer.start();
            CompletableFuture<OptimizationResult> resumed = run.result().thenApply(stopped -> {
                held.goOn.countDown();
                run.stop();
                return optimizer.optimize();
            });

            run.stop();

            assertThat(resumed.join().stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
        }

        @Test
        void is_the_failure_of_a_call_as_optimize_throws_it() {
            StartedRun run = SampleRun.optimizer(
                            SampleRun.failingAt(ModelRole.EVALUATE, FIRST_VOTE_OF_ROUND_2, SampleRun.model()))
                    .build()
                    .start();

            assertThat(failure(run))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.TIMEOUT));
            assertThat(run.status().best().map(Round::number)).contains(1);
            assertThat(run.result().isCompletedExceptionally()).isTrue();
        }

        @Test
        void is_the_refusal_of_a_run_that_works_already() throws InterruptedException {
            Held held = new Held(ModelRole.EVALUATE, FIRST_VOTE_OF_ROUND_2);
            PromptOptimizer optimizer =
                    SampleRun.optimizer(held).storage(new MapStorage()).build();
            StartedRun first = optimizer.start();
            held.reached.await();

            StartedRun second = optimizer.start();

            assertThat(failure(second))
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.kind()).isEqualTo(RunException.Kind.LOCKED));
            assertThat(second.status()).isEqualTo(RunStatus.NOT_OPEN);
            held.goOn.countDown();
            assertThat(first.result().join().stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
        }

        @Test
        void is_whatever_a_listener_throws_that_nobody_declares() {
            StartedRun run = SampleRun.optimizer(SampleRun.model())
                    .listener(onStart(() -> Sneaky.<RuntimeException>sneak(new IOException("checked"))))
                    .build()
                    .start();

            assertThat(failure(run)).isInstanceOf(IOException.class).hasMessage("checked");
        }
    }

    @Nested
    class Its_status {

        @Test
        void is_where_the_run_is() throws InterruptedException {
            Held held = new Held(ModelRole.EVALUATE, FIRST_VOTE_OF_ROUND_2);
            StartedRun run = SampleRun.optimizer(held).build().start();
            held.reached.await();

            RunStatus status = run.status();

            assertThat(status.round()).isEqualTo(2);
            assertThat(status.phase()).contains(Phase.JUDGE);
            assertThat(status.best().map(Round::prompt)).contains("quality 50");
            assertThat(status.usage().of(ModelRole.OPTIMIZE).calls()).isEqualTo(1);
            assertThat(run).hasToString("StartedRun[round 2, JUDGE]");
            held.goOn.countDown();
            run.result().join();
        }

        @Test
        void ends_as_the_result() {
            StartedRun run = SampleRun.optimizer(SampleRun.model()).build().start();

            OptimizationResult result = run.result().join();

            assertThat(run.status())
                    .hasToString(new RunStatus(
                                    SampleRun.ROUNDS,
                                    Optional.of(Phase.JUDGE),
                                    result.run().usage(),
                                    result.run().bestRound())
                            .toString());
            assertThat(run).hasToString("StartedRun[round 5, JUDGE, ended]");
        }

        @Test
        void of_a_resumed_run_begins_with_what_there_is() {
            List<RunStatus> seen = new ArrayList<>();
            CompletableFuture<StartedRun> run = new CompletableFuture<>();
            run.complete(SampleRun.optimizer(SampleRun.model())
                    .storage(new MapStorage(SampleRun.stopped()))
                    .listener(onStart(() -> seen.add(run.join().status())))
                    .build()
                    .start());

            run.join().result().join();

            assertThat(seen).hasSize(1);
            assertThat(seen.get(0).round()).isEqualTo(3);
            assertThat(seen.get(0).phase()).isEmpty();
            assertThat(seen.get(0).best().map(Round::number)).contains(2);
            assertThat(seen.get(0).usage().total().calls()).isPositive();
        }

        @Test
        void is_up_to_date_when_a_listener_is_told() {
            List<String> differences = new ArrayList<>();
            CompletableFuture<StartedRun> run = new CompletableFuture<>();
            run.complete(SampleRun.optimizer(SampleRun.model())
                    .listener(new OptimizationListener() {
                        @Override
                        public void progressed(int round, Phase phase, RunUsage usage) {
                            RunStatus status = run.join().status();
                            if (status.round() != round || !status.phase().equals(Optional.of(phase))) {
                                differences.add(round + " " + phase + ": " + status);
                            }
                        }
                    })
                    .build()
                    .start());

            run.join().result().join();

            assertThat(differences).isEmpty();
        }
    }

    @Nested
    class A_stop {

        @Test
        void before_the_first_call_sends_nothing_and_leaves_the_callers_flag_alone(@TempDir Path workspace) {
            ScriptedChatModel model = SampleRun.model();
            CompletableFuture<StartedRun> run = new CompletableFuture<>();
            run.complete(SampleRun.optimizer(model)
                    .workspace(workspace)
                    .name("x")
                    .listener(onStart(() -> run.join().stop()))
                    .build()
                    .start());

            OptimizationResult result = run.join().result().join();

            assertThat(result.stopReason()).isEqualTo(StopReason.INTERRUPTED);
            assertThat(result.bestPrompt()).isEqualTo("quality 50");
            assertThat(model.requests()).isEmpty();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }

        @Test
        void within_a_call_ends_the_run_so_that_it_can_be_resumed(@TempDir Path workspace) throws InterruptedException {
            Held held = new Held(ModelRole.EVALUATE, FIRST_VOTE_OF_ROUND_2);
            StartedRun run = SampleRun.optimizer(held)
                    .workspace(workspace)
                    .name("x")
                    .build()
                    .start();
            held.reached.await();

            run.stop();
            run.stop();

            OptimizationResult stopped = run.result().join();
            assertThat(stopped.stopReason()).isEqualTo(StopReason.INTERRUPTED);
            assertThat(stopped.run().rounds()).hasSize(1);
            OptimizationResult resumed = SampleRun.optimizer(SampleRun.model())
                    .workspace(workspace)
                    .name("x")
                    .build()
                    .optimize();
            assertThat(SampleRun.rounds(resumed))
                    .isEqualTo(SampleRun.rounds(
                            SampleRun.optimizer(SampleRun.model()).build().optimize()));
        }

        @Test
        void right_after_the_start_counts_wherever_the_run_is() {
            StartedRun run = SampleRun.optimizer(new Held(ModelRole.EXECUTE, new CallId(1, "0", 0)))
                    .build()
                    .start();

            run.stop();

            assertThat(run.result().join().stopReason()).isEqualTo(StopReason.INTERRUPTED);
        }

        @Test
        void counts_although_a_listener_swallows_the_interrupt() {
            ScriptedChatModel model = SampleRun.model();
            CompletableFuture<StartedRun> run = new CompletableFuture<>();
            run.complete(SampleRun.optimizer(model)
                    .listener(onStart(() -> {
                        run.join().stop();
                        assertThat(Thread.interrupted()).isTrue();
                    }))
                    .build()
                    .start());

            assertThat(run.join().result().join().stopReason()).isEqualTo(StopReason.INTERRUPTED);
            assertThat(model.requests()).isEmpty();
        }

        @Test
        void after_the_end_changes_nothing() {
            StartedRun run = SampleRun.optimizer(SampleRun.model()).build().start();
            OptimizationResult result = run.result().join();

            run.stop();

            assertThat(run.result().join()).isSameAs(result);
            assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
        }

        @Test
        void is_not_what_cancelling_the_future_does() throws InterruptedException {
            MapStorage storage = new MapStorage();
            Held held = new Held(ModelRole.EVALUATE, FIRST_VOTE_OF_ROUND_2);
            CountDownLatch finished = new CountDownLatch(SampleRun.ROUNDS);
            StartedRun run = SampleRun.optimizer(held)
                    .storage(storage)
                    .listener(OptimizationListener.onRound(round -> finished.countDown()))
                    .build()
                    .start();
            held.reached.await();

            assertThat(run.result().cancel(true)).isTrue();
            held.goOn.countDown();

            finished.await();
            assertThatThrownBy(() -> run.result().join()).isInstanceOf(CancellationException.class);
        }
    }
}
