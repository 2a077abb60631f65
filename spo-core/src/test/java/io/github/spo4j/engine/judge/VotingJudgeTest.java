package io.github.spo4j.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.engine.judge.VotingJudge.Verdict;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.internal.Seed;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Choice;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.ScriptedChatModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class VotingJudgeTest {

    private static final CallPolicy UNDER_POLICY =
            CallPolicy.builder().attempts(1).build();

    private static final String NEW = "the new answer";
    private static final String OLD = "the old answer";

    /** A judge's way of judging: what it says when the candidate is A, and when the incumbent is. */
    record Habit(String candidateIsA, String incumbentIsA) {

        static Habit says(String always) {
            return new Habit(always, always);
        }

        String apply(boolean candidateFirst) {
            return candidateFirst ? candidateIsA : incumbentIsA;
        }
    }

    private static final Habit ALWAYS_A = Habit.says("<choose>A</choose>");
    private static final Habit ALWAYS_B = Habit.says("<choose>B</choose>");
    private static final Habit PREFERS_NEW = new Habit("<choose>A</choose>", "<choose>B</choose>");
    private static final Habit PREFERS_OLD = new Habit("<choose>B</choose>", "<choose>A</choose>");
    private static final Habit ONLY_WHEN_CANDIDATE_IS_A = new Habit("<choose>A</choose>", "Hm.");

    private static Verdict verdict(ChatModelPort port, VotingRule rule, VoteSchedule schedule, long seed) {
        return new VotingJudge(
                        new RoleModel(ModelRole.EVALUATE, UNDER_POLICY.wrap(port), ModelSettings.unset()),
                        new ParallelCalls(Runnable::run, () -> {}),
                        Instructions.english(),
                        new VoteRules(rule, true, null),
                        schedule,
                        new Seed(seed))
                .judge(comparison(OLD, NEW), Verdict.NONE);
    }

    private static AnswerSets comparison(String incumbent, String candidate) {
        return new AnswerSets(
                2,
                "Be good.",
                List.of(QuestionAnswer.of("What?")),
                List.of(incumbent),
                new TreeMap<>(Map.of(0, candidate)));
    }

    private static ChatModelPort judgeWith(Habit habit) {
        return request -> ModelReply.of(habit.apply(candidateIsA(request)));
    }

    private static boolean candidateIsA(ModelRequest request) {
        String text = request.messages().get(0).text();
        return text.indexOf(NEW) < text.indexOf(OLD);
    }

    @Nested
    class B1_each_order_and_verdict {

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("cases")
        void counts_for_the_side_that_was_chosen(boolean candidateFirst, String letter, Choice expected) {
            Vote vote = IntStream.range(0, 100)
                    .mapToObj(seed -> verdict(
                            request -> ModelReply.of("<choose>" + letter + "</choose>"),
                            VotingRule.BALANCED,
                            VoteSchedule.FEWEST_CALLS,
                            seed))
                    .flatMap(verdict -> verdict.votes().stream())
                    .filter(any -> (any.order() == Vote.Order.CANDIDATE_FIRST) == candidateFirst)
                    .findFirst()
                    .orElseThrow();

            assertThat(vote.choice()).isEqualTo(expected);
            assertThat(vote.choseA()).isEqualTo(letter.equals("A"));
        }

        static Stream<Arguments> cases() {
            return Stream.of(
                    argumentSet("candidate first, A", true, "A", Choice.CANDIDATE),
                    argumentSet("candidate first, B", true, "B", Choice.INCUMBENT),
                    argumentSet("incumbent first, A", false, "A", Choice.INCUMBENT),
                    argumentSet("incumbent first, B", false, "B", Choice.CANDIDATE));
        }

        @Test
        void the_order_told_is_the_order_shown() {
            ScriptedChatModel model =
                    new ScriptedChatModel().on(ModelRole.EVALUATE, request -> PREFERS_NEW.apply(candidateIsA(request)));

            Verdict verdict = verdict(model, VotingRule.BALANCED, VoteSchedule.FEWEST_CALLS, 5);

            for (Vote vote : verdict.votes()) {
                ModelRequest request = model.requests().stream()
                        .filter(any -> any.callId().item().equals("" + vote.place()))
                        .findFirst()
                        .orElseThrow();
                assertThat(vote.order() == Vote.Order.CANDIDATE_FIRST).isEqualTo(candidateIsA(request));
            }
        }
    }

    @Nested
    class With_a_judge_of_one_habit {

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("balanced")
        void B2_B3_only_a_judge_that_prefers_the_new_promotes(Habit habit, boolean promotes) {
            for (VotingRule rule : EnumSet.complementOf(EnumSet.of(VotingRule.PAPER))) {
                for (VoteSchedule schedule : VoteSchedule.values()) {
                    for (long seed = 0; seed < 50; seed++) {
                        assertThat(verdict(judgeWith(habit), rule, schedule, seed)
                                        .accepted())
                                .as("%s %s seed %d", rule, schedule, seed)
                                .isEqualTo(promotes);
                    }
                }
            }
        }

        static Stream<Arguments> balanced() {
            return Stream.of(
                    argumentSet("always the new", PREFERS_NEW, true),
                    argumentSet("always the old", PREFERS_OLD, false),
                    argumentSet("always A", ALWAYS_A, false),
                    argumentSet("always B", ALWAYS_B, false),
                    argumentSet("only when the candidate is A", ONLY_WHEN_CANDIDATE_IS_A, false),
                    argumentSet("garbage", Habit.says("lorem ipsum <choose>"), false),
                    argumentSet("Neither", Habit.says("<choose>Neither</choose>"), false),
                    argumentSet("blank", Habit.says("  "), false));
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("paper")
        void under_PAPER_too_where_the_order_plays_no_part(Habit habit, boolean promotes) {
            for (long seed = 0; seed < 200; seed++) {
                assertThat(verdict(judgeWith(habit), VotingRule.PAPER, VoteSchedule.FEWEST_CALLS, seed)
                                .accepted())
                        .as("seed %d", seed)
                        .isEqualTo(promotes);
            }
        }

        static Stream<Arguments> paper() {
            return Stream.of(
                    argumentSet("always the new", PREFERS_NEW, true),
                    argumentSet("always the old", PREFERS_OLD, false),
                    argumentSet("garbage", Habit.says("lorem ipsum <choose>"), false),
                    argumentSet("Neither", Habit.says("<choose>Neither</choose>"), false),
                    argumentSet("blank", Habit.says("  "), false));
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("biased")
        void B3_PAPER_promotes_by_luck_with_a_judge_that_looks_at_the_order(Habit habit) {
            int promoted = 0;
            for (long seed = 0; seed < 1000; seed++) {
                promoted += verdict(judgeWith(habit), VotingRule.PAPER, VoteSchedule.FEWEST_CALLS, seed)
                                .accepted()
                        ? 1
                        : 0;
            }
            assertThat(promoted / 1000.0).as("seeds 0 to 999").isBetween(0.27, 0.36);
        }

        static Stream<Arguments> biased() {
            return Stream.of(
                    argumentSet("always A", ALWAYS_A),
                    argumentSet("always B", ALWAYS_B),
                    argumentSet("only when the candidate is A", ONLY_WHEN_CANDIDATE_IS_A));
        }
    }

    @Nested
    class Every_sequence_of_votes {

        private static final List<Choice> CHOICES = List.of(Choice.CANDIDATE, Choice.INCUMBENT, Choice.ABSTAINED);

        @ParameterizedTest
        @EnumSource(VotingRule.class)
        void gives_the_verdict_of_the_table_under_both_schedules(VotingRule rule) {
            List<List<Choice>> sequences = sequences(rule.places());
            assertThat(sequences).hasSize(rule == VotingRule.THOROUGH ? 729 : 81);
            for (List<Choice> sequence : sequences) {
                for (VoteSchedule schedule : VoteSchedule.values()) {
                    Verdict verdict = verdict(votes(sequence), rule, schedule, 3);
                    assertThat(verdict.accepted())
                            .as("%s %s %s", rule, schedule, sequence)
                            .isEqualTo(expected(rule, sequence));
                    assertThat(verdict.votes().stream().map(Vote::choice))
                            .as("votes counted")
                            .isEqualTo(sequence.subList(0, verdict.votes().size()));
                }
            }
        }

        /** The rules once more, written as what a whole sequence must look like. */
        private boolean expected(VotingRule rule, List<Choice> sequence) {
            long candidate = sequence.stream().filter(Choice.CANDIDATE::equals).count();
            return switch (rule) {
                case BALANCED, SPREAD -> candidate >= 3;
                case STRICT -> candidate == 4;
                case PAPER -> candidate > sequence.size() - candidate;
                case THOROUGH -> expectedThorough(sequence);
            };
        }

        private boolean expectedThorough(List<Choice> sequence) {
            int candidate = 0;
            int incumbent = 0;
            boolean[] wonInOrder = new boolean[2];
            for (int i = 0; i < sequence.size(); i++) {
                switch (sequence.get(i)) {
                    case CANDIDATE -> {
                        candidate++;
                        wonInOrder[i % 2] = true;
                    }
                    case INCUMBENT -> incumbent++;
                    case ABSTAINED -> {}
                }
                String state = candidate + "-" + incumbent;
                if (List.of("0-2", "1-2").contains(state)) {
                    return false;
                }
                if (List.of("3-0", "4-0", "5-0", "6-0", "4-1", "4-2", "5-1").contains(state)
                        && wonInOrder[0]
                        && wonInOrder[1]) {
                    return true;
                }
            }
            return false;
        }

        private List<List<Choice>> sequences(int places) {
            List<List<Choice>> all = List.of(List.of());
            for (int i = 0; i < places; i++) {
                all = all.stream()
                        .flatMap(head -> CHOICES.stream().map(next -> {
                            List<Choice> longer = new ArrayList<>(head);
                            longer.add(next);
                            return List.copyOf(longer);
                        }))
                        .toList();
            }
            return all;
        }

        private ChatModelPort votes(List<Choice> sequence) {
            return request -> {
                int place = Integer.parseInt(request.callId().item());
                boolean first = candidateIsA(request);
                return ModelReply.of(
                        switch (sequence.get(place - 1)) {
                            case CANDIDATE -> PREFERS_NEW.apply(first);
                            case INCUMBENT -> PREFERS_OLD.apply(first);
                            case ABSTAINED -> "I cannot say.";
                        });
            };
        }
    }

    @Nested
    class What_is_asked {

        private List<String> asked(VotingRule rule, VoteSchedule schedule, Choice... choices) {
            List<Choice> sequence = Arrays.asList(choices);
            ScriptedChatModel model = new ScriptedChatModel();
            model.onCall(ModelRole.EVALUATE, new Every_sequence_of_votes().votes(sequence));
            verdict(model, rule, schedule, 1);
            return model.requests().stream()
                    .map(request -> request.callId().item())
                    .toList();
        }

        @Test
        void no_vote_is_asked_for_that_cannot_matter() {
            assertThat(asked(VotingRule.BALANCED, VoteSchedule.FEWEST_CALLS, Choice.INCUMBENT, Choice.INCUMBENT))
                    .containsExactly("1", "2");
            assertThat(asked(
                            VotingRule.BALANCED,
                            VoteSchedule.FEWEST_CALLS,
                            Choice.CANDIDATE,
                            Choice.CANDIDATE,
                            Choice.CANDIDATE))
                    .containsExactly("1", "2", "3");
            assertThat(asked(
                            VotingRule.THOROUGH,
                            VoteSchedule.FEWEST_CALLS,
                            Choice.CANDIDATE,
                            Choice.CANDIDATE,
                            Choice.CANDIDATE))
                    .containsExactly("1", "2", "3");
        }

        @Test
        void three_go_together_and_then_one_where_waits_count() {
            for (VotingRule rule : List.of(VotingRule.BALANCED, VotingRule.STRICT)) {
                assertThat(asked(
                                rule,
                                VoteSchedule.FEWEST_WAITS,
                                Choice.INCUMBENT,
                                Choice.INCUMBENT,
                                Choice.INCUMBENT,
                                Choice.INCUMBENT))
                        .as("%s", rule)
                        .containsExactly("1", "2", "3");
            }
            assertThat(asked(
                            VotingRule.BALANCED,
                            VoteSchedule.FEWEST_WAITS,
                            Choice.CANDIDATE,
                            Choice.INCUMBENT,
                            Choice.CANDIDATE,
                            Choice.CANDIDATE))
                    .containsExactly("1", "2", "3", "4");
        }

        @Test
        void pairs_do_where_the_next_vote_sees_other_questions_or_six_may_be_needed() {
            for (VotingRule rule : List.of(VotingRule.SPREAD, VotingRule.THOROUGH)) {
                assertThat(asked(
                                rule,
                                VoteSchedule.FEWEST_WAITS,
                                Choice.CANDIDATE,
                                Choice.CANDIDATE,
                                Choice.CANDIDATE,
                                Choice.CANDIDATE))
                        .as("%s", rule)
                        .containsExactly("1", "2", "3", "4");
            }
        }

        @Test
        void under_STRICT_nothing_after_the_first_vote_that_is_not_for_the_candidate() {
            assertThat(asked(VotingRule.STRICT, VoteSchedule.FEWEST_CALLS, Choice.CANDIDATE, Choice.INCUMBENT))
                    .containsExactly("1", "2");
            assertThat(asked(
                            VotingRule.STRICT,
                            VoteSchedule.FEWEST_CALLS,
                            Choice.CANDIDATE,
                            Choice.CANDIDATE,
                            Choice.INCUMBENT))
                    .containsExactly("1", "2", "3");
        }

        @Test
        void equal_answers_need_no_vote() {
            ChatModelPort nobody = request -> {
                throw new AssertionError("nothing should be asked");
            };
            for (VotingRule rule : VotingRule.values()) {
                Verdict verdict = new VotingJudge(
                                new RoleModel(ModelRole.EVALUATE, nobody, ModelSettings.unset()),
                                new ParallelCalls(Runnable::run, () -> {}),
                                Instructions.english(),
                                new VoteRules(rule, true, null),
                                VoteSchedule.FEWEST_CALLS,
                                new Seed(1))
                        .judge(comparison("same", "same"), Verdict.NONE);
                assertThat(verdict).isEqualTo(new Verdict(false, false, List.of(), null));
            }
        }

        @Test
        void places_alternate_between_the_two_orders() {
            for (long seed = 0; seed < 20; seed++) {
                List<Vote> votes = verdict(
                                new Every_sequence_of_votes()
                                        .votes(List.of(
                                                Choice.CANDIDATE,
                                                Choice.INCUMBENT,
                                                Choice.CANDIDATE,
                                                Choice.INCUMBENT,
                                                Choice.CANDIDATE,
                                                Choice.CANDIDATE)),
                                VotingRule.THOROUGH,
                                VoteSchedule.FEWEST_CALLS,
                                seed)
                        .votes();
                Vote.Order first = votes.get(0).order();
                assertThat(votes)
                        .hasSize(6)
                        .allSatisfy(vote ->
                                assertThat(vote.order()).isEqualTo(vote.place() % 2 == 1 ? first : first.swapped()));
            }
        }

        @Test
        void an_unreadable_vote_is_asked_once_more_at_its_place() {
            ScriptedChatModel model = new ScriptedChatModel()
                    .on(
                            ModelRole.EVALUATE,
                            request ->
                                    request.callId().ask() == 0 ? "Well…" : PREFERS_NEW.apply(candidateIsA(request)));

            Verdict verdict = verdict(model, VotingRule.BALANCED, VoteSchedule.FEWEST_CALLS, 1);

            assertThat(verdict.accepted()).isTrue();
            assertThat(model.requests()).hasSize(6);
            assertThat(model.requests().stream().map(ModelRequest::sample)).containsExactly(2, 3, 4, 5, 6, 7);
        }
    }

    @Nested
    class When_a_call_fails {

        private final ModelException refused = new ModelException(Kind.UNAUTHORIZED, "no");

        private ChatModelPort failingAt(String place, Habit otherwise) {
            return request -> {
                if (request.callId().item().equals(place)) {
                    throw refused;
                }
                return ModelReply.of(otherwise.apply(candidateIsA(request)));
            };
        }

        @ParameterizedTest
        @EnumSource(VotingRule.class)
        void there_is_no_verdict(VotingRule rule) {
            assertThatThrownBy(() -> verdict(failingAt("1", PREFERS_NEW), rule, VoteSchedule.FEWEST_CALLS, 1))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED))
                    .hasMessageContaining("round 2, vote 1");
        }

        @Test
        void behind_the_deciding_place_it_decides_nothing() {
            assertThat(verdict(failingAt("4", PREFERS_NEW), VotingRule.BALANCED, VoteSchedule.FEWEST_WAITS, 1)
                            .accepted())
                    .isTrue();
            assertThat(verdict(failingAt("4", PREFERS_NEW), VotingRule.PAPER, VoteSchedule.FEWEST_CALLS, 1)
                            .accepted())
                    .isTrue();
            assertThat(verdict(failingAt("3", PREFERS_OLD), VotingRule.PAPER, VoteSchedule.FEWEST_CALLS, 1)
                            .accepted())
                    .isFalse();
        }

        @Test
        void a_refusal_to_judge_is_an_abstention() {
            ChatModelPort refuses = request -> {
                throw new ModelException(Kind.REFUSED, "I would rather not");
            };
            Verdict verdict = verdict(refuses, VotingRule.BALANCED, VoteSchedule.FEWEST_CALLS, 1);
            assertThat(verdict.accepted()).isFalse();
            assertThat(verdict.votes()).extracting(Vote::choice).containsExactly(Choice.ABSTAINED, Choice.ABSTAINED);
        }

        @Test
        @SuppressWarnings("NullAway") // the port breaks its contract on purpose
        void a_null_reply_is_a_failure_and_no_vote() {
            assertThatThrownBy(() -> verdict(request -> null, VotingRule.BALANCED, VoteSchedule.FEWEST_CALLS, 1))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED));
        }
    }

    @Test
    void B17_the_judge_sees_nothing_that_tells_which_is_newer() {
        ScriptedChatModel model = new ScriptedChatModel().on(ModelRole.EVALUATE, any -> "<choose>A</choose>");

        verdict(model, VotingRule.BALANCED, VoteSchedule.FEWEST_CALLS, 1);

        String one = model.requests().get(0).messages().get(0).text();
        String other = model.requests().get(1).messages().get(0).text();
        assertThat(one).isNotEqualTo(other);
        assertThat(one.replace(NEW, "\0").replace(OLD, NEW).replace("\0", OLD)).isEqualTo(other);
    }
}
