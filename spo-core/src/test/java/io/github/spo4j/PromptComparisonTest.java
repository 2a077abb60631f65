package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.spo4j.evaluation.ComparedQuestion;
import io.github.spo4j.evaluation.ComparedQuestion.Outcome;
import io.github.spo4j.evaluation.ComparisonResult;
import io.github.spo4j.evaluation.ComparisonVerdict;
import io.github.spo4j.judge.Judge;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.CrashingStorage;
import io.github.spo4j.testing.CrashingStorage.Leaving;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers say how good they are: {@code worth 60 on 3}; an honest judge chooses the higher number. */
class PromptComparisonTest {

    private static final Pattern WORTH = Pattern.compile("worth (-?\\d+)");

    private static List<QuestionAnswer> questions(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> QuestionAnswer.of("question " + i + "?"))
                .toList();
    }

    private static PromptComparison.Builder comparison(ChatModelPort model, int questions) {
        return PromptComparison.builder()
                .model(model)
                .oldPrompt("old")
                .newPrompt("new")
                .requirements("Be worth much.")
                .questions(questions(questions))
                .callPolicy(CallPolicy.builder().attempts(1).sleeper(time -> {}).build());
    }

    private static boolean isNew(ModelRequest request) {
        return text(request).startsWith("new");
    }

    private static String text(ModelRequest request) {
        return request.messages().get(0).text();
    }

    private static int number(ModelRequest request) {
        return Integer.parseInt(request.callId().item().split(":", -1)[2]);
    }

    /** The new prompt's answers are worth this much more than the old one's, by question. */
    private static ScriptedChatModel model(IntUnaryOperator ahead) {
        return new ScriptedChatModel()
                .on(ModelRole.EXECUTE, request -> {
                    int question = number(request);
                    return "worth " + (50 + (isNew(request) ? ahead.applyAsInt(question) : 0)) + " on " + question;
                })
                .on(ModelRole.EVALUATE, PromptComparisonTest::honest);
    }

    private static String honest(ModelRequest request) {
        Matcher worth = WORTH.matcher(text(request));
        int a = worth.find() ? Integer.parseInt(worth.group(1)) : 0;
        int b = worth.find() ? Integer.parseInt(worth.group(1)) : 0;
        return "<analyse>A is worth " + a + ", B " + b + "</analyse><choose>" + (a > b ? "A" : "B") + "</choose>";
    }

    private static ScriptedChatModel judged(String reply) {
        return model(question -> 10).on(ModelRole.EVALUATE, request -> reply);
    }

    @Nested
    class Of_a_prompt {

        @Test
        void that_wins_in_both_orders_says_better() {
            ScriptedChatModel model = model(question -> question == 0 ? -10 : question < 3 ? 0 : 10);

            ComparisonResult result = comparison(model, 10).build().run();

            assertThat(result.verdict()).isEqualTo(ComparisonVerdict.BETTER);
            assertThat(result.wins()).isEqualTo(7);
            assertThat(result.losses()).isEqualTo(1);
            assertThat(result.ties()).isEqualTo(2);
            assertThat(result.agreeing()).isEqualTo(8);
            assertThat(result.choseA()).isEqualTo(8);
            assertThat(result).hasToString("ComparisonResult[BETTER, 7 won, 1 lost, 2 tied]");
            assertThat(model.requests(ModelRole.EXECUTE)).hasSize(20);
            assertThat(model.requests(ModelRole.EVALUATE))
                    .as("answers equal to the letter need no vote")
                    .hasSize(16);
            assertThat(result.usage().total().calls()).isEqualTo(36);
        }

        @Test
        void shows_each_question_with_answers_votes_and_the_judge_s_words() {
            ComparedQuestion question =
                    comparison(model(any -> 10), 5).build().run().questions().get(4);

            assertThat(question.question().question()).isEqualTo("question 4?");
            assertThat(question.oldAnswer()).isEqualTo("worth 50 on 4");
            assertThat(question.newAnswer()).isEqualTo("worth 60 on 4");
            assertThat(question.outcome()).isEqualTo(Outcome.WIN);
            assertThat(question.votes()).hasSize(2);
            assertThat(question.reasons().get(0)).contains("A is worth 60, B 50");
            assertThat(question.reasons().get(1)).contains("A is worth 50, B 60");
        }

        @Test
        void that_loses_says_worse_and_a_build_fails_with_what_was_found() {
            ComparisonResult result =
                    comparison(model(question -> -10), 6).build().run();

            assertThat(result.verdict()).isEqualTo(ComparisonVerdict.WORSE);
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(result::requireNotWorse)
                    .withMessageContaining("The new prompt is worse.")
                    .withMessageContaining("won 0, lost 6 and tied 0 of 6 question(s)");
        }

        @Test
        void that_is_as_good_shows_no_difference_and_passes() {
            ComparisonResult result = comparison(model(question -> question % 2 == 0 ? 10 : -10), 6)
                    .build()
                    .run();

            assertThat(result.verdict()).isEqualTo(ComparisonVerdict.NO_DIFFERENCE_SEEN);
            result.requireNotWorse();
            assertThat(result.sentences())
                    .contains("No difference was seen.")
                    .anySatisfy(sentence -> assertThat(sentence).contains("an alarm for accidents, no proof"));
        }

        @Test
        void on_four_questions_proves_nothing_and_does_not_pass() {
            ComparisonResult result =
                    comparison(model(question -> 10), 4).build().run();

            assertThat(result.verdict()).isEqualTo(ComparisonVerdict.TOO_FEW_QUESTIONS);
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(result::requireNotWorse)
                    .withMessageContaining("Give at least 5");
        }

        @Test
        void is_told_in_Chinese_too() {
            List<String> sentences =
                    comparison(model(question -> 10), 6).build().run().sentences(Locale.CHINA);

            assertThat(sentences).startsWith("新提示词更好。").hasSize(6);
            assertThat(sentences.get(1)).contains("胜 6、负 0、平 0，共 6 个问题");
        }

        @Test
        void that_gives_no_usable_answer_loses_that_question_without_a_vote() {
            ScriptedChatModel model = model(question -> 10);
            model.onCall(ModelRole.EXECUTE, request -> {
                if (isNew(request) && number(request) == 0) {
                    throw new ModelException(ModelException.Kind.CONTENT_FILTERED, "filtered");
                }
                return ModelReply.of("worth " + (isNew(request) ? 60 : 50) + " on " + number(request));
            });

            ComparisonResult result = comparison(model, 6).build().run();

            assertThat(result.questions().get(0).outcome()).isEqualTo(Outcome.LOSS);
            assertThat(result.questions().get(0).votes()).isEmpty();
            assertThat(result.wins()).isEqualTo(5);
            assertThat(result.sentences())
                    .anySatisfy(sentence -> assertThat(sentence).contains("from the new one on 1 question"));
        }

        @Test
        void with_longer_answers_that_win_warns_of_a_judge_that_likes_length() {
            ScriptedChatModel model = model(question -> 10)
                    .on(ModelRole.EXECUTE, request -> isNew(request) ? "worth 60, at great length" : "worth 50");

            assertThat(comparison(model, 6).build().run().sentences())
                    .anySatisfy(sentence -> assertThat(sentence)
                            .contains("longer on 6 of 6 decided questions")
                            .contains("longer 6:0, not longer 0:0"));
        }
    }

    @Nested
    class With_a_judge {

        @ParameterizedTest
        @ValueSource(strings = {"<choose>A</choose>", "<choose>B</choose>", "I like both.", ""})
        void that_cannot_tell_has_no_verdict_and_does_not_pass(String reply) {
            ComparisonResult result = comparison(judged(reply), 20).build().run();

            assertThat(result.verdict()).isEqualTo(ComparisonVerdict.NO_VERDICT);
            assertThat(result.wins() + result.losses()).isZero();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(result::requireNotWorse)
                    .withMessageContaining("No verdict: this judge cannot tell the answers apart.");
        }

        @Test
        void that_fails_is_told_with_the_question_and_the_vote() {
            ScriptedChatModel broken = model(question -> 10).onCall(ModelRole.EVALUATE, request -> {
                throw new ModelException(ModelException.Kind.NETWORK, "unplugged");
            });

            assertThatThrownBy(() -> comparison(broken, 6)
                            .callPolicy(SampleRun.oneByOne().build())
                            .build()
                            .run())
                    .hasMessageContaining("EVALUATE call, held-out question 1, vote 1: ");
        }

        @Test
        void that_fails_has_no_result_and_the_next_run_asks_only_what_is_open() {
            RunStorage storage = RunStorage.memory();
            ScriptedChatModel broken = model(question -> 10).onCall(ModelRole.EVALUATE, request -> {
                throw new ModelException(ModelException.Kind.NETWORK, "unplugged");
            });
            assertThatThrownBy(
                            () -> comparison(broken, 6).storage(storage).build().run())
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("unplugged");

            ScriptedChatModel model = model(question -> 10);
            ComparisonResult result =
                    comparison(model, 6).storage(storage).build().run();

            assertThat(result.verdict()).isEqualTo(ComparisonVerdict.BETTER);
            assertThat(model.requests(ModelRole.EXECUTE)).isEmpty();
            assertThat(model.requests(ModelRole.EVALUATE)).hasSize(12);
        }

        @Test
        void that_cannot_read_one_reply_is_asked_once_more() {
            ScriptedChatModel model = model(question -> 10)
                    .on(ModelRole.EVALUATE, request -> request.callId().ask() == 0 ? "hm" : honest(request));

            assertThat(comparison(model, 5).build().run().wins()).isEqualTo(5);
            assertThat(model.requests(ModelRole.EVALUATE)).hasSize(20);
        }
    }

    @Nested
    class Recorded {

        @Test
        void costs_nothing_and_finds_the_same() {
            RunStorage storage = RunStorage.memory();
            ComparisonResult first = comparison(model(question -> question - 2), 8)
                    .storage(storage)
                    .build()
                    .run();

            ChatModelPort none = request -> {
                throw new AssertionError("nothing is left to ask");
            };
            ComparisonResult again =
                    comparison(none, 8).storage(storage).build().run();
            ComparisonResult replayed =
                    comparison(RecordedRun.replay(storage), 8).build().run();

            assertThat(again.questions()).isEqualTo(first.questions());
            assertThat(again.sentences()).isEqualTo(first.sentences());
            assertThat(replayed.questions()).isEqualTo(first.questions());
        }

        @Test
        void with_another_prompt_is_another_comparison() {
            RunStorage storage = RunStorage.memory();
            comparison(model(question -> 1), 5).storage(storage).build().run();

            assertThatThrownBy(() -> comparison(model(question -> 1), 5)
                            .newPrompt("newer")
                            .storage(storage)
                            .build()
                            .run())
                    .hasMessageContaining("comparison.prompt was \"new\" and is \"newer\"");
        }

        @Test
        void within_a_budget_goes_on_where_it_stopped_and_pays_for_nothing_twice() {
            RunStorage storage = RunStorage.memory();
            ScriptedChatModel model = model(question -> 10);
            for (int calls = 5; calls < 24; calls += 5) {
                int most = calls;
                assertThatThrownBy(() -> comparison(model, 6)
                                .budget(Budget.ofCalls(most))
                                .storage(storage)
                                .build()
                                .run())
                        .isInstanceOfSatisfying(
                                ModelException.class,
                                e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.BUDGET_SPENT));
                assertThat(model.requests()).hasSize(calls);
            }

            assertThat(comparison(model, 6).storage(storage).build().run().wins())
                    .isEqualTo(6);
            assertThat(model.requests()).hasSize(24);
        }
    }

    @Nested
    class With_a_judge_of_one_s_own {

        private static int worth(String answer) {
            Matcher worth = WORTH.matcher(answer);
            return worth.find() ? Integer.parseInt(worth.group(1)) : 0;
        }

        private final Judge better = Judge.named(
                "better",
                asked -> worth(asked.candidate().get(0))
                        > worth(asked.incumbent().get(0)));

        private PromptComparison.Builder judged(ScriptedChatModel model, Judge judge) {
            return PromptComparison.builder()
                    .executeWith(model, ModelSettings.unset())
                    .oldPrompt("old")
                    .newPrompt("new")
                    .requirements("Be worth much.")
                    .questions(questions(8))
                    .judge(judge);
        }

        @Test
        void asks_it_both_ways_about_each_question_and_no_model() {
            ScriptedChatModel model = model(question -> question == 0 ? -10 : question == 1 ? 0 : 10);

            ComparisonResult result = judged(model, better).build().run();

            assertThat(result.verdict()).isEqualTo(ComparisonVerdict.NO_DIFFERENCE_SEEN);
            assertThat(result.wins()).isEqualTo(6);
            assertThat(result.losses()).isEqualTo(1);
            assertThat(result.ties()).isEqualTo(1);
            assertThat(result.questions().get(7).judged()).isEqualTo(Outcome.WIN);
            assertThat(result.votedOn()).isZero();
            assertThat(result.sentences()).noneMatch(sentence -> sentence.contains("judge's two orders"));
            assertThat(model.requests()).hasSize(16);
        }

        @Test
        void says_tie_where_it_takes_both_or_none() {
            assertThat(judged(model(question -> 10), Judge.named("all", asked -> true))
                            .build()
                            .run()
                            .ties())
                    .isEqualTo(8);
            assertThat(judged(model(question -> 10), Judge.byMetric((question, answer) -> 0.5))
                            .build()
                            .run()
                            .ties())
                    .isEqualTo(8);
        }

        @Test
        void that_fails_is_one_sentence_and_the_answers_are_kept() {
            RunStorage storage = RunStorage.memory();
            ScriptedChatModel model = model(question -> 10);

            assertThatThrownBy(() -> judged(model, Judge.byMetric((question, answer) -> Double.NaN))
                            .storage(storage)
                            .build()
                            .run())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the judge \"metric\" failed on question 1: the metric says NaN of an answer to question 1,"
                                    + " \"question 0?\", and may say 0 to 1; correct it and run again");
            assertThat(judged(model, Judge.byMetric((question, answer) -> worth(answer) / 100.0))
                            .storage(storage)
                            .build()
                            .run()
                            .wins())
                    .isEqualTo(8);
            assertThat(model.requests()).hasSize(16);
            assertThatThrownBy(
                            () -> comparison(model, 8).storage(storage).build().run())
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("judge.own was \"metric\" and is not set");
        }

        @Test
        void or_a_judging_model_is_needed() {
            assertThatThrownBy(() -> PromptComparison.builder()
                            .executeWith(model(question -> 1), ModelSettings.unset())
                            .build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a comparison needs evaluateWith(...), model(...) or judge(...) before build()");
        }
    }

    @Nested
    class With_answer_checks {

        @Test
        void loses_the_question_where_only_one_side_breaks_one_and_no_vote_is_paid() {
            ScriptedChatModel model = model(question -> question == 0 ? 950 : question == 1 ? -45 : 10);

            ComparisonResult result = comparison(model, 8)
                    .answerCheck(AnswerCheck.matches("worth [0-9]{2} on [0-9]+"))
                    .build()
                    .run();

            ComparedQuestion tooMuch = result.questions().get(0);
            assertThat(tooMuch.newAnswer()).isEqualTo("worth 1000 on 0");
            assertThat(tooMuch.outcome()).isEqualTo(Outcome.LOSS);
            assertThat(tooMuch.newBroke()).containsExactly("matches: worth [0-9]{2} on [0-9]+");
            assertThat(tooMuch.oldBroke()).isEmpty();
            assertThat(tooMuch.votes()).isEmpty();
            assertThat(result.questions().get(1).outcome()).isEqualTo(Outcome.LOSS);
            assertThat(result.wins()).isEqualTo(6);
            assertThat(result.sentences())
                    .contains(
                            "An answer of the old prompt breaks a check that the other answer keeps on 0 and one of the"
                                    + " new prompt on 2 question(s); where only one does, that side lost.");
            assertThat(result.sentences(Locale.CHINESE)).anyMatch(sentence -> sentence.contains("新提示词在 2 个问题上的回答违反"));
            assertThat(model.requests(ModelRole.EVALUATE)).hasSize(12);
        }

        @Test
        void wins_where_the_old_side_breaks_one_and_ties_where_each_breaks_another() {
            ScriptedChatModel model = model(question -> 10);

            assertThat(comparison(model, 5)
                            .answerCheck(AnswerCheck.contains("worth 60"))
                            .build()
                            .run()
                            .wins())
                    .isEqualTo(5);
            assertThat(comparison(model, 5)
                            .answerCheck(AnswerCheck.contains("worth 60"), AnswerCheck.contains("worth 50"))
                            .build()
                            .run()
                            .ties())
                    .isEqualTo(5);
            assertThat(model.requests(ModelRole.EVALUATE)).isEmpty();
        }

        @Test
        void lets_the_judge_decide_where_both_break_the_same() {
            assertThat(comparison(model(question -> 10), 5)
                            .answerCheck(AnswerCheck.json())
                            .build()
                            .run()
                            .wins())
                    .isEqualTo(5);
        }

        @Test
        void of_a_template_holds_too() {
            IterationTemplate template = IterationTemplate.builder()
                    .prompt("not used")
                    .requirements("Be worth much.")
                    .checks(List.of(AnswerCheck.contains("worth 50")))
                    .question("a?")
                    .build();

            ComparedQuestion only = comparison(model(question -> 10), 5)
                    .template(template)
                    .build()
                    .run()
                    .questions()
                    .get(0);

            assertThat(only.newBroke()).containsExactly("contains: worth 50");
        }

        @Test
        void that_fails_is_one_sentence() {
            assertThatThrownBy(() -> comparison(model(question -> 10), 5)
                            .answerCheck(AnswerCheck.of("mine", answer -> {
                                throw new IllegalStateException();
                            }))
                            .build()
                            .run())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the answer check \"own: mine\" failed on an answer to \"question 0?\":"
                            + " IllegalStateException; correct it and run again");
        }
    }

    @Nested
    class Killed {

        private static ModelReply alive(CrashingStorage disk, ScriptedChatModel model, ModelRequest request) {
            disk.requireAlive();
            return model.chat(request);
        }

        private static PromptComparison on(CrashingStorage disk, ScriptedChatModel model) {
            return comparison(request -> alive(disk, model, request), 5)
                    .callPolicy(SampleRun.oneByOne().build())
                    .storage(disk)
                    .build();
        }

        @Test
        void at_any_step_of_its_disk_ends_as_if_it_had_not_been_and_pays_for_one_call_more_at_most() {
            CrashingStorage whole = new CrashingStorage();
            ScriptedChatModel undisturbed = model(question -> question - 1);
            ComparisonResult expected = on(whole, undisturbed).run();
            int calls = undisturbed.requests().size();
            assertThat(whole.steps()).isGreaterThan(calls);

            for (int step = 0; step < whole.steps(); step++) {
                CrashingStorage disk = new CrashingStorage();
                disk.dieAfter(step);
                ScriptedChatModel first = model(question -> question - 1);
                assertThat(catchThrowable(() -> on(disk, first).run()))
                        .isInstanceOfAny(CrashingStorage.Crash.class, RunException.class);
                for (Leaving leaving : Leaving.values()) {
                    CrashingStorage left = disk.afterCrash(leaving, new Random(step));
                    ScriptedChatModel second = model(question -> question - 1);

                    ComparisonResult result = on(left, second).run();

                    assertThat(result.questions()).as("killed at step %d", step).isEqualTo(expected.questions());
                    assertThat(result.sentences()).isEqualTo(expected.sentences());
                    assertThat(first.requests().size() + second.requests().size())
                            .isBetween(calls, calls + 1);
                }
            }
        }
    }

    @Nested
    class Asked_in_vain {

        @Test
        void is_refused_before_anything_is_paid() {
            PromptComparison.Builder builder = comparison(model(question -> 1), 5);

            assertThatThrownBy(() -> builder.newPrompt("old").build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the two prompts are equal: there is nothing to compare");
            assertThatThrownBy(() -> builder.newPrompt(" ").build()).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> PromptComparison.builder().build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a comparison needs executeWith(...) or model(...) before build()");
            assertThatThrownBy(() -> builder.alpha(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Seeded {

        /** A judge that chooses the better answer, but flips a tenth of its votes, whatever the order. */
        private int found(int comparisons, int questions, double better, long seed, ComparisonVerdict verdict) {
            Random random = new Random(seed);
            int found = 0;
            for (int i = 0; i < comparisons; i++) {
                boolean[] ahead = new boolean[questions];
                boolean[][] flipped = new boolean[questions][2];
                for (int q = 0; q < questions; q++) {
                    ahead[q] = random.nextDouble() < better;
                    flipped[q][0] = random.nextDouble() < 0.1;
                    flipped[q][1] = random.nextDouble() < 0.1;
                }
                ScriptedChatModel model = model(q -> ahead[q] ? 10 : -10).on(ModelRole.EVALUATE, request -> {
                    int place = Integer.parseInt(request.callId().item().split(":", -1)[3]);
                    boolean honest = honest(request).contains("<choose>A");
                    return "<choose>" + (honest == flipped[number(request)][place - 1] ? "B" : "A") + "</choose>";
                });
                found += comparison(model, questions).build().run().verdict() == verdict ? 1 : 0;
            }
            return found;
        }

        @Test
        @Tag("thorough")
        void comparisons_of_equals_say_better_in_at_most_62_of_1000() {
            assertThat(found(1_000, 12, 0.5, 7, ComparisonVerdict.BETTER))
                    .as("seed 7")
                    .isBetween(1, 62);
        }

        @Test
        @Tag("thorough")
        void a_prompt_that_is_better_on_seven_in_ten_of_60_questions_is_found_in_400_of_500() {
            assertThat(found(500, 60, 0.7, 7, ComparisonVerdict.BETTER))
                    .as("seed 7")
                    .isBetween(400, 450);
        }
    }
}
