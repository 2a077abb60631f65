package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttemptsToldTest {

    private static final String QUESTION =
            "Which of the three ships that left the harbour in the spring of that year came back first?";
    private static final String EXPECTED =
            "The smallest one came back first because its captain knew the winds of the northern sea best.";
    private static final String REASON =
            "The second set names the ship at once and gives a cause where the first only repeats what was asked.";

    private static final String PLACE = "{{tried}}\n\n";

    /** Its judge keeps the start, first or second. */
    private final ScriptedChatModel model = new ScriptedChatModel()
            .on(
                    ModelRole.OPTIMIZE,
                    request -> proposal("prompt " + request.callId().round()))
            .on(
                    ModelRole.EXECUTE,
                    request -> "answer of round " + request.callId().round())
            .on(ModelRole.EVALUATE, request -> vote(request, false));

    static Stream<Arguments> languages() {
        return Stream.of(
                argumentSet("English", Instructions.english()), argumentSet("Chinese", Instructions.chinese()));
    }

    private static String proposal(String prompt) {
        return "<modification>to be better\n# Your task\n````</modification><prompt>" + prompt + "</prompt>";
    }

    /** The start's answers are of round 1. */
    private static String vote(ModelRequest request, boolean candidate) {
        String text = text(request);
        boolean startIsA = text.indexOf("answer of round 1\n") < text.indexOf("\n# B\n");
        return "<analyse>" + REASON + " ``` # Your task</analyse><choose>" + (startIsA == candidate ? "B" : "A")
                + "</choose>";
    }

    private static String text(ModelRequest request) {
        return request.messages().get(0).text();
    }

    private PromptOptimizer.Builder optimizer() {
        return optimizer(model);
    }

    private static PromptOptimizer.Builder optimizer(ChatModelPort port) {
        return PromptOptimizer.builder()
                .model(port)
                .template(IterationTemplate.of(
                        "start", "Be good.", List.of(QuestionAnswer.of(QUESTION, EXPECTED), QuestionAnswer.of("two?"))))
                .seed(1)
                .maxRounds(6)
                .clock(SampleRun.CLOCK)
                .callPolicy(SampleRun.oneByOne().build());
    }

    private List<String> proposals() {
        return model.requests(ModelRole.OPTIMIZE).stream()
                .map(AttemptsToldTest::text)
                .toList();
    }

    @Nested
    class A_request {

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("io.github.spo4j.AttemptsToldTest#languages")
        void has_prompt_intention_and_reasons_of_the_last_attempts_in_fences(Instructions instructions) {
            optimizer().instructions(instructions).build().optimize();

            String last = proposals().get(4);
            assertThat(proposals().get(0)).doesNotContain("```attempt", "```reason");
            assertThat(last).doesNotContain("prompt 2", "{{").contains("prompt 3", "prompt 4", "prompt 5");
            assertThat(last.split("`````intention\nto be better # Your task ````\n`````\n", -1))
                    .hasSize(4);
            assertThat(last.split("````reason\n" + REASON + " ``` # Your task\n````", -1))
                    .hasSize(7);
            assertThat(last.lines().filter(line -> line.startsWith("# ")))
                    .doesNotHaveDuplicates()
                    .hasSize(6);
        }

        @Test
        void says_which_side_was_the_best_prompts() {
            optimizer().build().optimize();

            assertThat(proposals().get(1))
                    .contains("the best prompt's answers as A and the others as B:")
                    .contains("the best prompt's answers as B and the others as A:");
        }

        @Test
        void has_what_the_judge_misses_in_the_best_answers() {
            model.on(
                    ModelRole.EVALUATE,
                    request -> vote(request, request.callId().item().equals("1")));

            optimizer().build().optimize();

            assertThat(proposals().get(0)).doesNotContain("# What the judge misses");
            assertThat(proposals().get(1)).contains("# What the judge misses in the best prompt's answers");
        }

        @Test
        void has_the_checks_that_answers_broke() {
            optimizer()
                    .answerCheck(AnswerCheck.matches(".*round 1"))
                    .maxRounds(4)
                    .build()
                    .optimize();

            assertThat(proposals().get(2)).contains("```attempt\nprompt 2\n```", "```checks\n1: ");
        }

        @Test
        void has_why_the_guard_refused_a_prompt() {
            model.on(
                    ModelRole.OPTIMIZE, request -> proposal(request.callId().round() == 2 ? "new {{slot}}" : "better"));

            optimizer().maxRounds(3).build().optimize();

            assertThat(proposals().get(2))
                    .contains("```attempt\nnew {{slot}}\n```", "```refusal\n", "placeholders that nothing would fill");
        }

        @Test
        void says_that_no_prompt_came_and_nothing_that_is_for_users() {
            model.on(ModelRole.OPTIMIZE, request -> request.callId().round() == 2 ? "no" : proposal("better"));

            optimizer().maxRounds(3).build().optimize();

            assertThat(proposals().get(2))
                    .contains("Attempt of round 2:\nNo prompt that could be used came of it.")
                    .doesNotContain("a stronger optimizing model");
        }

        @Test
        void says_that_the_answers_were_the_same() {
            model.on(ModelRole.EXECUTE, request -> "always");

            optimizer().maxRounds(3).build().optimize();

            assertThat(proposals().get(1)).contains("Its answers were those of the best prompt, to the letter.");
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("io.github.spo4j.AttemptsToldTest#languages")
        void keeps_its_bounds(Instructions instructions) {
            model.on(
                            ModelRole.OPTIMIZE,
                            request -> "<modification>" + "m".repeat(5_000) + "</modification><prompt>start\n"
                                    + "p".repeat(5_000) + request.callId().round() + "</prompt>")
                    .on(ModelRole.EVALUATE, request -> vote(request, false).replace(REASON, "r".repeat(5_000)));

            optimizer().instructions(instructions).build().optimize();

            assertThat(proposals().get(4).length() - proposals().get(0).length())
                    .isBetween(3 * 2_200, 3 * 2_600);
            assertThat(proposals().get(4)).contains("```difference\n+ ppp");
        }
    }

    @Nested
    class No_two_rounds {

        @Test
        void of_200_simulated_runs_have_the_same_first_request() {
            for (long seed = 1; seed <= 200; seed++) {
                assertThat(repeated(seed, 3)).as("seed %d", seed).isZero();
            }
        }

        @Test
        void differ_where_nothing_is_told() {
            assertThat(repeated(1, 0)).isPositive();
        }

        private int repeated(long seed, int told) {
            List<String> requests = new ArrayList<>();
            SimulatedSearch search = new SimulatedSearch(seed, 1);
            ChatModelPort port = request -> {
                if (request.role() == ModelRole.OPTIMIZE && request.callId().ask() == 0) {
                    requests.add(text(request));
                }
                return search.chat(request);
            };
            search.run(10, 3).model(port).attemptsTold(told).build().optimize();
            Set<String> different = new HashSet<>(requests);
            return requests.size() - different.size();
        }

        @Test
        void have_the_same_request_when_a_person_went_back_to_an_earlier_prompt() {
            model.on(ModelRole.EVALUATE, request -> vote(request, true));
            RunStorage storage = RunStorage.memory();
            PromptOptimizer twice = optimizer().storage(storage).maxRounds(2).build();
            twice.optimize();
            twice.promote("start");

            optimizer().storage(storage).maxRounds(4).build().optimize();

            assertThat(proposals()).hasSize(2).doesNotHaveDuplicates();
            assertThat(proposals().get(1)).contains("Attempt of round 2:\n```attempt\nprompt 2\n```");
        }
    }

    @Nested
    class A_new_prompt {

        private Optional<String> refusal(String prompt) {
            model.on(ModelRole.OPTIMIZE, request -> proposal(request.callId().round() == 3 ? prompt : "prompt"));
            Round third =
                    optimizer().maxRounds(3).build().optimize().run().rounds().get(2);
            return Optional.ofNullable(third.voidReason());
        }

        @Test
        void copies_no_judges_reason_question_or_expected_answer() {
            assertThat(refusal("Mind this: " + REASON)).hasValueSatisfying(this::isCopied);
            assertThat(refusal("Answer such as " + EXPECTED)).hasValueSatisfying(this::isCopied);
            assertThat(refusal("For example: " + QUESTION)).hasValueSatisfying(this::isCopied);
        }

        private void isCopied(String reason) {
            assertThat(reason).contains("copies from a question, an expected answer or a judge's reason");
        }

        @Test
        void has_no_heading_of_ours_but_may_have_common_ones() {
            assertThat(refusal("Be good.\n## What was tried without success:\nthis"))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("heading of these instructions"));
            assertThat(refusal("# Requirements\nBe good.")).isEmpty();
        }

        @Test
        void may_have_the_wording_of_earlier_ones() {
            String wording = "Name the ship at once, then give one cause for it in a single plain sentence";
            model.on(
                    ModelRole.OPTIMIZE,
                    request -> proposal(wording + " " + request.callId().round()));

            List<Round> rounds = optimizer().build().optimize().run().rounds();

            assertThat(rounds).allMatch(round -> round.voidReason() == null);
        }

        @Test
        void may_copy_as_before_where_nothing_is_told() {
            model.on(ModelRole.OPTIMIZE, request -> proposal("For example: " + QUESTION));

            List<Round> rounds = optimizer()
                    .attemptsTold(0)
                    .maxRounds(2)
                    .build()
                    .optimize()
                    .run()
                    .rounds();

            assertThat(rounds.get(1).voidReason()).isNull();
        }
    }

    @Nested
    class Nothing_is_told {

        private final List<OptimizationListener.Start> starts = new ArrayList<>();

        private final OptimizationListener listener = new OptimizationListener() {
            @Override
            public void started(Start start) {
                starts.add(start);
            }
        };

        private Instructions withoutPlace() {
            String optimize = String.valueOf(Instructions.english().texts().get("optimize"));
            return Instructions.english().with("optimize", optimize.replace(PLACE, ""));
        }

        @Test
        void where_texts_of_ones_own_have_no_place_for_it_and_the_start_says_so() {
            optimizer()
                    .instructions(withoutPlace())
                    .listener(listener)
                    .maxRounds(3)
                    .build()
                    .optimize();

            assertThat(starts)
                    .extracting(OptimizationListener.Start::attemptsTold)
                    .containsExactly(0);
            assertThat(proposals().get(1)).isEqualTo(proposals().get(0));
        }

        @Test
        void where_0_is_asked_for_and_then_all_is_as_in_a_run_of_before() {
            RunStorage before = RunStorage.memory();
            optimizer()
                    .instructions(withoutPlace())
                    .storage(before)
                    .maxRounds(3)
                    .build()
                    .optimize();

            RunStorage now = RunStorage.memory();
            optimizer().attemptsTold(0).storage(now).maxRounds(3).build().optimize();

            assertThat(RecordedRun.read(now).madeWith().texts())
                    .isEqualTo(RecordedRun.read(before).madeWith().texts());
            assertThat(proposals().get(2)).isEqualTo(proposals().get(0));
        }

        @Test
        void when_a_run_goes_on_that_was_begun_so() {
            RunStorage storage = RunStorage.memory();
            optimizer().attemptsTold(0).storage(storage).maxRounds(2).build().optimize();

            optimizer()
                    .instructions(Instructions.english())
                    .listener(listener)
                    .storage(storage)
                    .maxRounds(3)
                    .build()
                    .optimize();

            assertThat(starts.get(0).attemptsTold()).isZero();
            assertThat(proposals().get(1)).isEqualTo(proposals().get(0));
        }
    }

    @Nested
    class The_number {

        @Test
        void is_not_negative() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer().attemptsTold(-1))
                    .withMessageContaining("-1");
        }

        @Test
        void is_that_of_the_run_when_it_resumes() {
            RunStorage storage = RunStorage.memory();
            optimizer().attemptsTold(1).storage(storage).maxRounds(3).build().optimize();

            optimizer().storage(storage).maxRounds(4).build().optimize();

            assertThat(proposals().get(2)).contains("prompt 3").doesNotContain("prompt 2");
            assertThatThrownBy(() ->
                            optimizer().attemptsTold(2).storage(storage).build().optimize())
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("attempts_told was \"1\" and is \"2\"");
        }

        @Test
        void is_kept_by_a_replay() {
            RunStorage storage = RunStorage.memory();
            OptimizationResult result = optimizer().storage(storage).build().optimize();
            RecordedRun made = RecordedRun.read(storage);

            OptimizationResult again = PromptOptimizer.builder(made, role -> RecordedRun.replay(storage))
                    .build()
                    .optimize();

            assertThat(again.run().rounds()).hasSameSizeAs(result.run().rounds());
        }

        @Test
        void counts_in_the_estimate() {
            assertThat(input(3)).isGreaterThan(input(0));
        }

        private long input(int told) {
            Long tokens = optimizer()
                    .attemptsTold(told)
                    .build()
                    .estimate()
                    .likely()
                    .of(ModelRole.OPTIMIZE)
                    .reported()
                    .input();
            return tokens == null ? -1 : tokens;
        }
    }
}
