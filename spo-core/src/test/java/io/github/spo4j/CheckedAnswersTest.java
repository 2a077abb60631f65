package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.judge.Judge;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Round.BrokenCheck;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run whose answers must have something. The prompts are "start", "prompt 2", "prompt 3" …; the judge likes each. */
class CheckedAnswersTest {

    private static final Pattern ROUND = Pattern.compile("round (\\d+)");

    private static final AnswerCheck SHORT = AnswerCheck.maxWords(3);

    private static ScriptedChatModel model() {
        return new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> "<prompt>prompt " + request.callId().round() + "</prompt>")
                .on(ModelRole.EXECUTE, CheckedAnswersTest::answer)
                .on(ModelRole.EVALUATE, request -> later(text(request)));
    }

    private static String later(String text) {
        List<Integer> rounds = ROUND.matcher(text)
                .results()
                .map(round -> Integer.valueOf(round.group(1)))
                .toList();
        return "<choose>" + (rounds.get(0) > rounds.get(rounds.size() - 1) ? "A" : "B") + "</choose>";
    }

    /** Round 2 is long where it may not be, all others are short. */
    private static String answer(ModelRequest request) {
        String said = "round " + request.callId().round();
        return request.callId().round() == 2 && request.callId().item().equals("1") ? said + " at great length" : said;
    }

    private static String text(ModelRequest request) {
        return request.messages().get(0).text();
    }

    private static IterationTemplate template(String requirements) {
        return IterationTemplate.of("start", requirements, "one?", "two?");
    }

    private static PromptOptimizer.Builder optimizer(ChatModelPort port) {
        return PromptOptimizer.builder()
                .model(port)
                .template(template("Be good."))
                .seed(1)
                .maxRounds(3)
                .clock(SampleRun.CLOCK)
                .callPolicy(CallPolicy.builder().attempts(1).sleeper(wait -> {}).build());
    }

    private static List<ModelRequest> votes(ScriptedChatModel model, int round) {
        return model.requests(ModelRole.EVALUATE).stream()
                .filter(request -> request.callId().round() == round)
                .toList();
    }

    private static String proposal(ScriptedChatModel model, int round) {
        return model.requests(ModelRole.OPTIMIZE).stream()
                .filter(request -> request.callId().round() == round)
                .map(CheckedAnswersTest::text)
                .findFirst()
                .orElseThrow();
    }

    private static String text(MapStorage storage, String file) {
        return new String(storage.files().get(file), StandardCharsets.UTF_8);
    }

    @Nested
    class A_candidate_that_breaks_what_the_incumbent_keeps {

        @Test
        void is_out_before_a_vote_is_paid() {
            ScriptedChatModel model = model();

            OptimizationResult result =
                    optimizer(model).answerCheck(SHORT).build().optimize();

            Round out = result.run().rounds().get(1);
            assertThat(out.accepted()).isFalse();
            assertThat(out.voidReason()).isNull();
            assertThat(out.answers()).hasSize(2);
            assertThat(out.brokenChecks()).containsExactly(new BrokenCheck(2, "max_words: 3"));
            assertThat(votes(model, 2)).isEmpty();
            assertThat(votes(model, 3)).isNotEmpty();
            assertThat(result.run().rounds().get(2).brokenChecks()).isEmpty();
        }

        @Test
        void is_told_with_check_and_question_in_the_next_request_and_no_other() {
            ScriptedChatModel model = model();

            optimizer(model)
                    .attemptsTold(0)
                    .maxRounds(4)
                    .answerCheck(SHORT)
                    .build()
                    .optimize();

            assertThat(proposal(model, 2)).doesNotContain("max_words");
            assertThat(proposal(model, 3))
                    .contains("- The prompt that was tried last is out, because answers broke a check that those above"
                            + " keep (Question 2: max_words: 3): see that each answer keeps it.");
            assertThat(proposal(model, 4)).doesNotContain("max_words");
        }

        @Test
        void is_told_in_chinese_where_the_requirements_are() {
            ScriptedChatModel model = model();

            optimizer(model)
                    .template(template("回答要简短、正确。"))
                    .answerCheck(SHORT)
                    .build()
                    .optimize();

            assertThat(proposal(model, 3)).contains("违反了上面的回答都遵守的检查（问题 2： max_words: 3）");
        }

        @Test
        void is_told_in_bounds() {
            ScriptedChatModel model = model().on(
                            ModelRole.EXECUTE, request -> request.callId().round() == 2 ? "b" : "a")
                    .on(ModelRole.EVALUATE, request -> "<choose>A</choose>");
            AnswerCheck[] many = IntStream.range(0, 20)
                    .mapToObj(i -> AnswerCheck.matches("a{1," + (i + 1) + "}|" + "x".repeat(1_000)))
                    .toArray(AnswerCheck[]::new);

            OptimizationResult result =
                    optimizer(model).answerCheck(many).build().optimize();

            assertThat(result.run().rounds().get(1).brokenChecks()).hasSize(40);
            assertThat(proposal(model, 3)).contains("; …): see");
            assertThat(proposal(model, 3).length())
                    .isLessThan(proposal(model, 2).length() + 2_500);
        }

        @Test
        void is_not_told_by_instructions_that_have_no_place_for_it() {
            Map<String, String> texts = new TreeMap<>(Instructions.english().texts());
            texts.remove("optimize-checks");
            ScriptedChatModel model = model();

            OptimizationResult result = optimizer(model)
                    .instructions(Instructions.of(texts))
                    .attemptsTold(0)
                    .answerCheck(SHORT)
                    .build()
                    .optimize();

            assertThat(result.run().rounds().get(1).brokenChecks()).isNotEmpty();
            assertThat(proposal(model, 3)).doesNotContain("max_words");
        }

        @Test
        void is_out_although_a_judge_of_one_s_own_would_take_it() {
            OptimizationResult result = optimizer(model())
                    .judge(Judge.named("all", comparison -> true))
                    .answerCheck(SHORT)
                    .build()
                    .optimize();

            assertThat(result.run().rounds()).extracting(Round::accepted).containsExactly(true, false, true);
        }

        @Test
        void is_recorded_in_the_files_and_known_to_a_run_that_goes_on() {
            MapStorage storage = new MapStorage();
            ScriptedChatModel model = model();
            optimizer(model)
                    .maxRounds(2)
                    .answerCheck(SHORT)
                    .storage(storage)
                    .build()
                    .optimize();

            optimizer(model).answerCheck(SHORT).storage(storage).build().optimize();

            assertThat(text(storage, "prompts/results.json"))
                    .contains("\"broken_checks\": [", "\"question\": 2,", "\"check\": \"max_words: 3\"");
            assertThat(RecordedRun.read(storage).rounds().get(1).brokenChecks())
                    .containsExactly(new BrokenCheck(2, "max_words: 3"));
            assertThat(proposal(model, 3)).contains("Question 2: max_words: 3");
        }

        @Test
        void is_out_again_when_it_is_played_back() {
            MapStorage storage = new MapStorage();
            optimizer(model()).answerCheck(SHORT).storage(storage).build().optimize();
            MapStorage copy = new MapStorage();

            PromptOptimizer.builder(RecordedRun.read(storage), role -> RecordedRun.replay(storage))
                    .clock(SampleRun.CLOCK)
                    .storage(copy)
                    .build()
                    .optimize();

            assertThat(text(copy, "prompts/results.json")).isEqualTo(text(storage, "prompts/results.json"));
        }
    }

    @Nested
    class What_both_break {

        @Test
        void decides_nothing() {
            ScriptedChatModel model = model();

            OptimizationResult result = optimizer(model)
                    .answerCheck(AnswerCheck.json(), AnswerCheck.contains("never said"))
                    .build()
                    .optimize();

            assertThat(result.run().rounds())
                    .allMatch(round -> round.brokenChecks().isEmpty());
            assertThat(votes(model, 2)).isNotEmpty();
        }
    }

    @Nested
    class Checks_of_a_template {

        @Test
        void hold_for_all_questions_or_for_one() {
            IterationTemplate all = IterationTemplate.parse(
                    "t.yaml",
                    "prompt: start\nrequirements: r\nchecks: [{max_words: 3}]\nqa: [{question: \"one?\"}, {question: \"two?\"}]\n");
            IterationTemplate first = IterationTemplate.parse(
                    "t.yaml",
                    "prompt: start\nrequirements: r\nqa: [{question: \"one?\", checks: [{max_words: 3}]}, {question: \"two?\"}]\n");
            IterationTemplate second = IterationTemplate.parse(
                    "t.yaml",
                    "prompt: start\nrequirements: r\nqa: [{question: \"one?\"}, {question: \"two?\", checks: [{max_words: 3}]}]\n");

            assertThat(broken(all)).containsExactly(new BrokenCheck(2, "max_words: 3"));
            assertThat(broken(first)).isEmpty();
            assertThat(broken(second)).containsExactly(new BrokenCheck(2, "max_words: 3"));
        }

        private List<BrokenCheck> broken(IterationTemplate template) {
            MapStorage storage = new MapStorage();
            optimizer(model()).template(template).storage(storage).build().optimize();
            RecordedRun run = RecordedRun.read(storage);
            assertThat(run.template()).contains(template);
            return run.rounds().get(1).brokenChecks();
        }

        @Test
        void let_no_run_go_on_with_others() {
            MapStorage storage = new MapStorage();
            IterationTemplate template = IterationTemplate.builder()
                    .prompt("start")
                    .requirements("r")
                    .checks(List.of(SHORT))
                    .question(QuestionAnswer.of("one?").checks(List.of(AnswerCheck.contains("round"))))
                    .build();
            optimizer(model()).template(template).storage(storage).build().optimize();

            Throwable refused = catchThrowable(() -> optimizer(model())
                    .template(IterationTemplate.of("start", "r", "one?"))
                    .storage(storage)
                    .build()
                    .optimize());

            assertThat(refused)
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("template.checks.1 was \"max_words: 3\" and is not set")
                    .hasMessageContaining("template.question.1.checks.1 was \"contains: round\" and is not set");
        }
    }

    @Nested
    class Recorded_by_name {

        private final MapStorage storage = new MapStorage();
        private final AnswerCheck polite = AnswerCheck.of("polite", answer -> true);

        private Throwable resumed(PromptOptimizer.Builder optimizer) {
            return catchThrowable(() -> optimizer.storage(storage).build().optimize());
        }

        @Test
        void lets_a_run_go_on_without_them_unless_they_are_code() {
            optimizer(model()).answerCheck(SHORT).storage(storage).build().optimize();

            assertThat(resumed(optimizer(model()))).isNull();
            assertThat(resumed(optimizer(model()).instructions(Instructions.english())))
                    .isNull();
            assertThat(resumed(optimizer(model()).answerCheck(AnswerCheck.maxWords(4))))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining(
                            "answer_check.1 was \"max_words: 3\" and is \"max_words: 4\"; change it back");
        }

        @Test
        void wants_those_again_that_are_code() {
            optimizer(model())
                    .answerCheck(SHORT, polite)
                    .storage(storage)
                    .build()
                    .optimize();

            assertThat(resumed(optimizer(model())))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("answer_check.2 was \"own: polite\" and is not set");
            assertThat(resumed(optimizer(model()).answerCheck(polite, SHORT))).isNull();
            assertThat(resumed(PromptOptimizer.builder(RecordedRun.read(storage), role -> model())
                            .answerCheck(polite)))
                    .isNull();
        }

        @Test
        void wants_one_that_is_code_alone_where_a_recorded_run_is_taken_up() {
            optimizer(model()).answerCheck(polite).storage(storage).build().optimize();

            assertThat(resumed(PromptOptimizer.builder(RecordedRun.read(storage), role -> model())
                            .answerCheck(polite)))
                    .isNull();
        }

        @Test
        void leaves_a_run_without_checks_as_it_was() {
            optimizer(model()).storage(storage).build().optimize();

            assertThat(text(storage, "run.json")).doesNotContain("check");
            assertThat(resumed(optimizer(model()).instructions(Instructions.english())))
                    .isNull();
            assertThat(resumed(optimizer(model()).answerCheck(SHORT)))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("answer_check.1 was not set and is \"max_words: 3\"");
        }

        @Test
        void wants_names_that_differ() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer(model()).answerCheck(polite, AnswerCheck.of("polite", answer -> false)))
                    .withMessage("each answer check of your own needs a unique name: own: polite");
        }
    }

    @Nested
    class A_check_that_fails {

        private void endsTheRun(AnswerCheck check, ScriptedChatModel model, String why) {
            MapStorage storage = new MapStorage();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer(model)
                            .onFailedCall(FailedCallRule.VOID_ROUND)
                            .answerCheck(check)
                            .storage(storage)
                            .build()
                            .optimize())
                    .withMessageStartingWith("the answer check \"")
                    .withMessageContaining(why)
                    .withMessageEndingWith("; correct it and run again");
            assertThat(RecordedRun.read(storage).rounds()).hasSize(1);
            assertThat(model.requests()).as("round 1, a proposal, its answers").hasSize(2 + 1 + 2);
        }

        @Test
        void ends_the_run_with_its_name_and_nothing_further_is_paid() {
            endsTheRun(
                    AnswerCheck.of("mine", answer -> {
                        throw new IllegalStateException("no file");
                    }),
                    model(),
                    "\"own: mine\" failed on an answer to \"one?\": no file");
        }

        @Test
        @Timeout(60)
        void because_it_would_look_for_ever_does_so_too() {
            endsTheRun(
                    AnswerCheck.matches(".*.*.*.*.*.*b"),
                    model().on(
                                    ModelRole.EXECUTE,
                                    request ->
                                            "o".repeat(100) + request.callId().round()),
                    "its regular expression is too much work for this answer; write a simpler one");
        }
    }
}
