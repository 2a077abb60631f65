package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.ScriptedChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VoidRoundsTest {

    private static final IterationTemplate TEMPLATE =
            IterationTemplate.of("start", "Be good.", List.of(QuestionAnswer.of("one?"), QuestionAnswer.of("two?")));

    private final CapturedLog log = new CapturedLog("io.github.spo4j.engine.optimize");

    @AfterEach
    void closeLog() {
        log.close();
    }

    private static ScriptedChatModel model(Set<Integer> unproposed) {
        return new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> unproposed.contains(request.callId().round())
                                ? "no tags"
                                : "<prompt>prompt " + request.callId().round() + "</prompt>")
                .on(
                        ModelRole.EXECUTE,
                        request -> "an answer to " + request.messages().get(0).text())
                .on(ModelRole.EVALUATE, any -> "<choose>A</choose>");
    }

    private static PromptOptimizer.Builder optimizer(ChatModelPort port) {
        return PromptOptimizer.builder()
                .model(port)
                .template(TEMPLATE)
                .seed(1)
                .maxRounds(12)
                .callPolicy(CallPolicy.builder().attempts(1).build());
    }

    private static int rounds(OptimizationResult result) {
        return result.run().rounds().size();
    }

    @Nested
    class In_a_row {

        @Test
        void three_stop_the_run_and_the_result_says_how_many_and_why() {
            OptimizationResult result =
                    optimizer(model(Set.of(2, 4, 5, 6, 7))).build().optimize();

            assertThat(result.stopReason()).isEqualTo(StopReason.VOID_ROUNDS);
            assertThat(rounds(result)).isEqualTo(6);
            assertThat(result.run().voidReasons()).hasSize(1).allSatisfy((reason, count) -> {
                assertThat(reason)
                        .startsWith("no candidate could be used: ")
                        .endsWith("; a stronger optimizing model may do better");
                assertThat(count).isEqualTo(4);
            });
            assertThat(result)
                    .asString()
                    .startsWith(
                            "OptimizationResult[VOID_ROUNDS, 6 round(s), best is round 1, void rounds: {no candidate")
                    .endsWith("=4}]");
        }

        @Test
        void the_next_run_tries_as_many_more() {
            MapStorage storage = new MapStorage();
            PromptOptimizer optimizer = optimizer(model(Set.of(2, 3, 4, 5, 6, 7, 8, 9)))
                    .storage(storage)
                    .build();

            assertThat(rounds(optimizer.optimize())).isEqualTo(4);
            OptimizationResult again = optimizer.optimize();
            assertThat(again.stopReason()).isEqualTo(StopReason.VOID_ROUNDS);
            assertThat(rounds(again)).isEqualTo(7);
            OptimizationResult healed =
                    optimizer(model(Set.of())).storage(storage).build().optimize();
            assertThat(healed.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            assertThat(rounds(healed)).isEqualTo(12);
        }

        @Test
        void those_before_a_kill_count() {
            MapStorage storage = new MapStorage();
            PromptOptimizer.Builder optimizer =
                    optimizer(model(Set.of(2, 3, 4, 5))).storage(storage);
            optimizer.maxRounds(3).build().optimize();

            OptimizationResult result = optimizer.maxRounds(12).build().optimize();

            assertThat(result.stopReason()).isEqualTo(StopReason.VOID_ROUNDS);
            assertThat(rounds(result)).isEqualTo(4);
        }

        @Test
        void as_many_as_the_user_says() {
            assertThat(rounds(optimizer(model(Set.of(2, 3, 4, 5, 6)))
                            .voidRounds(5)
                            .build()
                            .optimize()))
                    .isEqualTo(6);
            assertThat(rounds(optimizer(model(Set.of(2))).voidRounds(1).build().optimize()))
                    .isEqualTo(2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PromptOptimizer.builder().voidRounds(0))
                    .withMessageContaining("voidRounds");
        }

        @Test
        void do_not_stop_a_replay() {
            MapStorage storage = new MapStorage();
            PromptOptimizer.Builder recorder =
                    optimizer(model(Set.of(2, 3, 4, 5))).storage(storage).voidRounds(9);
            recorder.maxRounds(6).build().optimize();

            OptimizationResult again = optimizer(Journal.replay(storage))
                    .storage(RunStorage.memory())
                    .maxRounds(6)
                    .build()
                    .optimize();

            assertThat(again.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            assertThat(rounds(again)).isEqualTo(6);
        }

        @Test
        void one_that_a_person_set_aside_does_not_count() {
            MapStorage storage = new MapStorage();
            ScriptedChatModel failing = model(Set.of(2, 3)).on(ModelRole.EVALUATE, any -> {
                throw new ModelException(ModelException.Kind.TIMEOUT, "scripted");
            });
            PromptOptimizer.Builder optimizer = optimizer(failing).storage(storage);
            assertThatThrownBy(() -> optimizer.build().optimize()).isInstanceOf(ModelException.class);
            optimizer.build().promote("start, by hand"); // round 4 is set aside, round 5 is the person's

            OptimizationResult result = optimizer(model(Set.of(6, 7)))
                    .storage(storage)
                    .maxRounds(7)
                    .build()
                    .optimize();

            assertThat(result.run().rounds().get(3).voidReason()).isEqualTo("a person decided before it was finished");
            assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            assertThat(rounds(result)).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAUTHORIZED", "QUOTA_EXHAUSTED"})
    void an_account_in_trouble_stops_the_run_with_VOID_ROUND_too(ModelException.Kind kind) {
        ScriptedChatModel model = model(Set.of()).on(ModelRole.EVALUATE, any -> {
            throw new ModelException(kind, "scripted");
        });

        assertThatThrownBy(() -> optimizer(model)
                        .onFailedCall(FailedCallRule.VOID_ROUND)
                        .build()
                        .optimize())
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Nested
    class A_judge_that_cannot_be_read {

        private List<String> told(ScriptedChatModel judge, ModelSettings settings) {
            List<String> told = new ArrayList<>();
            optimizer(model(Set.of()))
                    .evaluateWith(judge, settings)
                    .maxRounds(2)
                    .listener(new OptimizationListener() {
                        @Override
                        public void votesUnclear(int round, @Nullable String model, String quote) {
                            told.add(round + " " + model + ": " + quote);
                        }

                        @Override
                        public void roundFinished(Round round, io.github.spo4j.model.RunUsage usage) {
                            told.add("round " + round.number());
                        }
                    })
                    .build()
                    .optimize();
            return told;
        }

        @Test
        void is_named_and_quoted_on_one_line() {
            ScriptedChatModel judge = new ScriptedChatModel()
                    .on(ModelRole.EVALUATE, any -> "I like\n\n  both. " + "So much! ".repeat(100));

            List<String> told = told(judge, ModelSettings.named("tiny"));

            assertThat(told).hasSize(3);
            assertThat(told.get(1))
                    .startsWith("2 tiny: I like both. So much! So")
                    .hasSizeLessThan(220);
            assertThat(log.messages())
                    .containsExactly(
                            "WARNING no vote of round {0} could be read, so its prompt was rejected; look at what the"
                                    + " judge {1} says");
        }

        @Test
        void is_named_by_its_server_if_the_settings_do_not() {
            ScriptedChatModel judge = new ScriptedChatModel()
                    .onCall(
                            ModelRole.EVALUATE,
                            any -> ModelReply.builder("both")
                                    .servedModel("served")
                                    .build());

            assertThat(told(judge, ModelSettings.unset())).contains("2 served: both");
        }

        @Test
        void is_told_if_it_said_nothing_at_all() {
            ScriptedChatModel judge = new ScriptedChatModel().on(ModelRole.EVALUATE, any -> {
                throw new ModelException(ModelException.Kind.REFUSED, "scripted");
            });

            assertThat(told(judge, ModelSettings.named("tiny"))).contains("2 tiny: ");
        }

        @Test
        void is_not_told_if_one_vote_could_be_read() {
            ScriptedChatModel judge = new ScriptedChatModel()
                    .on(
                            ModelRole.EVALUATE,
                            request -> request.callId().item().equals("2") ? "<choose>A</choose>" : "both");

            assertThat(told(judge, ModelSettings.named("tiny"))).containsExactly("round 1", "round 2");
        }
    }
}
