package io.github.spo4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.spo4j.judge.Judge;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole runs under the voting rules. A prompt says what its answers to the questions are worth: {@code worth 5 5 5 5}. An honest
 * judge chooses the answers that are worth more; on equal ones it chooses the first.
 */
class VotingRulesTest {

    private static final Pattern WORTH = Pattern.compile("worth: (\\d+)");

    private static IterationTemplate template(int questions) {
        return IterationTemplate.of(
                "worth 5 5 5 5",
                "Be worth much.",
                IntStream.range(0, questions)
                        .mapToObj(i -> QuestionAnswer.of("question " + i))
                        .toList());
    }

    private static ScriptedChatModel model(String candidate) {
        return new ScriptedChatModel()
                .on(ModelRole.OPTIMIZE, request -> "<prompt>" + candidate + "</prompt>")
                .on(ModelRole.EXECUTE, VotingRulesTest::answer)
                .on(
                        ModelRole.EVALUATE,
                        request -> vote(request.messages().get(0).text()));
    }

    private static String answer(ModelRequest request) {
        String[] sent = request.messages().get(0).text().split("\\s+", -1);
        int question = Integer.parseInt(sent[sent.length - 1]);
        return "worth: " + sent[1 + question % 4];
    }

    private static String vote(String text) {
        int b = text.indexOf("\n# B\n");
        return "<choose>" + (sum(text.substring(0, b)) >= sum(text.substring(b)) ? "A" : "B") + "</choose>";
    }

    private static int sum(String text) {
        Matcher worth = WORTH.matcher(text);
        int sum = 0;
        while (worth.find()) {
            sum += Integer.parseInt(worth.group(1));
        }
        return sum;
    }

    private static PromptOptimizer.Builder optimizer(ChatModelPort model, int questions) {
        return PromptOptimizer.builder()
                .model(model)
                .template(template(questions))
                .callPolicy(SampleRun.oneByOne().build())
                .maxRounds(2)
                .seed(1);
    }

    private static Round second(PromptOptimizer.Builder optimizer) {
        return optimizer.build().optimize().run().rounds().get(1);
    }

    private static List<String> executed(ScriptedChatModel model, int round) {
        return model.requests().stream()
                .filter(request -> request.role() == ModelRole.EXECUTE)
                .filter(request -> request.callId().round() == round)
                .map(request -> request.callId().item())
                .toList();
    }

    private static List<String> questions(Round round) {
        return round.answers().stream().map(Round.Answer::question).toList();
    }

    private static String header(MapStorage storage) {
        return new String(requireNonNull(storage.files().get("run.json")), StandardCharsets.UTF_8);
    }

    @Nested
    class SPREAD {

        @ParameterizedTest
        @EnumSource(VoteSchedule.class)
        void lets_a_candidate_win_on_both_halves_of_the_questions(VoteSchedule schedule) {
            Round round = second(optimizer(model("worth 6 7 8 9"), 4).voteSchedule(schedule));

            assertThat(round.accepted()).isTrue();
            assertThat(round.votes())
                    .extracting(Vote::questions)
                    .containsExactly(List.of(0, 2), List.of(0, 2), List.of(3, 1));
            assertThat(round.votes().get(0).order())
                    .isNotEqualTo(round.votes().get(1).order());
            assertThat(round.answers())
                    .containsExactly(
                            new Round.Answer("question 0", "worth: 6"),
                            new Round.Answer("question 1", "worth: 7"),
                            new Round.Answer("question 2", "worth: 8"),
                            new Round.Answer("question 3", "worth: 9"));
        }

        @Test
        void does_not_answer_the_second_half_for_one_that_lost_on_the_first() {
            ScriptedChatModel model = model("worth 4 9 4 9");

            Round round = second(optimizer(model, 4));

            assertThat(round.accepted()).isFalse();
            assertThat(round.votes()).extracting(Vote::questions).containsExactly(List.of(0, 2), List.of(0, 2));
            assertThat(questions(round)).containsExactly("question 0", "question 2");
            assertThat(executed(model, 2)).containsExactly("0", "2");
        }

        @Test
        void keeps_the_incumbent_that_wins_the_second_half() {
            Round round = second(optimizer(model("worth 9 4 9 4"), 4));

            assertThat(round.accepted()).isFalse();
            assertThat(round.votes())
                    .extracting(Vote::choice)
                    .containsExactly(
                            Vote.Choice.CANDIDATE, Vote.Choice.CANDIDATE, Vote.Choice.INCUMBENT, Vote.Choice.INCUMBENT);
            assertThat(round.answers()).hasSize(4);
        }

        @Test
        void needs_neither_a_vote_nor_the_second_half_where_the_first_is_equal_to_the_letter() {
            ScriptedChatModel model = model("worth 5 9 5 9");

            Round round = second(optimizer(model, 4));

            assertThat(round.accepted()).isFalse();
            assertThat(round.votes()).isEmpty();
            assertThat(executed(model, 2)).containsExactly("0", "2");
        }

        @Test
        void asks_about_the_first_half_again_where_the_second_is_equal_to_the_letter() {
            Round round = second(optimizer(model("worth 9 5 9 5"), 4));

            assertThat(round.accepted()).isTrue();
            assertThat(round.votes())
                    .extracting(Vote::questions)
                    .containsExactly(List.of(0, 2), List.of(0, 2), List.of(2, 0));
        }

        @Test
        void lets_an_answer_check_of_either_half_put_a_prompt_out() {
            AnswerCheck check = AnswerCheck.of("no 3", answer -> !answer.contains("3"));
            ScriptedChatModel first = model("worth 9 9 3 9");
            ScriptedChatModel second = model("worth 9 9 9 3");

            Round early = second(optimizer(first, 4).answerCheck(check));
            Round late = second(optimizer(second, 4).answerCheck(check));

            assertThat(early.brokenChecks())
                    .extracting(Round.BrokenCheck::question)
                    .containsExactly(2);
            assertThat(early.answers().get(1).question()).isEqualTo("question 2");
            assertThat(executed(first, 2)).containsExactly("0", "2");
            assertThat(late.brokenChecks())
                    .extracting(Round.BrokenCheck::question)
                    .containsExactly(4);
            assertThat(late.answers()).hasSize(4);
            assertThat(late.accepted()).isFalse();
        }

        @Test
        void leaves_all_questions_to_a_judge_of_ones_own() {
            Judge judge = Judge.byMetric((question, answer) -> sum(answer) / 10.0);

            Round round = second(optimizer(model("worth 4 9 4 9"), 4).judge(judge));

            assertThat(round.accepted()).isTrue();
            assertThat(round.answers()).hasSize(4);
        }

        @Test
        void answers_only_what_is_left_when_a_person_promotes_the_prompt() {
            ScriptedChatModel model = model("worth 4 9 4 9");
            PromptOptimizer optimizer =
                    optimizer(model, 4).storage(new MapStorage()).build();
            optimizer.optimize();

            Round decided = optimizer.promote("worth 4 9 4 9");

            assertThat(executed(model, 3)).containsExactly("1", "3");
            assertThat(decided.accepted()).isTrue();
            assertThat(decided.answers())
                    .extracting(Round.Answer::answer)
                    .containsExactly("worth: 4", "worth: 9", "worth: 4", "worth: 9");
        }

        @Test
        void is_played_back_with_the_answers_that_there_are() {
            MapStorage storage = new MapStorage();
            OptimizationResult made = optimizer(model("worth 4 9 4 9"), 4)
                    .storage(storage)
                    .build()
                    .optimize();
            ChatModelPort replay = RecordedRun.replay(storage);

            OptimizationResult again = PromptOptimizer.builder(RecordedRun.read(storage), role -> replay)
                    .clock(SampleRun.CLOCK)
                    .build()
                    .optimize();

            assertThat(again.run().rounds().get(1).answers())
                    .isEqualTo(made.run().rounds().get(1).answers());
            assertThat(again.run().rounds().get(1).votes())
                    .isEqualTo(made.run().rounds().get(1).votes());
        }
    }

    @Nested
    class Without_a_choice {

        @ParameterizedTest
        @CsvSource({
            "1, 1, BALANCED, 0", "2, 2, BALANCED, 0", "3, 3, BALANCED, 0", "4, 4, SPREAD, 0", "5, 4, SPREAD, 0",
            "6, 4, SPREAD, 0", "7, 3, BALANCED, 4", "8, 4, SPREAD, 4", "9, 4, SPREAD, 5", "10, 4, SPREAD, 6",
            "40, 4, SPREAD, 6"
        })
        void the_number_of_questions_decides(int questions, int searched, VotingRule rule, int heldOut) {
            MapStorage storage = new MapStorage();
            OptimizationResult result = optimizer(model("worth 6 6 6 6"), questions)
                    .storage(storage)
                    .build()
                    .optimize();

            assertThat(result.start().questions()).hasSize(searched);
            assertThat(result.start().heldOut()).hasSize(heldOut);
            assertThat(header(storage)).contains("\"judge\" : \"" + rule + "\"");
        }

        @ParameterizedTest
        @CsvSource({"3, BALANCED", "4, SPREAD", "5, SPREAD"})
        void a_given_number_of_them_does(int asked, VotingRule rule) {
            MapStorage storage = new MapStorage();
            optimizer(model("worth 6 6 6 6"), 12)
                    .questions(QuestionDraw.random(asked))
                    .storage(storage)
                    .build()
                    .optimize();

            assertThat(header(storage)).contains("\"judge\" : \"" + rule + "\"");
        }

        @ParameterizedTest
        @CsvSource({"9, 6, 3", "9, 5, 4", "7, 0, 4"})
        void the_search_asks_three_where_only_that_leaves_what_is_to_be_held_out(
                int questions, int heldOut, int searched) {
            OptimizationResult result = optimizer(model("worth 6 6 6 6"), questions)
                    .heldOut(heldOut)
                    .build()
                    .optimize();

            assertThat(result.start().questions()).hasSize(searched);
        }
    }

    @Nested
    class Refused_is {

        @Test
        void SPREAD_on_fewer_than_four_questions() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer(model("worth 6 6 6 6"), 3)
                            .votingRule(VotingRule.SPREAD)
                            .build()
                            .optimize())
                    .withMessage("SPREAD needs at least 4 questions, and the search asks 3: let it ask more, or vote by"
                            + " BALANCED");
        }

        @Test
        void a_new_search_on_more_than_sixteen_questions_before_anything_is_written() {
            MapStorage storage = new MapStorage();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer(model("worth 6 6 6 6"), 17)
                            .questions(QuestionDraw.all())
                            .storage(storage)
                            .build()
                            .optimize())
                    .withMessageContainingAll("17 questions", "at most 16", "hold the others out");
            assertThat(storage.files()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(
                value = VotingRule.class,
                names = {"THOROUGH", "PAPER"})
        void a_limit_of_length_with_a_rule_that_has_no_four_votes_to_win(VotingRule rule) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer(model("worth 6 6 6 6"), 4)
                            .votingRule(rule)
                            .longerNeedsAllVotes(1.5)
                            .build()
                            .optimize())
                    .withMessageContainingAll(rule.name(), "BALANCED or SPREAD");
        }

        @Test
        void a_ratio_below_one() {
            for (double wrong : List.of(0.99, -1.0, Double.NaN, Double.POSITIVE_INFINITY)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> PromptOptimizer.builder().longerNeedsAllVotes(wrong))
                        .withMessageContaining("" + wrong);
            }
        }
    }

    @Nested
    class Longer_answers {

        /** It chooses the candidate, whose answers are long, at places 1 to 3. */
        private ScriptedChatModel longWinner(int length) {
            return model("worth 6 6 6 6")
                    .on(
                            ModelRole.EXECUTE,
                            request -> request.callId().round() == 1 ? "😀".repeat(10) : "1".repeat(length))
                    .on(ModelRole.EVALUATE, request -> {
                        String text = request.messages().get(0).text();
                        boolean candidateIsA = text.indexOf("111") < text.indexOf("😀");
                        boolean chosen = !request.callId().item().equals("4");
                        return "<choose>" + (candidateIsA == chosen ? "A" : "B") + "</choose>";
                    });
        }

        @ParameterizedTest
        @CsvSource({
            "BALANCED, 15, true, 3",
            "BALANCED, 16, false, 4",
            "SPREAD, 15, true, 3",
            "SPREAD, 16, false, 4",
            "STRICT, 10, false, 4"
        })
        void above_the_ratio_in_code_points_must_win_all_votes(
                VotingRule rule, int length, boolean accepted, int votes) {
            Round round =
                    second(optimizer(longWinner(length), 4).votingRule(rule).longerNeedsAllVotes(1.5));

            assertThat(round.accepted()).isEqualTo(accepted);
            assertThat(round.votes()).hasSize(votes);
        }

        @Test
        void win_as_others_do_without_the_option() {
            assertThat(second(optimizer(longWinner(1_000), 4)).accepted()).isTrue();
        }

        @Test
        void are_judged_so_for_the_whole_run_and_its_replay() {
            MapStorage storage = new MapStorage();
            optimizer(longWinner(16), 4)
                    .longerNeedsAllVotes(1.5)
                    .storage(storage)
                    .build()
                    .optimize();
            ChatModelPort replay = RecordedRun.replay(storage);

            OptimizationResult again = PromptOptimizer.builder(RecordedRun.read(storage), role -> replay)
                    .build()
                    .optimize();

            assertThat(header(storage)).contains("\"judge.longer_needs_all_votes\" : \"1.5\"");
            assertThat(again.run().rounds().get(1).accepted()).isFalse();
        }
    }

    @Nested
    class Later_places {

        private List<List<Integer>> seen(VotingRule rule, int questions) {
            return second(optimizer(model("worth 9 9 9 9"), questions)
                            .votingRule(rule)
                            .questions(QuestionDraw.all())
                            .voteSchedule(VoteSchedule.FEWEST_WAITS))
                    .votes()
                    .stream()
                    .map(Vote::questions)
                    .toList();
        }

        @Test
        void see_the_questions_in_reverse_order() {
            assertThat(seen(VotingRule.STRICT, 3))
                    .containsExactly(List.of(0, 1, 2), List.of(0, 1, 2), List.of(2, 1, 0), List.of(2, 1, 0));
        }

        @Test
        void send_no_request_twice_in_a_round() {
            ScriptedChatModel model = model("worth 9 9 9 9");
            second(optimizer(model, 3).votingRule(VotingRule.STRICT));

            assertThat(model.requests().stream()
                            .filter(request -> request.role() == ModelRole.EVALUATE)
                            .map(request -> request.messages().get(0).text()))
                    .hasSize(4)
                    .doesNotHaveDuplicates();
        }
    }
}
