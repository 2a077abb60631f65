package io.github.spo4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.spo4j.evaluation.ComparisonVerdict;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.evaluation.Confirmation.State;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.export.PromptFormat;
import io.github.spo4j.judge.Judge;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.live.OptimizedPrompt;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.CrashingStorage;
import io.github.spo4j.testing.CrashingStorage.Leaving;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A prompt says what its answers are worth in the search and on held-out questions: {@code prompt 2, seen 60, unseen 40}. An
 * honest judge chooses the answers that are worth more. The template has 9 questions: 3 are searched, 6 held out.
 */
class ConfirmationTest {

    private static final Pattern WORTH = Pattern.compile("worth (\\d+)");
    private static final Pattern SEEN = Pattern.compile("seen (\\d+), unseen (\\d+)");
    private static final String START = "prompt 1, seen 50, unseen 50";

    private static IterationTemplate template(int questions) {
        return IterationTemplate.of(
                START,
                "Be worth much.",
                IntStream.range(0, questions)
                        .mapToObj(i -> QuestionAnswer.of("question <" + i + ">?"))
                        .toList());
    }

    private static PromptOptimizer.Builder optimizer(ChatModelPort model) {
        return PromptOptimizer.builder()
                .callPolicy(SampleRun.oneByOne().build())
                .model(model)
                .template(template(9))
                .questions(QuestionDraw.random(3))
                .votingRule(VotingRule.BALANCED)
                .maxRounds(2)
                .clock(SampleRun.CLOCK)
                .seed(7);
    }

    /** Each round's prompt is worth more in the search than the one before; what it is worth on other questions is given. */
    private static ScriptedChatModel model(int... unseen) {
        return new ScriptedChatModel()
                .on(ModelRole.OPTIMIZE, request -> {
                    int round = request.callId().round();
                    int worth = unseen[Math.min(round - 2, unseen.length - 1)];
                    return "<prompt>prompt " + round + ", seen " + (50 + round) + ", unseen " + worth + "</prompt>";
                })
                .on(ModelRole.EXECUTE, ConfirmationTest::answer)
                .on(ModelRole.EVALUATE, ConfirmationTest::honest);
    }

    private static String answer(ModelRequest request) {
        Matcher prompt = SEEN.matcher(text(request));
        assertThat(prompt.find()).isTrue();
        String question = text(request).replaceAll("(?s).*<(\\d+)>.*", "$1");
        return "worth " + prompt.group(isHeldOut(request) ? 2 : 1) + " on <" + question + ">";
    }

    private static boolean isHeldOut(ModelRequest request) {
        return request.callId().item().startsWith("held:");
    }

    private static String text(ModelRequest request) {
        return request.messages().get(0).text();
    }

    private static String honest(ModelRequest request) {
        String[] sets = text(request).split("\n# B\n", 2);
        return "<analyse>" + (isHeldOut(request) ? "unseen words" : "as it is") + "</analyse><choose>"
                + (worth(sets[0]) > worth(sets[1]) ? "A" : "B") + "</choose>";
    }

    private static int worth(String set) {
        return WORTH.matcher(set)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .sum();
    }

    private static List<ModelRequest> heldOut(ScriptedChatModel model) {
        return model.requests().stream().filter(ConfirmationTest::isHeldOut).toList();
    }

    @Nested
    class A_winner_that_is {

        @Test
        void ahead_on_held_out_questions_is_handed_out() {
            ScriptedChatModel model = model(60);
            MapStorage storage = new MapStorage();

            OptimizationResult result =
                    optimizer(model).storage(storage).build().optimize();

            Confirmation confirmation = result.confirmation();
            assertThat(confirmation.state()).isEqualTo(State.COMPARED);
            assertThat(confirmation.comparison().orElseThrow().verdict()).isEqualTo(ComparisonVerdict.BETTER);
            assertThat(confirmation.comparison().orElseThrow().wins()).isEqualTo(6);
            assertThat(confirmation.questions()).isEqualTo(new Confirmation.Questions(3, 6, 6, 6));
            assertThat(confirmation.sentences().get(0))
                    .isEqualTo("The prompt of round 2 is handed out: on questions that the search had not seen it was"
                            + " ahead of the start.");
            assertThat(confirmation.sentences(Locale.CHINA).get(0)).startsWith("交出第 2 轮的提示词");
            assertThat(result.bestPrompt()).isEqualTo("prompt 2, seen 52, unseen 60");
            assertThat(result.run().handedOut().map(Round::number)).contains(2);
            assertThat(result.start().heldOut())
                    .hasSize(6)
                    .doesNotContainAnyElementsOf(result.start().questions());
            assertThat(heldOut(model)).hasSize(24);
            assertThat(confirmation.comparison().orElseThrow().usage().total().calls())
                    .isEqualTo(24);
            assertThat(result.run().usage().total().calls())
                    .isEqualTo(model.requests().size());
            assertThat(new String(storage.files().get("run.json"), UTF_8)).contains("\"format\" : 2");

            RecordedRun read = RecordedRun.read(storage);
            assertThat(read.confirmation().orElseThrow().sentences()).isEqualTo(confirmation.sentences());
            assertThat(read.confirmation()
                            .orElseThrow()
                            .comparison()
                            .orElseThrow()
                            .questions())
                    .isEqualTo(confirmation.comparison().orElseThrow().questions());
            assertThat(read.openRound()).isEmpty();
        }

        @Test
        void not_ahead_is_handed_out_nowhere() {
            MapStorage storage = new MapStorage();

            OptimizationResult result =
                    optimizer(model(40)).storage(storage).build().optimize();

            assertThat(result.bestPrompt()).isEqualTo(START);
            assertThat(result.confirmation().handedOut()).isEqualTo(1);
            assertThat(result.confirmation().searchWinner()).isEqualTo(2);
            assertThat(result.confirmation().sentences())
                    .startsWith(
                            "The search found a prompt that the judge liked, in round 2; on questions that the search"
                                    + " had not seen it was not ahead of the start.",
                            "The start prompt is handed out.",
                            "The new prompt is worse.");
            RecordedRun run = RecordedRun.read(storage);
            assertThat(run.bestRound().map(Round::number)).contains(1);
            assertThat(run.handedOut().map(Round::number)).contains(1);
            assertThat(run.searchWinner().map(Round::number)).contains(2);
            assertThat(run.export().as(PromptFormat.TEXT).text()).contains(START);
            assertThat(new String(storage.files().get("prompts/results.json"), UTF_8))
                    .as("what the Python system reads is what the search found")
                    .containsPattern("\"succeed\": true[\\s\\S]*\"succeed\": true");
            assertThat(new String(storage.files().get("prompts/confirmation.json"), UTF_8))
                    .contains("\"handed_out\" : 1", "\"verdict\" : \"WORSE\"");
        }

        @Test
        void as_good_as_the_start_is_not_handed_out() {
            assertThat(optimizer(model(50)).build().optimize().bestPrompt()).isEqualTo(START);
        }

        @Test
        void ahead_but_not_proved_better_is_handed_out_by_one_rule_only() {
            ScriptedChatModel model = model(60)
                    .on(
                            ModelRole.EXECUTE,
                            request -> isHeldOut(request)
                                            && Integer.parseInt(request.callId()
                                                                    .item()
                                                                    .split(":", -1)[2])
                                                            % 2
                                                    == 0
                                    ? "worth 50 on <any>"
                                    : answer(request));

            assertThat(optimizer(model).build().optimize().bestPrompt()).startsWith("prompt 2");
            OptimizationResult strict =
                    optimizer(model).handOut(HandOut.ONLY_IF_BETTER).build().optimize();
            assertThat(strict.bestPrompt()).isEqualTo(START);
            assertThat(strict.confirmation().sentences().get(0)).contains("not shown to be better");
        }

        @Test
        void the_start_needs_no_comparison() {
            ScriptedChatModel model = model(60).on(ModelRole.EVALUATE, request -> "<choose>A</choose>");

            OptimizationResult result = optimizer(model).build().optimize();

            assertThat(result.confirmation().state()).isEqualTo(State.START_IS_BEST);
            assertThat(result.confirmation().sentences().get(0)).contains("found nothing better");
            assertThat(heldOut(model)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"<choose>A</choose>", "<choose>B</choose>", "Both are fine."})
        void judged_by_one_that_cannot_tell_is_not_handed_out(String vote) {
            ScriptedChatModel model = model(60);
            model.on(ModelRole.EVALUATE, request -> isHeldOut(request) ? vote : honest(request));

            OptimizationResult result = optimizer(model).build().optimize();

            assertThat(result.confirmation().comparison().orElseThrow().verdict())
                    .isEqualTo(ComparisonVerdict.NO_VERDICT);
            assertThat(result.bestPrompt()).isEqualTo(START);
        }
    }

    @Nested
    class Held_out_questions {

        @Test
        void stand_in_no_request_of_the_search_and_nothing_of_them_in_a_later_one() {
            for (int seed = 0; seed < 100; seed++) {
                ScriptedChatModel model = model(60, 70, 40, 80);
                MapStorage storage = new MapStorage();
                PromptOptimizer.Builder builder = optimizer(model).seed(seed).storage(storage);
                OptimizationResult first = builder.maxRounds(3).build().optimize();
                OptimizationResult second = builder.maxRounds(5).build().optimize();

                assertThat(second.confirmation().looks()).isEqualTo(2);
                Set<String> questions = new HashSet<>();
                first.start()
                        .heldOut()
                        .forEach(question -> questions.add(question.question().replaceAll(".*(<\\d+>).*", "$1")));
                assertThat(questions).hasSize(6);
                assertThat(model.requests())
                        .filteredOn(request -> !isHeldOut(request))
                        .as("seed %d", seed)
                        .hasSizeGreaterThan(20)
                        .noneSatisfy(request -> assertThat(questions)
                                .anySatisfy(
                                        question -> assertThat(text(request)).contains(question)))
                        .noneMatch(request -> text(request).contains("unseen words"));
                assertThat(second.confirmation().comparison().orElseThrow().questions())
                        .allMatch(question ->
                                question.reasons().stream().anyMatch(said -> said.contains("unseen words")));
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4, 5, 6})
        void are_none_in_a_template_that_has_too_few(int questions) {
            ScriptedChatModel model = model(40);

            OptimizationResult result =
                    optimizer(model).template(template(questions)).build().optimize();

            assertThat(result.confirmation().state()).isEqualTo(State.NO_QUESTIONS);
            assertThat(result.bestPrompt()).startsWith("prompt 2");
            assertThat(result.run().handedOut().map(Round::number)).contains(2);
            assertThat(heldOut(model)).isEmpty();
            int searched = Math.min(3, questions);
            assertThat(result.confirmation().sentences())
                    .containsExactly(
                            questions <= 3
                                    ? "All " + searched + " question(s) were used by the search, so nothing was checked"
                                            + " on others. Give at least 4 more."
                                    : "Only " + (questions - 3) + " question(s) were left beside those of the search,"
                                            + " and 4 are the least to check a prompt on, so nothing was checked. Give"
                                            + " at least " + (7 - questions) + " more.");
        }

        @Test
        void are_as_many_as_were_asked_for_or_none() {
            assertThat(optimizer(model(60))
                            .heldOut(5)
                            .build()
                            .optimize()
                            .start()
                            .heldOut())
                    .hasSize(5);
            OptimizationResult none = optimizer(model(40)).heldOut(0).build().optimize();
            assertThat(none.bestPrompt()).startsWith("prompt 2");
            assertThat(none.confirmation().sentences())
                    .containsExactly("No question was held out of the search, so nothing was checked.");
        }

        @Test
        void are_four_of_seven_by_default() {
            assertThat(optimizer(model(60))
                            .template(template(7))
                            .build()
                            .optimize()
                            .start()
                            .heldOut())
                    .hasSize(4);
        }

        @Test
        void are_never_equal_in_text_to_one_of_the_search_or_to_each_other() {
            List<QuestionAnswer> questions = new ArrayList<>(template(6).questions());
            for (int i = 0; i < 6; i++) {
                questions.add(QuestionAnswer.of(" question <" + i + ">? ", "another answer"));
            }

            for (int seed = 0; seed < 20; seed++) {
                OptimizationListener.Start start = optimizer(model(60))
                        .seed(seed)
                        .questions(QuestionDraw.random(2))
                        .template(IterationTemplate.of(START, "Be worth much.", questions))
                        .build()
                        .optimize()
                        .start();

                List<String> texts = new ArrayList<>();
                start.questions()
                        .forEach(question -> texts.add(question.question().strip()));
                Set<String> searched = new HashSet<>(texts);
                List<String> held = start.heldOut().stream()
                        .map(question -> question.question().strip())
                        .toList();
                assertThat(held).as("seed %d", seed).doesNotHaveDuplicates().doesNotContainAnyElementsOf(searched);
            }
        }

        @Test
        void that_cannot_be_are_refused_before_anything_is_paid() {
            ScriptedChatModel model = model(60);
            PromptOptimizer.Builder builder = optimizer(model);

            for (int wrong : new int[] {-1, 1, 2, 3}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> builder.heldOut(wrong))
                        .withMessageStartingWith("heldOut must be 0, for none, or at least 4");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer(model).heldOut(7).build().optimize())
                    .withMessage("heldOut(7) needs as many questions beside the 3 of the search, and there are only 6:"
                            + " give 1 more, let the search ask fewer, or hold at most 6 out");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer(model)
                            .template(template(7))
                            .handOut(HandOut.ONLY_IF_BETTER)
                            .build()
                            .optimize())
                    .withMessageStartingWith("ONLY_IF_BETTER needs at least 5 held-out questions, and this run has 4");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            optimizer(model).budget(Budget.ofCalls(26)).build().optimize())
                    .withMessageContaining(
                            "does not cover round 1 with its 3 questions and the comparison on 6 held-out"
                                    + " ones, which takes 24 calls")
                    .withMessageEndingWith("heldOut(0)");
            assertThat(model.requests()).isEmpty();
        }

        @Test
        void belong_to_the_run() {
            MapStorage storage = new MapStorage();
            optimizer(model(60)).heldOut(5).storage(storage).build().optimize();

            assertThat(optimizer(model(60))
                            .storage(storage)
                            .build()
                            .optimize()
                            .start()
                            .heldOut())
                    .hasSize(5);
            assertThatExceptionOfType(RunException.class)
                    .isThrownBy(() -> optimizer(model(60))
                            .heldOut(6)
                            .storage(storage)
                            .build()
                            .optimize())
                    .withMessageContaining("held_out was \"5\" and is \"6\"");
        }

        @Test
        void are_none_in_a_run_that_was_begun_before_there_were_any() {
            MapStorage storage = new MapStorage();
            optimizer(model(60)).heldOut(0).storage(storage).build().optimize();
            assertThat(new String(storage.files().get("run.json"), UTF_8))
                    .as("as earlier versions wrote it")
                    .contains("\"format\" : 1")
                    .doesNotContain("held_out");
            ScriptedChatModel more = model(60, 70);

            OptimizationResult result =
                    optimizer(more).storage(storage).maxRounds(3).build().optimize();

            assertThat(result.start().heldOut()).isEmpty();
            assertThat(heldOut(more)).isEmpty();
            assertThat(result.bestPrompt()).startsWith("prompt 3");
            assertThat(storage.files()).doesNotContainKey("prompts/confirmation.json");
        }

        @Test
        void are_judged_by_a_judge_of_one_s_own_too() {
            ScriptedChatModel model = model(40);
            PromptOptimizer.Builder own = optimizer(model)
                    .judge(Judge.named(
                            "worth",
                            sets -> worth(sets.candidate().toString())
                                    > worth(sets.incumbent().toString())));

            OptimizationResult result = own.build().optimize();

            assertThat(result.confirmation().comparison().orElseThrow().losses())
                    .isEqualTo(6);
            assertThat(result.bestPrompt()).isEqualTo(START);
            assertThat(model.requests(ModelRole.EVALUATE)).isEmpty();
            assertThat(heldOut(model)).hasSize(12);
        }

        @Test
        void are_lost_by_an_answer_that_breaks_a_check_without_a_vote() {
            ScriptedChatModel model = model(60);
            MapStorage storage = new MapStorage();

            OptimizationResult result = optimizer(model)
                    .answerCheck(AnswerCheck.of("not over 55", answer -> worth(answer) <= 55))
                    .storage(storage)
                    .build()
                    .optimize();

            assertThat(result.confirmation().comparison().orElseThrow().losses())
                    .isEqualTo(6);
            assertThat(result.bestPrompt()).isEqualTo(START);
            assertThat(heldOut(model)).as("no vote is paid").allMatch(request -> request.role() == ModelRole.EXECUTE);
            assertThat(RecordedRun.read(storage)
                            .confirmation()
                            .orElseThrow()
                            .comparison()
                            .orElseThrow()
                            .questions())
                    .isEqualTo(result.confirmation().comparison().orElseThrow().questions());
        }

        @Test
        void count_in_the_estimate() {
            RunUsage with = optimizer(model(60)).build().estimate().atMost();
            RunUsage without =
                    optimizer(model(60)).heldOut(0).build().estimate().atMost();

            assertThat(with.total().calls() - without.total().calls()).isEqualTo(24);
            assertThat(with.of(ModelRole.EXECUTE).calls()
                            - without.of(ModelRole.EXECUTE).calls())
                    .isEqualTo(12);
        }

        @Test
        void are_told_as_a_phase_of_their_own() {
            List<String> phases = new ArrayList<>();
            OptimizationListener listener = new OptimizationListener() {
                @Override
                public void progressed(int round, Phase phase, RunUsage usage) {
                    String now = round + " " + phase;
                    if (phases.isEmpty() || !phases.get(phases.size() - 1).equals(now)) {
                        phases.add(now);
                    }
                }
            };

            optimizer(model(60)).listener(listener).build().optimize();

            assertThat(phases).containsExactly("1 ANSWER", "2 PROPOSE", "2 ANSWER", "2 JUDGE", "2 CONFIRM");
        }
    }

    @Nested
    class A_run_that_goes_on {

        private final MapStorage storage = new MapStorage();

        private OptimizationResult upTo(int rounds, ScriptedChatModel model) {
            return optimizer(model).storage(storage).maxRounds(rounds).build().optimize();
        }

        @Test
        void without_a_new_winner_makes_no_call() {
            upTo(2, model(60));
            ScriptedChatModel idle = model(60);

            OptimizationResult again = upTo(2, idle);

            assertThat(idle.requests()).isEmpty();
            assertThat(again.confirmation().comparison().orElseThrow().wins()).isEqualTo(6);
        }

        @Test
        void looks_at_a_new_winner_at_half_the_alpha_and_pays_for_its_answers_only() {
            upTo(2, model(60));
            ScriptedChatModel more = model(60, 70);

            OptimizationResult result = upTo(3, more);

            assertThat(result.confirmation().looks()).isEqualTo(2);
            assertThat(result.confirmation().comparison().orElseThrow().alphaOfLook())
                    .isEqualTo(0.025);
            assertThat(result.confirmation().sentences())
                    .anySatisfy(sentence -> assertThat(sentence)
                            .isEqualTo("This is look 2 at this run: over all looks together, \"better\" is said falsely"
                                    + " in at most 10 of 100 cases."));
            assertThat(heldOut(more)).hasSize(18);
        }

        @Test
        void keeps_what_the_look_before_handed_out_if_the_new_winner_is_not_ahead() {
            upTo(2, model(60));

            OptimizationResult result = upTo(3, model(60, 40));

            assertThat(result.bestPrompt()).isEqualTo("prompt 2, seen 52, unseen 60");
            assertThat(result.confirmation().sentences()).contains("The prompt of round 2 is handed out, as before.");
            assertThat(upTo(4, model(60, 40, 45)).bestPrompt()).startsWith("prompt 2");
            assertThat(upTo(5, model(60, 40, 45, 55)).bestPrompt()).startsWith("prompt 5");
        }

        @Test
        void can_say_better_no_more_at_the_third_look_on_six_questions() {
            upTo(2, model(60));
            upTo(3, model(60, 70));

            OptimizationResult third = upTo(4, model(60, 70, 80));

            assertThat(third.confirmation().comparison().orElseThrow().verdict())
                    .isEqualTo(ComparisonVerdict.TOO_FEW_QUESTIONS);
            assertThat(third.bestPrompt()).startsWith("prompt 4");
        }

        @Test
        void hands_nothing_unconfirmed_to_an_application_meanwhile() {
            ScriptedChatModel model = model(60);
            List<String> live = new ArrayList<>();
            OptimizationListener watching = OptimizationListener.onRound(round -> live.add(
                    RecordedRun.read(storage).handedOut().map(Round::prompt).orElse("none")));

            OptimizationResult result =
                    optimizer(model).storage(storage).listener(watching).build().optimize();

            assertThat(live).containsExactly("none", "none");
            assertThat(RecordedRun.read(storage).handedOut().map(Round::prompt)).contains(result.bestPrompt());

            live.clear();
            optimizer(model(60, 40))
                    .storage(storage)
                    .maxRounds(3)
                    .listener(watching)
                    .build()
                    .optimize();

            assertThat(live).as("the one before stays").containsExactly("prompt 2, seen 52, unseen 60");
        }

        @Test
        void does_not_put_a_refused_prompt_into_a_running_application() throws Exception {
            upTo(2, model(40));
            OptimizedPrompt prompt = OptimizedPrompt.of("the one in use");
            AtomicInteger reads = new AtomicInteger();
            Object twice = new Object();

            try (AutoCloseable watch = prompt.watch(
                    () -> {
                        synchronized (twice) {
                            reads.incrementAndGet();
                            twice.notifyAll();
                        }
                        return RecordedRun.read(storage)
                                .handedOut()
                                .orElseThrow()
                                .prompt();
                    },
                    "run",
                    Duration.ofMillis(1))) {
                assertThat(watch).isNotNull();
                synchronized (twice) {
                    while (reads.get() < 5) {
                        twice.wait();
                    }
                }
            }

            assertThat(prompt.text()).isEqualTo(START);
        }

        @Test
        void is_played_back_with_the_same_confirmation() {
            upTo(2, model(60));
            OptimizationResult recorded = upTo(3, model(60, 40));

            ChatModelPort replay = RecordedRun.replay(storage);
            OptimizationResult again = PromptOptimizer.builder(RecordedRun.read(storage), role -> replay)
                    .clock(SampleRun.CLOCK)
                    .build()
                    .optimize();

            assertThat(again.confirmation().sentences())
                    .isEqualTo(recorded.confirmation().sentences());
            assertThat(again.confirmation().looks()).isEqualTo(2);
            assertThat(again.bestPrompt()).isEqualTo(recorded.bestPrompt());
        }

        @Test
        void and_was_stopped_before_its_comparison_is_played_back_without_one() {
            Predicate<ModelRequest> held = ConfirmationTest::isHeldOut;
            assertThat(catchThrowable(() ->
                            optimizer(failing(held)).storage(storage).build().optimize()))
                    .isInstanceOf(ModelException.class);

            ChatModelPort replay = RecordedRun.replay(storage);
            OptimizationResult again = PromptOptimizer.builder(RecordedRun.read(storage), role -> replay)
                    .build()
                    .optimize();

            assertThat(again.run().rounds()).hasSize(2);
            assertThat(again.confirmation().state()).isEqualTo(State.NOT_REACHED);
        }
    }

    private static ChatModelPort failing(Predicate<ModelRequest> which) {
        ScriptedChatModel model = model(60);
        return request -> {
            if (which.test(request)) {
                throw new ModelException(ModelException.Kind.TIMEOUT, "too slow");
            }
            return model.chat(request);
        };
    }

    @Nested
    class A_person {

        private final MapStorage storage = new MapStorage();

        @Test
        void hands_out_a_prompt_as_it_is() {
            PromptOptimizer optimizer = optimizer(model(60)).storage(storage).build();
            optimizer.optimize();
            optimizer.promote("prompt of mine, seen 50, unseen 10");

            ScriptedChatModel idle = model(60);
            OptimizationResult result = optimizer(idle).storage(storage).build().optimize();

            assertThat(idle.requests()).isEmpty();
            assertThat(result.bestPrompt()).startsWith("prompt of mine");
            assertThat(result.confirmation().state()).isEqualTo(State.BY_PERSON);
            assertThat(RecordedRun.read(storage).handedOut().map(Round::number)).contains(3);
        }

        @Test
        void hands_out_a_prompt_also_before_the_run_is_looked_at_again() {
            PromptOptimizer optimizer = optimizer(model(60)).storage(storage).build();
            optimizer.optimize();
            optimizer.promote("prompt of mine, seen 50, unseen 10");

            RecordedRun run = RecordedRun.read(storage);
            assertThat(run.bestRound().map(Round::number)).contains(3);
            assertThat(run.confirmation().orElseThrow().state()).isEqualTo(State.BY_PERSON);
        }

        @Test
        void may_want_the_prompt_that_the_comparison_refused() {
            PromptOptimizer optimizer = optimizer(model(40)).storage(storage).build();
            assertThat(optimizer.optimize().bestPrompt()).isEqualTo(START);

            optimizer.promote("prompt 2, seen 52, unseen 40");

            assertThat(RecordedRun.read(storage).bestRound().map(Round::number)).contains(3);
            assertThat(optimizer.optimize().bestPrompt()).startsWith("prompt 2");
        }

        @Test
        void stays_handed_out_if_a_later_winner_is_not_ahead_of_the_start() {
            PromptOptimizer optimizer = optimizer(model(60)).storage(storage).build();
            optimizer.optimize();
            optimizer.promote("prompt of mine, seen 52, unseen 10");

            OptimizationResult result = optimizer(model(60, 60, 40))
                    .storage(storage)
                    .maxRounds(4)
                    .build()
                    .optimize();

            assertThat(result.confirmation().searchWinner()).isEqualTo(4);
            assertThat(result.confirmation().looks()).isEqualTo(2);
            assertThat(result.bestPrompt()).startsWith("prompt of mine");
        }

        @Test
        void decides_before_the_first_look_too() {
            PromptOptimizer one =
                    optimizer(model(60)).storage(storage).maxRounds(1).build();
            one.optimize();
            one.promote("prompt of mine, seen 51, unseen 55");

            OptimizationResult result = optimizer(model(60, 45))
                    .storage(storage)
                    .maxRounds(3)
                    .build()
                    .optimize();

            assertThat(result.confirmation().searchWinner()).isEqualTo(3);
            assertThat(result.confirmation().looks()).isEqualTo(1);
            assertThat(result.bestPrompt()).startsWith("prompt of mine");
        }
    }

    @Nested
    class A_comparison_that_stops {

        private final MapStorage storage = new MapStorage();

        @Test
        void for_a_failed_call_goes_on_with_the_same_call() {
            assertThat(catchThrowable(() -> optimizer(failing(request -> isHeldOut(request)
                                    && request.role() == ModelRole.EVALUATE
                                    && request.callId().item().endsWith("8:2")))
                            .storage(storage)
                            .build()
                            .optimize()))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.TIMEOUT));
            RecordedRun stopped = RecordedRun.read(storage);
            assertThat(stopped.confirmation()).isEmpty();
            assertThat(stopped.bestRound().map(Round::number)).contains(2);
            assertThat(stopped.handedOut()).isEmpty();

            ScriptedChatModel model = model(60);
            OptimizationResult result =
                    optimizer(model).storage(storage).build().optimize();

            assertThat(result.confirmation().looks()).isEqualTo(1);
            assertThat(result.confirmation().comparison().orElseThrow().wins()).isEqualTo(6);
            assertThat(model.requests()).allMatch(ConfirmationTest::isHeldOut).hasSizeLessThan(12);
        }

        @Test
        void for_a_failed_call_ends_a_run_that_lives_with_them() {
            OptimizationResult result = optimizer(
                            failing(request -> isHeldOut(request) && request.role() == ModelRole.EVALUATE))
                    .onFailedCall(FailedCallRule.VOID_ROUND)
                    .storage(storage)
                    .build()
                    .optimize();

            assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            assertThat(result.confirmation().state()).isEqualTo(State.UNFINISHED);
            assertThat(result.confirmation().sentences())
                    .containsExactly(
                            "The comparison on held-out questions is not finished: 0 of 6. The same call goes on with"
                                    + " it.",
                            "Until then the prompt of round 2 is handed out unchecked.");
            assertThat(optimizer(model(60))
                            .storage(storage)
                            .build()
                            .optimize()
                            .confirmation()
                            .state())
                    .isEqualTo(State.COMPARED);
        }

        @Test
        void hands_out_the_start_meanwhile_if_only_a_better_prompt_may_go_out() {
            OptimizationResult result = optimizer(failing(ConfirmationTest::isHeldOut))
                    .handOut(HandOut.ONLY_IF_BETTER)
                    .onFailedCall(FailedCallRule.VOID_ROUND)
                    .storage(storage)
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo(START);
            assertThat(RecordedRun.read(storage).bestRound().map(Round::number)).contains(1);
            assertThat(result.confirmation().sentences()).endsWith("Until then the prompt of round 1 is handed out.");
        }

        @Test
        void for_its_budget_says_how_far_it_came_and_goes_on_with_a_higher_one() {
            ScriptedChatModel first = model(60);
            OptimizationResult short_ = optimizer(first)
                    .budget(Budget.ofCalls(3 + 24 + 8))
                    .onFailedCall(FailedCallRule.STOP_RUN)
                    .storage(storage)
                    .build()
                    .optimize();
            assertThat(short_.confirmation().state())
                    .as("a round and the comparison just fit")
                    .isEqualTo(State.COMPARED);
            assertThat(first.requests()).hasSizeLessThanOrEqualTo(35);

            MapStorage other = new MapStorage();
            AtomicInteger seen = new AtomicInteger();
            ScriptedChatModel model = model(60);
            model.on(
                    ModelRole.EVALUATE,
                    request -> isHeldOut(request) && seen.incrementAndGet() <= 6 ? "neither" : honest(request));
            OptimizationResult stopped = optimizer(model)
                    .budget(Budget.ofCalls(35))
                    .storage(other)
                    .build()
                    .optimize();
            assertThat(stopped.stopReason()).isEqualTo(StopReason.BUDGET);
            assertThat(stopped.confirmation().state()).isEqualTo(State.UNFINISHED);
            assertThat(stopped.confirmation().questions().compared()).isBetween(1, 5);
            assertThat(model.requests()).hasSize(35);

            OptimizationResult more = optimizer(model)
                    .budget(Budget.ofCalls(60))
                    .storage(other)
                    .build()
                    .optimize();
            assertThat(more.confirmation().state()).isEqualTo(State.COMPARED);
            assertThat(more.confirmation().looks()).isEqualTo(1);
        }

        @Test
        void is_not_begun_when_the_search_was_interrupted() {
            ScriptedChatModel model = model(60);
            OptimizationListener interrupting =
                    OptimizationListener.onRound(round -> Thread.currentThread().interrupt());

            OptimizationResult result =
                    optimizer(model).listener(interrupting).maxRounds(3).build().optimize();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(result.confirmation().state()).isEqualTo(State.NOT_REACHED);
            assertThat(result.confirmation().sentences().get(0)).contains("stopped in the middle");
            assertThat(heldOut(model)).isEmpty();
        }

        @Test
        void stops_for_an_interrupt_and_keeps_the_flag() {
            ScriptedChatModel model = model(60);
            ChatModelPort interrupting = request -> {
                ModelReply reply = model.chat(request);
                if (isHeldOut(request) && request.role() == ModelRole.EVALUATE) {
                    throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted");
                }
                return reply;
            };

            OptimizationResult result =
                    optimizer(interrupting).storage(storage).build().optimize();

            assertThat(result.stopReason()).isEqualTo(StopReason.INTERRUPTED);
            assertThat(result.confirmation().state()).isEqualTo(State.UNFINISHED);
        }

        @Test
        void for_its_deadline_goes_on() {
            ScriptedChatModel model = model(60);
            ChatModelPort late = request -> {
                if (isHeldOut(request)) {
                    throw new ModelException(ModelException.Kind.DEADLINE, "no time is left");
                }
                return model.chat(request);
            };

            OptimizationResult result = optimizer(late).storage(storage).build().optimize();

            assertThat(result.stopReason()).isEqualTo(StopReason.DEADLINE);
            assertThat(result.confirmation().state()).isEqualTo(State.UNFINISHED);
            assertThat(optimizer(model)
                            .storage(storage)
                            .build()
                            .optimize()
                            .confirmation()
                            .state())
                    .isEqualTo(State.COMPARED);
        }
    }

    @Nested
    class A_budget {

        @Test
        void ends_the_search_while_it_still_buys_the_proof() {
            ScriptedChatModel model = model(60, 70, 80, 90);
            MapStorage storage = new MapStorage();
            PromptOptimizer.Builder builder = optimizer(model).maxRounds(9).storage(storage);

            OptimizationResult result =
                    builder.budget(Budget.ofCalls(55)).build().optimize();

            assertThat(result.stopReason()).isEqualTo(StopReason.BUDGET);
            assertThat(result.confirmation().state()).isEqualTo(State.COMPARED);
            assertThat(result.run().rounds()).hasSizeGreaterThan(2);
            assertThat(result.run().openRound()).isEmpty();
            int calls = model.requests().size();
            assertThat(calls).isLessThanOrEqualTo(55);

            assertThat(builder.build().optimize().bestPrompt()).isEqualTo(result.bestPrompt());
            assertThat(model.requests()).as("the same limit makes no call").hasSize(calls);

            OptimizationResult more =
                    builder.budget(Budget.ofCalls(100)).build().optimize();
            assertThat(more.run().rounds())
                    .hasSizeGreaterThan(result.run().rounds().size());
            assertThat(more.confirmation().looks()).isEqualTo(2);
        }

        @Test
        void of_tokens_keeps_room_for_it_too() {
            ScriptedChatModel model = model(60, 70, 80, 90);

            OptimizationResult result = optimizer(model)
                    .maxRounds(9)
                    .budget(Budget.ofTokens(200_000))
                    .build()
                    .optimize();

            assertThat(result.stopReason()).isEqualTo(StopReason.BUDGET);
            assertThat(result.confirmation().state()).isEqualTo(State.COMPARED);
        }
    }

    @Nested
    class A_run_that_is_killed {

        private PromptOptimizer on(CrashingStorage disk, ScriptedChatModel model) {
            ChatModelPort alive = request -> {
                disk.requireAlive();
                return model.chat(request);
            };
            return optimizer(alive).maxRounds(3).storage(disk).build();
        }

        @ParameterizedTest
        @EnumSource(Leaving.class)
        void at_any_step_of_its_disk_ends_as_if_it_had_not_been_and_pays_for_one_call_more_at_most(Leaving leaving) {
            CrashingStorage whole = new CrashingStorage();
            ScriptedChatModel undisturbed = model(60, 55);
            OptimizationResult expected = on(whole, undisturbed).optimize();
            int calls = undisturbed.requests().size();
            assertThat(heldOut(undisturbed)).hasSize(24);

            for (int step = 0; step < whole.steps(); step++) {
                CrashingStorage disk = new CrashingStorage();
                disk.dieAfter(step);
                ScriptedChatModel first = model(60, 55);
                assertThat(catchThrowable(() -> on(disk, first).optimize()))
                        .isInstanceOfAny(CrashingStorage.Crash.class, RunException.class);
                ScriptedChatModel second = model(60, 55);

                OptimizationResult result =
                        on(disk.afterCrash(leaving, new Random(step)), second).optimize();

                assertThat(result.confirmation().sentences())
                        .as("killed at step %d", step)
                        .isEqualTo(expected.confirmation().sentences());
                assertThat(result.bestPrompt()).isEqualTo(expected.bestPrompt());
                assertThat(first.requests().size() + second.requests().size()).isBetween(calls, calls + 1);
            }
        }

        @Test
        void and_has_lost_the_file_of_the_confirmation_gets_it_again() {
            MapStorage storage = new MapStorage();
            optimizer(model(60)).storage(storage).build().optimize();
            Map<String, byte[]> files = storage.files();
            byte[] file = files.remove("prompts/confirmation.json");
            MapStorage left = new MapStorage(files);

            optimizer(model(60)).storage(left).build().optimize();

            assertThat(left.files()).containsEntry("prompts/confirmation.json", file);
        }
    }
}
