package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.spo4j.evaluation.Metric;
import io.github.spo4j.judge.Judge;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.CrashingStorage;
import io.github.spo4j.testing.CrashingStorage.Leaving;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A judge of the user's own in a run: the prompt of round n is "worth n", and so are its answers. */
class OwnJudgeTest {

    private static final IterationTemplate TEMPLATE = IterationTemplate.of(
            "worth 1", "Be worth much.", List.of(QuestionAnswer.of("one?", "worth 3"), QuestionAnswer.of("two?")));

    /** Accepts every second round. */
    private static final Judge EVEN = Judge.named("even", comparison -> worth(comparison.candidate()) % 2 == 0);

    private static int worth(List<String> answers) {
        return Integer.parseInt(answers.get(0).replace("worth ", ""));
    }

    private static ScriptedChatModel model() {
        return new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> "<prompt>worth " + request.callId().round() + "</prompt>")
                .on(
                        ModelRole.EXECUTE,
                        request -> request.messages()
                                .get(0)
                                .text()
                                .lines()
                                .findFirst()
                                .orElseThrow());
    }

    private static PromptOptimizer.Builder optimizer(ChatModelPort port) {
        ModelSettings own = ModelSettings.unset();
        return PromptOptimizer.builder()
                .optimizeWith(port, own)
                .executeWith(port, own)
                .template(TEMPLATE)
                .seed(1)
                .maxRounds(4)
                .callPolicy(CallPolicy.builder().attempts(1).sleeper(wait -> {}).build());
    }

    private static String text(MapStorage storage, String file) {
        return new String(storage.files().get(file), StandardCharsets.UTF_8);
    }

    @Nested
    class Decides {

        @Test
        void in_place_of_votes_and_no_judging_model_is_needed() {
            ScriptedChatModel model = model();

            OptimizationResult result = optimizer(model).judge(EVEN).build().optimize();

            assertThat(result.bestPrompt()).isEqualTo("worth 4");
            assertThat(result.run().rounds()).extracting(Round::accepted).containsExactly(true, true, false, true);
            assertThat(result.run().rounds()).allMatch(round -> round.votes().isEmpty());
            assertThat(model.requests(ModelRole.EVALUATE)).isEmpty();
        }

        @Test
        void although_a_judging_model_is_there() {
            ScriptedChatModel model = model();

            PromptOptimizer optimizer =
                    optimizer(model).model(model).judge(EVEN).build();

            assertThat(optimizer.optimize().bestPrompt()).isEqualTo("worth 4");
            assertThat(model.requests(ModelRole.EVALUATE)).isEmpty();
            assertThat(optimizer.estimate().likely().of(ModelRole.EVALUATE).calls())
                    .isZero();
        }

        @Test
        void with_requirements_questions_and_both_sides_on_the_thread_of_the_caller() {
            List<Judge.Comparison> asked = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();

            optimizer(model())
                    .maxRounds(2)
                    .judge(comparison -> {
                        asked.add(comparison);
                        return threads.add(Thread.currentThread());
                    })
                    .build()
                    .optimize();

            assertThat(asked)
                    .containsExactly(new Judge.Comparison(
                            "Be worth much.",
                            TEMPLATE.questions(),
                            List.of("worth 1", "worth 1"),
                            List.of("worth 2", "worth 2")));
            assertThat(threads).containsExactly(Thread.currentThread());
        }

        @Test
        void nothing_about_equal_answers() {
            ScriptedChatModel model = model().on(ModelRole.EXECUTE, request -> "the same");

            OptimizationResult result = optimizer(model)
                    .judge(comparison -> {
                        throw new AssertionError("asked");
                    })
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo("worth 1");
        }

        @Test
        void also_what_is_played_back() {
            MapStorage recorded = new MapStorage();
            optimizer(model()).judge(EVEN).storage(recorded).build().optimize();
            MapStorage copy = new MapStorage();

            PromptOptimizer.builder(RecordedRun.read(recorded), role -> RecordedRun.replay(recorded))
                    .judge(EVEN)
                    .clock(SampleRun.CLOCK)
                    .storage(copy)
                    .build()
                    .optimize();

            assertThat(text(copy, "run.json")).contains("\"judge.own\" : \"even\"");
            assertThat(RecordedRun.read(copy).rounds())
                    .extracting(Round::accepted)
                    .containsExactly(true, true, false, true);
        }
    }

    @Nested
    class That_fails {

        @ParameterizedTest
        @ValueSource(ints = {2, 3})
        void ends_the_run_with_its_name_and_leaves_the_round_open(int failing) {
            RunStorage storage = RunStorage.memory();
            ScriptedChatModel model = model();
            Judge broken = Judge.named("mine", comparison -> {
                if (worth(comparison.candidate()) == failing) {
                    throw new IllegalStateException("no network");
                }
                return true;
            });

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer(model)
                            .onFailedCall(FailedCallRule.VOID_ROUND)
                            .judge(broken)
                            .storage(storage)
                            .build()
                            .optimize())
                    .withMessage(
                            "the judge \"mine\" failed in round " + failing + ": no network; correct it and run again");
            int paid = model.requests().size();
            assertThat(RecordedRun.read(storage).rounds()).hasSize(failing - 1);
            assertThat(paid).isEqualTo(2 + 3 * (failing - 1));

            OptimizationResult result = optimizer(model)
                    .judge(Judge.named("mine", comparison -> true))
                    .storage(storage)
                    .maxRounds(failing)
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo("worth " + failing);
            assertThat(model.requests()).as("nothing is paid twice").hasSize(paid);
        }
    }

    @Nested
    class That_measures {

        private String best(Metric metric) {
            return optimizer(model())
                    .judge(Judge.byMetric(metric))
                    .questions(QuestionDraw.random(2))
                    .build()
                    .optimize()
                    .bestPrompt();
        }

        @Test
        void accepts_when_the_sum_over_the_questions_rises() {
            assertThat(best((question, answer) -> answer.equals(question.answer()) ? 1 : 0))
                    .isEqualTo("worth 3");
        }

        @Test
        void keeps_the_incumbent_in_a_tie_whatever_the_order_of_the_numbers() {
            Judge judge = Judge.byMetric((question, answer) -> Double.parseDouble(answer));
            List<QuestionAnswer> questions =
                    List.of(QuestionAnswer.of("1"), QuestionAnswer.of("2"), QuestionAnswer.of("3"));
            List<String> rising = List.of("0.1", "0.2", "0.3");
            List<String> falling = List.of("0.3", "0.2", "0.1");

            assertThat(judge.accepts(new Judge.Comparison("r", questions, rising, falling)))
                    .isFalse();
            assertThat(judge.accepts(new Judge.Comparison("r", questions, falling, rising)))
                    .as("0.1 + 0.2 + 0.3 is more than 0.3 + 0.2 + 0.1 for a computer")
                    .isFalse();
            assertThat(judge.accepts(new Judge.Comparison("r", questions, rising, List.of("0.1", "0.2", "0.31"))))
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.NaN, -0.01, 1.01, Double.POSITIVE_INFINITY})
        void says_which_number_is_none(double score) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> best((question, answer) ->
                            answer.equals("worth 3") && question.question().equals("two?") ? score : 0.5))
                    .withMessage("the judge \"metric\" failed in round 3: the metric says " + score
                            + " of an answer to question 2, \"two?\", and may say 0 to 1; correct it and run again");
        }
    }

    @Nested
    class Recorded_by_its_name {

        private final MapStorage storage = new MapStorage();

        private Throwable resumed(PromptOptimizer.Builder optimizer) {
            return catchThrowable(() -> optimizer.storage(storage).build().optimize());
        }

        @Test
        void lets_no_run_go_on_with_another_or_without_it() {
            optimizer(model()).judge(EVEN).storage(storage).build().optimize();

            assertThat(resumed(optimizer(model()).judge(comparison -> true)))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("judge.own was \"even\" and is \"own\"; change it back, or start again");
            assertThat(resumed(optimizer(model()).model(model())))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("judge.own was \"even\" and is not set");
            assertThat(resumed(optimizer(model()).judge(EVEN))).isNull();
        }

        @Test
        void lets_no_run_of_votes_go_on_with_it() {
            ScriptedChatModel voting = model().prefers(answers -> true);
            optimizer(voting).model(voting).storage(storage).build().optimize();

            assertThat(resumed(optimizer(model()).judge(EVEN)))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("judge.own was not set and is \"even\"");
            assertThat(text(storage, "run.json")).doesNotContain("judge.own", "check");
        }

        @Test
        void is_asked_for_where_a_recorded_run_is_taken_up() {
            optimizer(model()).judge(EVEN).storage(storage).build().optimize();

            assertThatIllegalStateException()
                    .isThrownBy(() -> PromptOptimizer.builder(RecordedRun.read(storage), role -> model())
                            .build())
                    .withMessage(
                            "an optimizer needs judge(...) with the judge \"even\" that the run was made with before"
                                    + " build()");
        }

        @Test
        void needs_a_name() {
            assertThatIllegalArgumentException().isThrownBy(() -> Judge.named(" ", EVEN));
            assertThat(Judge.byMetric((question, answer) -> 0).name()).isEqualTo("metric");
        }

        @Test
        void or_a_judging_model_is_needed() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> optimizer(model()).build())
                    .withMessage("an optimizer needs evaluateWith(...), model(...) or judge(...) before build()");
        }
    }

    @Nested
    class Of_a_run_that_is_killed {

        private PromptOptimizer on(CrashingStorage disk, ScriptedChatModel model) {
            return optimizer(request -> {
                        disk.requireAlive();
                        return model.chat(request);
                    })
                    .judge(EVEN)
                    .clock(SampleRun.CLOCK)
                    .callPolicy(SampleRun.oneByOne().build())
                    .storage(disk)
                    .build();
        }

        @Test
        void decides_again_as_it_did_and_nothing_is_paid_twice() {
            CrashingStorage whole = new CrashingStorage();
            ScriptedChatModel undisturbed = model();
            String expected = SampleRun.all(on(whole, undisturbed).optimize());
            int calls = undisturbed.requests().size();

            for (int step = 0; step < whole.steps(); step++) {
                CrashingStorage disk = new CrashingStorage();
                disk.dieAfter(step);
                ScriptedChatModel first = model();
                assertThatExceptionOfType(Throwable.class)
                        .isThrownBy(() -> on(disk, first).optimize());
                CrashingStorage left = disk.afterCrash(Leaving.A_PART, new Random(step));
                ScriptedChatModel second = model();

                assertThat(SampleRun.all(on(left, second).optimize()))
                        .as("killed at step %d", step)
                        .isEqualTo(expected);
                assertThat(first.requests().size() + second.requests().size()).isBetween(calls, calls + 1);
            }
        }
    }
}
