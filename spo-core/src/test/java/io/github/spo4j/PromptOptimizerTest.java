package io.github.spo4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.export.PromptFormat;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.JudgeConsistency;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.OptimizationListener.Phase;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.ScriptedChatModel;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PromptOptimizerTest {

    private static final IterationTemplate TEMPLATE = IterationTemplate.of(
            "quality 50",
            "Have quality.",
            List.of(QuestionAnswer.of("one?"), QuestionAnswer.of("two?", "twice"), QuestionAnswer.of("three?")));

    private static final Pattern QUALITY = Pattern.compile("quality (\\d+)");

    /** Answers say the prompt's quality, the judge prefers more of it, and each round's rewrite has ten more. */
    private static ScriptedChatModel climbing() {
        return new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> rewrite(40 + 10 * request.callId().round()))
                .on(
                        ModelRole.EXECUTE,
                        request -> "answer of quality " + qualities(request).get(0))
                .on(ModelRole.EVALUATE, PromptOptimizerTest::rightVerdict);
    }

    private static String rewrite(int quality) {
        return "<analyse>?</analyse><modification>more</modification><prompt>quality " + quality + "</prompt>";
    }

    private static String rightVerdict(ModelRequest request) {
        List<Integer> seen = qualities(request);
        return seen.get(0) > seen.get(seen.size() - 1) ? "<choose>A</choose>" : "<choose>B</choose>";
    }

    private static List<Integer> qualities(ModelRequest request) {
        List<Integer> found = new ArrayList<>();
        Matcher matcher = QUALITY.matcher(request.messages().get(0).text());
        while (matcher.find()) {
            found.add(Integer.valueOf(matcher.group(1)));
        }
        return found;
    }

    private static PromptOptimizer.Builder optimizer(ChatModelPort port) {
        return PromptOptimizer.builder()
                .model(port)
                .template(TEMPLATE)
                .seed(1)
                .callPolicy(CallPolicy.builder().attempts(1).sleeper(wait -> {}).build());
    }

    private final CapturedLog log = new CapturedLog("io.github.spo4j.engine.optimize");

    @AfterEach
    void closeLog() {
        log.close();
    }

    private static ModelException failure(Kind kind) {
        return new ModelException(kind, "scripted");
    }

    @Nested
    class A_run {

        @Test
        void ends_with_the_best_prompt() {
            OptimizationResult result =
                    optimizer(climbing()).maxRounds(4).build().optimize();

            assertThat(result.bestPrompt()).isEqualTo("quality 80");
            assertThat(result.startPrompt()).isEqualTo("quality 50");
            assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            assertThat(result.run().rounds()).hasSize(4).allMatch(Round::accepted);
            assertThat(result.run().bestRound().orElseThrow().number()).isEqualTo(4);
            assertThat(result.run().rounds().get(3).answers())
                    .first()
                    .isEqualTo(new Round.Answer("one?", "answer of quality 80"));
        }

        @Test
        void of_one_round_calls_no_optimizer() {
            ScriptedChatModel model = climbing();
            OptimizationResult result = optimizer(model).maxRounds(1).build().optimize();

            assertThat(result.bestPrompt()).isEqualTo("quality 50");
            assertThat(model.requests()).hasSize(3).allMatch(request -> request.role() == ModelRole.EXECUTE);
        }

        @Test
        void sends_each_role_to_its_own_model_with_its_own_settings() {
            ScriptedChatModel optimizer = climbing();
            ScriptedChatModel executor = climbing();
            ScriptedChatModel judge = climbing();
            PromptOptimizer.builder()
                    .optimizeWith(optimizer, ModelSettings.named("o").temperature(0.7))
                    .executeWith(executor, ModelSettings.named("x").temperature(0))
                    .evaluateWith(judge, ModelSettings.named("e").temperature(0.3))
                    .template(TEMPLATE)
                    .maxRounds(2)
                    .build()
                    .optimize();

            assertThat(optimizer.requests())
                    .hasSize(1)
                    .allMatch(r -> r.role() == ModelRole.OPTIMIZE
                            && "o".equals(r.settings().name()));
            assertThat(executor.requests())
                    .hasSize(6)
                    .allMatch(r -> r.role() == ModelRole.EXECUTE
                            && "x".equals(r.settings().name()));
            assertThat(judge.requests())
                    .hasSize(3)
                    .allMatch(r -> r.role() == ModelRole.EVALUATE
                            && "e".equals(r.settings().name()));
        }

        @Test
        void tells_the_optimizer_requirements_prompt_answers_and_what_is_expected() {
            ScriptedChatModel model = climbing();
            optimizer(model).maxRounds(2).build().optimize();

            assertThat(model.requests(ModelRole.OPTIMIZE)
                            .get(0)
                            .messages()
                            .get(0)
                            .text())
                    .contains("Have quality.", "quality 50", "answer of quality 50", "two?", "twice");
        }

        @Test
        void B17_B18_shows_the_judge_both_sides_answers_to_the_same_questions() {
            ScriptedChatModel model = climbing();
            optimizer(model)
                    .maxRounds(3)
                    .questions(QuestionDraw.random(2))
                    .build()
                    .optimize();

            for (ModelRequest request : model.requests(ModelRole.EVALUATE)) {
                String text = request.messages().get(0).text();
                String a = text.substring(text.indexOf("\n# A\n"), text.indexOf("\n# B\n"));
                String b = text.substring(text.indexOf("\n# B\n"), text.indexOf("\n# Your task\n"));
                assertThat(questionsIn(a)).hasSize(2).isEqualTo(questionsIn(b));
                assertThat(text).doesNotContain("round", "succeed", "incumbent", "candidate");
            }
        }

        private List<String> questionsIn(String section) {
            return section.lines().filter(line -> line.endsWith("?")).toList();
        }

        @Test
        void counts_usage_by_role() {
            ScriptedChatModel scripts = climbing();
            ChatModelPort port =
                    request -> ModelReply.builder(scripts.chat(request).text())
                            .usage(TokenUsage.of(10, 3))
                            .build();

            OptimizationResult result = optimizer(port).maxRounds(2).build().optimize();

            assertThat(result.run().usage().of(ModelRole.EXECUTE).calls()).isEqualTo(6);
            assertThat(result.run().usage().of(ModelRole.EXECUTE).tokens().output())
                    .isEqualTo(18);
            assertThat(result.run().usage().of(ModelRole.OPTIMIZE).tokens().input())
                    .isEqualTo(10);
            assertThat(result.run().rounds().get(1).tokens()).isEqualTo(9);
        }

        @Test
        void knows_no_tokens_where_a_provider_reports_none() {
            OptimizationResult result =
                    optimizer(climbing()).maxRounds(1).build().optimize();

            assertThat(result.run().rounds().get(0).tokens()).isNull();
            assertThat(result.run().usage().of(ModelRole.EXECUTE).tokens().output())
                    .isNull();
        }

        @Test
        void reports_how_consistent_the_judge_was() {
            JudgeConsistency right =
                    optimizer(climbing()).maxRounds(3).build().optimize().run().judgeConsistency();
            assertThat(right.pairs()).isEqualTo(2);
            assertThat(right.agreeing()).isEqualTo(2);
            assertThat(right.readable()).isEqualTo(6);

            ScriptedChatModel alwaysA = climbing().on(ModelRole.EVALUATE, any -> "<choose>A</choose>");
            JudgeConsistency biased =
                    optimizer(alwaysA).maxRounds(3).build().optimize().run().judgeConsistency();
            assertThat(biased.agreeing()).isZero();
            assertThat(biased.choseA()).isEqualTo(biased.readable());
        }

        @Test
        void promotes_no_worse_prompt_in_200_rounds_with_a_right_judge() {
            Random random = new Random(200);
            ScriptedChatModel model = climbing()
                    .on(
                            ModelRole.OPTIMIZE,
                            request -> rewrite(1000 * request.callId().round()
                                    + Math.max(1, qualities(request).get(0) % 1000 + (random.nextBoolean() ? 1 : -1))))
                    .on(
                            ModelRole.EXECUTE,
                            request -> "quality " + qualities(request).get(0) % 1000);
            OptimizationResult result = optimizer(model).maxRounds(200).build().optimize();

            int best = 0;
            int better = 0;
            for (Round round : result.run().rounds()) {
                Matcher matcher = QUALITY.matcher(round.prompt());
                assertThat(matcher.find()).isTrue();
                int quality = Integer.parseInt(matcher.group(1)) % 1000;
                if (round.number() > 1) {
                    assertThat(round.accepted())
                            .as("round %d, seed 200", round.number())
                            .isEqualTo(quality > best);
                    better += quality > best ? 1 : 0;
                }
                best = Math.max(best, quality);
            }
            assertThat(better).isBetween(60, 140);
        }
    }

    @Nested
    class The_waves {

        /** Holds every reply until as many requests are waiting as belong together. */
        private static final class HoldingPort implements ChatModelPort {

            private final ChatModelPort port;
            private final Map<ModelRole, Integer> together;
            private final Object lock = new Object();
            private int waiting;
            private int waves;

            HoldingPort(ChatModelPort port, Map<ModelRole, Integer> together) {
                this.port = port;
                this.together = together;
            }

            @Override
            public ModelReply chat(ModelRequest request) {
                synchronized (lock) {
                    int wave = waves;
                    waiting++;
                    if (waiting == together.getOrDefault(request.role(), 0)) {
                        waiting = 0;
                        waves++;
                        lock.notifyAll();
                    }
                    try {
                        while (wave == waves) {
                            lock.wait();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new ModelException(Kind.INTERRUPTED, "interrupted", e);
                    }
                }
                return port.chat(request);
            }
        }

        @Test
        @Timeout(60)
        void of_PAPER_are_28_with_75_calls() {
            HoldingPort port = new HoldingPort(
                    climbing(), Map.of(ModelRole.OPTIMIZE, 1, ModelRole.EXECUTE, 3, ModelRole.EVALUATE, 4));
            OptimizationResult result = optimizer(port)
                    .votingRule(VotingRule.PAPER)
                    .maxRounds(10)
                    .build()
                    .optimize();

            assertThat(result.run().usage().of(ModelRole.EXECUTE).calls()).isEqualTo(30);
            assertThat(result.run().usage().of(ModelRole.OPTIMIZE).calls()).isEqualTo(9);
            assertThat(result.run().usage().of(ModelRole.EVALUATE).calls()).isEqualTo(36);
            assertThat(port.waves).isEqualTo(28);
        }

        @Test
        void of_BALANCED_take_at_most_66_calls_with_a_judge_that_is_right() {
            ScriptedChatModel model = climbing();
            optimizer(model).maxRounds(10).build().optimize();

            assertThat(model.requests()).hasSizeLessThanOrEqualTo(66);
        }
    }

    @Nested
    class The_questions {

        private final IterationTemplate ten = IterationTemplate.of(
                "quality 50",
                "Have quality.",
                IntStream.range(0, 10)
                        .mapToObj(i -> QuestionAnswer.of("question " + i))
                        .toList());

        private List<String> asked(QuestionDraw draw, long seed) {
            List<String> told = new ArrayList<>();
            optimizer(climbing())
                    .template(ten)
                    .questions(draw)
                    .seed(seed)
                    .maxRounds(1)
                    .listener(new OptimizationListener() {
                        @Override
                        public void started(OptimizationListener.Start start) {
                            start.questions().forEach(question -> told.add(question.question()));
                        }
                    })
                    .build()
                    .optimize();
            return told;
        }

        @Test
        void B19_are_drawn_with_the_seed_in_template_order() {
            List<List<String>> draws = IntStream.range(0, 50)
                    .mapToObj(seed -> asked(QuestionDraw.random(3), seed))
                    .toList();

            assertThat(draws)
                    .allSatisfy(draw ->
                            assertThat(draw).hasSize(3).doesNotHaveDuplicates().isSorted());
            assertThat(draws.stream().flatMap(List::stream).distinct()).hasSize(10);
            assertThat(asked(QuestionDraw.random(3), 4)).isEqualTo(draws.get(4));
        }

        @Test
        void are_the_first_ones_or_all_on_request() {
            assertThat(asked(QuestionDraw.first(2), 1)).containsExactly("question 0", "question 1");
            assertThat(asked(QuestionDraw.all(), 1)).hasSize(10);
            assertThat(asked(QuestionDraw.random(99), 1)).hasSize(10);
        }
    }

    @Nested
    class The_prompt_placement {

        private List<Message> executed(PromptPlacement placement) {
            ScriptedChatModel model = climbing();
            optimizer(model)
                    .placement(placement)
                    .maxRounds(1)
                    .questions(QuestionDraw.first(1))
                    .build()
                    .optimize();
            return model.requests().get(0).messages();
        }

        @Test
        void is_one_user_message_or_a_system_message() {
            assertThat(executed(PromptPlacement.USER)).containsExactly(Message.user("quality 50\n\none?"));
            assertThat(executed(PromptPlacement.SYSTEM))
                    .containsExactly(Message.system("quality 50"), Message.user("one?"));
        }
    }

    @Nested
    class The_reasoning_mode {

        private String answer(ReasoningMode mode, String reasoning) {
            ChatModelPort port = request ->
                    ModelReply.builder("content").reasoning(reasoning).build();
            return optimizer(port)
                    .mode(mode)
                    .maxRounds(1)
                    .build()
                    .optimize()
                    .run()
                    .rounds()
                    .get(0)
                    .answers()
                    .get(0)
                    .answer();
        }

        @Test
        void says_whether_the_reasoning_belongs_to_the_answer() {
            assertThat(answer(ReasoningMode.REASONING_MODEL, "thoughts")).isEqualTo("thoughts\n\ncontent");
            assertThat(answer(ReasoningMode.REASONING_MODEL, "")).isEqualTo("content");
            assertThat(answer(ReasoningMode.BASE_MODEL, "thoughts")).isEqualTo("content");
        }
    }

    @Nested
    class A_candidate {

        private OptimizationResult with(List<String> replies, ScriptedChatModel model) {
            AtomicInteger next = new AtomicInteger();
            model.on(ModelRole.OPTIMIZE, request -> replies.get(next.getAndIncrement()));
            return optimizer(model).maxRounds(2).build().optimize();
        }

        @Test
        void B7_that_is_unreadable_is_asked_for_again_with_the_reason() {
            ScriptedChatModel model = climbing();
            OptimizationResult result = with(List.of("no tags", rewrite(60)), model);

            assertThat(result.bestPrompt()).isEqualTo("quality 60");
            List<ModelRequest> asks = model.requests(ModelRole.OPTIMIZE);
            assertThat(asks.get(0).messages().get(0).text()).doesNotContain("could not be used");
            assertThat(asks.get(1).messages().get(0).text()).contains("could not be used", "every tag must be closed");
            assertThat(asks.stream().map(ModelRequest::sample)).containsExactly(4, 5);
        }

        @Test
        void B7_B22_that_is_refused_twice_voids_the_round_and_is_never_executed() {
            for (String bad : List.of("no tags", "<prompt> </prompt>", "<prompt>quality 50\r\n</prompt>")) {
                ScriptedChatModel model = climbing();
                OptimizationResult result = with(List.of(bad, bad), model);

                assertThat(result.run().rounds().get(1).voidReason()).startsWith("no candidate could be used: ");
                assertThat(result.bestPrompt()).isEqualTo("quality 50");
                assertThat(model.requests(ModelRole.EXECUTE)).hasSize(3);
                assertThat(model.requests(ModelRole.EVALUATE)).isEmpty();
            }
        }

        @Test
        void B22_must_differ_from_rejected_ones_too() {
            ScriptedChatModel model = climbing().on(ModelRole.OPTIMIZE, any -> rewrite(20));
            OptimizationResult result = optimizer(model).maxRounds(3).build().optimize();

            assertThat(result.run().rounds().get(1).voidReason()).isNull();
            assertThat(result.run().rounds().get(2).voidReason()).contains("same as an earlier one");
        }
    }

    @Nested
    class When_a_model_says_nothing_usable {

        private ScriptedChatModel silent(ModelRole role, int fromRound, int asks, Kind kind) {
            ScriptedChatModel normal = climbing();
            return climbing().onCall(role, request -> {
                if (request.callId().round() >= fromRound && request.callId().ask() < asks) {
                    throw failure(kind);
                }
                return normal.chat(request);
            });
        }

        @ParameterizedTest
        @EnumSource(names = {"OPTIMIZE", "EXECUTE", "EVALUATE"})
        void it_is_asked_once_more(ModelRole role) {
            OptimizationResult result = optimizer(silent(role, 1, 1, Kind.REFUSED))
                    .maxRounds(3)
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo("quality 70");
        }

        @Test
        void twice_a_candidates_answer_voids_the_round() {
            ScriptedChatModel model = silent(ModelRole.EXECUTE, 2, 2, Kind.CONTENT_FILTERED);
            OptimizationResult result = optimizer(model).maxRounds(3).build().optimize();

            assertThat(result.run().rounds()).hasSize(3);
            assertThat(result.run().rounds().get(1).voidReason())
                    .isEqualTo("a model twice gave no usable reply: content filtered");
            assertThat(result.run().rounds().get(1).prompt()).isEqualTo("quality 60");
            assertThat(result.bestPrompt()).isEqualTo("quality 50");
            assertThat(model.requests(ModelRole.EXECUTE)).hasSize(3 + 6 + 6);
        }

        @Test
        void twice_in_round_1_stops_the_run() {
            assertThatThrownBy(() -> optimizer(silent(ModelRole.EXECUTE, 1, 2, Kind.REFUSED))
                            .onFailedCall(FailedCallRule.VOID_ROUND)
                            .build()
                            .optimize())
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
                    .hasMessageContaining("EXECUTE call of round 1, question 1");
        }

        @Test
        void a_blank_reply_counts_as_nothing_with_reasoning_or_without() {
            ScriptedChatModel model = climbing()
                    .onCall(
                            ModelRole.EXECUTE,
                            request -> ModelReply.builder(" \n").reasoning("hm").build());

            assertThatThrownBy(() -> optimizer(model)
                            .mode(ReasoningMode.REASONING_MODEL)
                            .build()
                            .optimize())
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BLANK_REPLY));
            assertThat(model.requests()).hasSize(6);
        }
    }

    @Nested
    class When_a_call_fails_for_good {

        private ScriptedChatModel failing(ModelRole role, int round, RuntimeException failure) {
            ScriptedChatModel normal = climbing();
            return climbing().onCall(role, request -> {
                if (request.callId().round() == round) {
                    throw failure;
                }
                return normal.chat(request);
            });
        }

        @ParameterizedTest
        @EnumSource(names = {"OPTIMIZE", "EXECUTE", "EVALUATE"})
        void B5_B6_the_run_stops_and_goes_on_later(ModelRole role, @TempDir Path workspace) throws Exception {
            assertThatThrownBy(() -> optimizer(failing(role, 3, failure(Kind.SERVER_ERROR)))
                            .workspace(workspace)
                            .name("x")
                            .maxRounds(4)
                            .build()
                            .optimize())
                    .isInstanceOf(ModelException.class)
                    .hasMessageStartingWith(role + " call of round 3");
            assertThat(Files.readString(workspace.resolve("x/prompts/results.json")))
                    .contains("\"round\": 2")
                    .doesNotContain("\"round\": 3", "scripted");
            assertThat(workspace.resolve("x/prompts/round_3")).doesNotExist();

            OptimizationResult result = optimizer(climbing())
                    .workspace(workspace)
                    .name("x")
                    .maxRounds(4)
                    .build()
                    .optimize();
            assertThat(result.bestPrompt()).isEqualTo("quality 80");
        }

        @ParameterizedTest
        @EnumSource(names = {"OPTIMIZE", "EXECUTE", "EVALUATE"})
        void B5_or_the_round_is_void_on_request(ModelRole role) {
            OptimizationResult result = optimizer(failing(role, 3, failure(Kind.RATE_LIMITED)))
                    .onFailedCall(FailedCallRule.VOID_ROUND)
                    .maxRounds(4)
                    .build()
                    .optimize();

            assertThat(result.run().rounds().get(2).voidReason()).isEqualTo("a call failed for good: rate limited");
            assertThat(result.run().rounds().get(2).accepted()).isFalse();
            assertThat(result.bestPrompt()).isEqualTo("quality 80");
            assertThat(log.messages()).containsExactly("WARNING round 3 is void");
        }

        @Test
        void always_in_the_judge_with_VOID_ROUND_all_rounds_are_void() {
            ScriptedChatModel model = climbing().on(ModelRole.EVALUATE, any -> {
                throw failure(Kind.TIMEOUT);
            });
            OptimizationResult result = optimizer(model)
                    .onFailedCall(FailedCallRule.VOID_ROUND)
                    .maxRounds(5)
                    .build()
                    .optimize();

            assertThat(result.run().rounds().stream().skip(1)).allMatch(round -> round.voidReason() != null);
            assertThat(result.bestPrompt()).isEqualTo("quality 50");
        }

        @Test
        void B5_what_a_port_throws_is_never_an_answer() {
            RuntimeException bug = new IllegalStateException("Error code: 500");
            assertThatThrownBy(() -> optimizer(failing(ModelRole.EXECUTE, 1, bug))
                            .build()
                            .optimize())
                    .isInstanceOfSatisfying(ModelException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED);
                        assertThat(e.isRetryable()).isFalse();
                        assertThat(e).hasRootCause(bug);
                    });
        }

        @Test
        void an_error_passes_through() {
            ScriptedChatModel model = climbing().on(ModelRole.EXECUTE, any -> {
                throw new AssertionError("not an exception");
            });
            assertThatThrownBy(() -> optimizer(model).build().optimize())
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("not an exception");
        }
    }

    @Nested
    class Patience {

        @Test
        void stops_a_run_that_gets_no_better_and_a_longer_one_goes_on(@TempDir Path workspace) {
            ScriptedChatModel model = climbing().on(ModelRole.EVALUATE, any -> "<choose>A</choose>");
            PromptOptimizer.Builder run =
                    optimizer(model).workspace(workspace).name("x").maxRounds(9);

            OptimizationResult stopped = run.patience(3).build().optimize();
            assertThat(stopped.stopReason()).isEqualTo(StopReason.PATIENCE);
            assertThat(stopped.run().rounds()).hasSize(4);

            assertThat(run.patience(5).build().optimize().run().rounds()).hasSize(6);
        }

        @Test
        void begins_anew_with_each_better_prompt() {
            assertThat(optimizer(climbing())
                            .patience(1)
                            .maxRounds(6)
                            .build()
                            .optimize()
                            .run()
                            .rounds())
                    .hasSize(6);
        }
    }

    @Nested
    class A_budget {

        @Test
        void stops_the_run_inside_a_round_and_a_higher_one_goes_on(@TempDir Path workspace) {
            ScriptedChatModel model = climbing();
            PromptOptimizer.Builder run =
                    optimizer(model).workspace(workspace).name("x").maxRounds(4);

            OptimizationResult stopped = run.budget(Budget.ofCalls(12)).build().optimize();
            assertThat(stopped.stopReason()).isEqualTo(StopReason.BUDGET);
            assertThat(stopped.bestPrompt()).isEqualTo("quality 60");
            assertThat(model.requests()).hasSize(12);

            assertThat(run.budget(Budget.ofCalls(12)).build().optimize().stopReason())
                    .isEqualTo(StopReason.BUDGET);
            assertThat(model.requests()).as("the same limit makes no call").hasSize(12);

            OptimizationResult done = run.budget(Budget.ofCalls(24)).build().optimize();
            assertThat(done.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            assertThat(done.run().usage().total().calls()).isEqualTo(24);
            assertThat(model.requests()).hasSize(24);
        }

        @Test
        void counts_what_the_journal_shows_as_spent(@TempDir Path workspace) {
            ScriptedChatModel model = climbing();
            for (int start = 0; start < 5; start++) {
                optimizer(model)
                        .workspace(workspace)
                        .name("x")
                        .maxRounds(2 + start)
                        .budget(Budget.ofCalls(20))
                        .build()
                        .optimize();
            }
            assertThat(model.requests()).hasSizeLessThanOrEqualTo(20);
        }

        @Test
        void that_does_not_cover_round_1_is_refused_before_a_call() {
            ScriptedChatModel model = climbing();

            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            optimizer(model).budget(Budget.ofCalls(2)).build().optimize())
                    .withMessageContaining("2 calls")
                    .withMessageContaining("3 questions");
            assertThat(model.requests()).isEmpty();
        }

        @Test
        void of_money_refuses_a_model_without_a_price_before_a_call() {
            ScriptedChatModel model = climbing();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer(model)
                            .budget(Budget.ofMoney(BigDecimal.ONE))
                            .build()
                            .optimize());
            assertThat(model.requests()).isEmpty();
        }

        @Test
        void is_told_of_at_50_and_80_percent() {
            List<Integer> told = new ArrayList<>();
            optimizer(climbing())
                    .maxRounds(4)
                    .budget(Budget.ofCalls(24))
                    .listener(new OptimizationListener() {
                        @Override
                        public void budgetUsed(int percent) {
                            told.add(percent);
                        }
                    })
                    .build()
                    .optimize();

            assertThat(told).containsExactly(50, 80);
        }
    }

    @Nested
    class A_deadline {

        private final CountDownLatch never = new CountDownLatch(1);

        @Test
        @Timeout(60)
        void cuts_calls_off_and_leaves_the_round_open(@TempDir Path workspace) {
            ScriptedChatModel hanging = climbing().onCall(ModelRole.EVALUATE, request -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new ModelException(Kind.INTERRUPTED, "interrupted", e);
                }
                return ModelReply.of("never");
            });

            OptimizationResult result = optimizer(hanging)
                    .workspace(workspace)
                    .name("x")
                    .onFailedCall(FailedCallRule.VOID_ROUND)
                    .timeLimit(Duration.ofMillis(1500))
                    .build()
                    .optimize();

            assertThat(result.stopReason()).isEqualTo(StopReason.DEADLINE);
            assertThat(result.run().rounds()).hasSize(1);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            ScriptedChatModel model = climbing();
            OptimizationResult later = optimizer(model)
                    .workspace(workspace)
                    .name("x")
                    .maxRounds(2)
                    .build()
                    .optimize();
            assertThat(later.bestPrompt()).isEqualTo("quality 60");
            assertThat(model.requests()).allMatch(request -> request.role() == ModelRole.EVALUATE);
        }

        @Test
        void is_measured_by_the_clock_of_the_policy_and_not_by_the_one_that_dates_rounds() {
            Instant now = Instant.parse("2001-01-01T00:00:00Z");
            ScriptedChatModel model = climbing();

            OptimizationResult result = optimizer(model)
                    .clock(Clock.fixed(now.minus(Duration.ofDays(365)), ZoneOffset.UTC))
                    .callPolicy(CallPolicy.builder()
                            .clock(Clock.fixed(now, ZoneOffset.UTC))
                            .build())
                    .timeLimit(Duration.ofHours(1))
                    .maxRounds(2)
                    .build()
                    .optimize();

            assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            assertThat(model.requests())
                    .allSatisfy(request -> assertThat(request.deadline()).isEqualTo(now.plus(Duration.ofHours(1))));
        }

        static Stream<Duration> ages() {
            return Stream.of(ChronoUnit.FOREVER.getDuration(), Duration.ofDays(365_000));
        }

        @ParameterizedTest
        @MethodSource("ages")
        void of_ages_is_none(Duration age) {
            ScriptedChatModel model = climbing();

            OptimizationResult result =
                    optimizer(model).timeLimit(age).maxRounds(2).build().optimize();

            assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            assertThat(model.requests()).allMatch(request -> request.deadline() == null);
        }
    }

    @Nested
    class An_interrupt {

        @Test
        @Timeout(60)
        void stops_the_run_while_models_hang_and_leaves_the_flag_set() throws Exception {
            CountDownLatch hanging = new CountDownLatch(3);
            CountDownLatch released = new CountDownLatch(1);
            ChatModelPort hangs = request -> {
                hanging.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ModelException(Kind.INTERRUPTED, "interrupted", e);
                }
                return ModelReply.of("too late");
            };
            ExecutorService caller = Executors.newSingleThreadExecutor();
            try {
                Thread[] running = new Thread[1];
                CountDownLatch started = new CountDownLatch(1);
                Future<Boolean> flagAndReason = caller.submit(() -> {
                    running[0] = Thread.currentThread();
                    started.countDown();
                    OptimizationResult result = optimizer(hangs).build().optimize();
                    return result.stopReason() == StopReason.INTERRUPTED
                            && result.bestPrompt().equals("quality 50")
                            && Thread.currentThread().isInterrupted();
                });
                started.await();
                hanging.await();
                running[0].interrupt();
                assertThat(flagAndReason.get()).isTrue();
            } finally {
                released.countDown();
                caller.shutdownNow();
            }
        }

        @Test
        void between_two_rounds_sends_nothing_more() {
            ScriptedChatModel model = climbing();

            OptimizationResult result = optimizer(model)
                    .listener(new OptimizationListener() {
                        @Override
                        public void roundFinished(Round round, RunUsage usage) {
                            Thread.currentThread().interrupt();
                        }
                    })
                    .build()
                    .optimize();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(result.stopReason()).isEqualTo(StopReason.INTERRUPTED);
            assertThat(result.run().rounds()).hasSize(1);
            assertThat(model.requests()).hasSize(3);
        }

        @Test
        void before_the_run_sends_nothing() {
            ScriptedChatModel model = climbing();
            Thread.currentThread().interrupt();

            OptimizationResult result = optimizer(model).build().optimize();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(result.stopReason()).isEqualTo(StopReason.INTERRUPTED);
            assertThat(result.run().rounds()).isEmpty();
            assertThat(model.requests()).isEmpty();
        }

        @Test
        @Timeout(60)
        void of_the_threads_for_calls_leaves_the_round_open_with_VOID_ROUND_too(@TempDir Path workspace) {
            ExecutorService threads = Executors.newFixedThreadPool(3);
            ScriptedChatModel shutting = climbing().onCall(ModelRole.OPTIMIZE, request -> {
                threads.shutdownNow();
                throw failure(Kind.INTERRUPTED);
            });

            OptimizationResult result = optimizer(shutting)
                    .workspace(workspace)
                    .name("x")
                    .onFailedCall(FailedCallRule.VOID_ROUND)
                    .threads(threads)
                    .maxRounds(3)
                    .build()
                    .optimize();

            assertThat(result.stopReason()).isEqualTo(StopReason.INTERRUPTED);
            assertThat(result.run().rounds()).hasSize(1);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(optimizer(climbing())
                            .workspace(workspace)
                            .name("x")
                            .maxRounds(3)
                            .build()
                            .optimize()
                            .bestPrompt())
                    .isEqualTo("quality 70");
        }
    }

    @Nested
    class A_run_in_a_folder {

        @Test
        void goes_on_at_its_first_unfinished_round(@TempDir Path workspace) {
            optimizer(climbing())
                    .workspace(workspace)
                    .name("x")
                    .maxRounds(2)
                    .build()
                    .optimize();
            ScriptedChatModel model = climbing();

            OptimizationResult result = optimizer(model)
                    .workspace(workspace)
                    .name("x")
                    .maxRounds(4)
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo("quality 80");
            assertThat(result.run().rounds()).hasSize(4);
            assertThat(model.requests()).allMatch(request -> request.callId().round() >= 3);
        }

        @Test
        void B11_that_is_finished_makes_no_call(@TempDir Path workspace) {
            optimizer(climbing())
                    .workspace(workspace)
                    .name("x")
                    .maxRounds(3)
                    .build()
                    .optimize();
            ScriptedChatModel model = climbing();

            OptimizationResult result = optimizer(model)
                    .workspace(workspace)
                    .name("x")
                    .maxRounds(3)
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo("quality 70");
            assertThat(model.requests()).isEmpty();
        }

        @Test
        void counts_its_rounds_from_the_initial_one(@TempDir Path workspace) {
            optimizer(climbing())
                    .workspace(workspace)
                    .name("x")
                    .maxRounds(2)
                    .build()
                    .optimize();

            OptimizationResult result = optimizer(climbing())
                    .workspace(workspace)
                    .name("x")
                    .initialRound(3)
                    .maxRounds(2)
                    .build()
                    .optimize();

            assertThat(result.run().rounds()).hasSize(4);
        }

        @Test
        void B10_needs_the_rounds_before_the_initial_one(@TempDir Path workspace) {
            ScriptedChatModel model = climbing();
            assertThatThrownBy(() -> optimizer(model)
                            .workspace(workspace)
                            .name("x")
                            .initialRound(5)
                            .build()
                            .optimize())
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("round 5")
                    .hasMessageContaining("0 finished round(s)");
            assertThat(model.requests()).isEmpty();
            assertThat(workspace).isEmptyDirectory();
        }

        @Test
        void keeps_the_questions_that_were_drawn(@TempDir Path workspace) {
            optimizer(climbing())
                    .workspace(workspace)
                    .name("x")
                    .maxRounds(1)
                    .questions(QuestionDraw.first(2))
                    .build()
                    .optimize();
            ScriptedChatModel model = climbing();

            optimizer(model).workspace(workspace).name("x").maxRounds(2).build().optimize();

            assertThat(model.requests(ModelRole.EXECUTE)).hasSize(2);
        }

        @Test
        void whose_questions_the_template_lacks_is_refused(@TempDir Path workspace) {
            optimizer(climbing())
                    .workspace(workspace)
                    .name("x")
                    .maxRounds(1)
                    .build()
                    .optimize();
            IterationTemplate other =
                    IterationTemplate.of("quality 50", "Have quality.", List.of(QuestionAnswer.of("other?")));

            assertThatThrownBy(() -> optimizer(climbing())
                            .template(other)
                            .workspace(workspace)
                            .name("x")
                            .build()
                            .optimize())
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.kind()).isEqualTo(RunException.Kind.CHANGED))
                    .hasMessageContaining("one?");
        }
    }

    @Nested
    class Variables {

        private final IterationTemplate template = IterationTemplate.of(
                "Greet {{name}} of {city} with ${word}.",
                "Be kind.",
                List.of(
                        QuestionAnswer.of("How?").variables(Map.of("name", "{{city}} $1", "city", "Rome")),
                        QuestionAnswer.of("Why?\n", "So.")));

        private final ScriptedChatModel model = new ScriptedChatModel()
                .on(ModelRole.OPTIMIZE, request -> "<prompt>Hail {{name}} of {city}, say ${word}!</prompt>")
                .on(ModelRole.EXECUTE, request -> request.messages().get(0).text())
                .on(ModelRole.EVALUATE, request -> "<choose>A</choose>");

        private List<String> texts(ModelRole role) {
            return model.requests(role).stream()
                    .map(request -> request.messages().get(0).text())
                    .toList();
        }

        @ParameterizedTest
        @EnumSource
        void fill_the_slots_on_both_sides_and_leave_what_has_no_value(PromptPlacement placement) {
            optimizer(model)
                    .template(template)
                    .placement(placement)
                    .maxRounds(2)
                    .build()
                    .optimize();

            String tail = placement == PromptPlacement.USER ? "\n\nHow?" : "";
            assertThat(texts(ModelRole.EXECUTE))
                    .contains(
                            "Greet {{city}} $1 of Rome with ${word}." + tail,
                            "Hail {{city}} $1 of Rome, say ${word}!" + tail)
                    .anyMatch(text -> text.startsWith("Greet {{name}} of {city} with ${word}."))
                    .anyMatch(text -> text.startsWith("Hail {{name}} of {city}, say ${word}!"))
                    .hasSize(4);
        }

        @Test
        void are_shown_with_the_question_to_those_who_see_answers() {
            optimizer(model).template(template).maxRounds(2).build().optimize();

            String optimizing = texts(ModelRole.OPTIMIZE).get(0);
            String judging = texts(ModelRole.EVALUATE).get(0);
            assertThat(optimizing)
                    .contains("```prompt\nGreet {{name}} of {city} with ${word}.\n```", "\n```question\nHow?\n\n")
                    .contains("\nname = {{city}} $1\n", "\ncity = Rome\n", "\n```question\nWhy?\n```\n");
            assertThat(judging.lines().filter("  name = {{city}} $1"::equals)).hasSize(2);
            assertThat(judging.lines().filter("  city = Rome"::equals)).hasSize(2);
            assertThat(judging).contains("  How?\n  \n  ");
        }
    }

    @Nested
    class A_guard {

        private final IterationTemplate template = IterationTemplate.of(
                "Answer {{name}} <b>kindly</b>. [keep]No lies.[/keep]", "Be kind.", List.of(QuestionAnswer.of("Who?")));

        private ScriptedChatModel proposing(String... candidates) {
            return new ScriptedChatModel()
                    .on(
                            ModelRole.OPTIMIZE,
                            request -> "<prompt>" + candidates[request.callId().ask()] + "</prompt>")
                    .on(ModelRole.EXECUTE, request -> "Me.");
        }

        private OptimizationResult run(ScriptedChatModel model, PromptGuard guard) {
            return optimizer(model)
                    .template(template)
                    .guard(guard)
                    .maxRounds(2)
                    .build()
                    .optimize();
        }

        @Test
        void reads_a_candidate_that_speaks_of_the_tags_that_replies_have() {
            String candidate = "Draw {k}, with <think> </think>, and put it inside a <prompt> tag.";
            ScriptedChatModel model = new ScriptedChatModel()
                    .on(
                            ModelRole.OPTIMIZE,
                            request -> "<think>A <prompt> tag?</think><analyse>a</analyse>\n<spo-prompt>"
                                    + candidate.replace(
                                            "{k}", "" + request.callId().round()) + "</spo-prompt>")
                    .on(ModelRole.EXECUTE, request -> "Me.");
            IterationTemplate about = IterationTemplate.of("Put it inside a <prompt> tag.", "Be kind.", "A cat");

            OptimizationResult result =
                    optimizer(model).template(about).maxRounds(3).build().optimize();

            assertThat(result.run().rounds()).extracting(Round::voidReason).containsOnlyNulls();
            assertThat(result.run().rounds().get(1).prompt()).isEqualTo(candidate.replace("{k}", "2"));
            assertThat(model.requests(ModelRole.OPTIMIZE)
                            .get(0)
                            .messages()
                            .get(0)
                            .text())
                    .contains("<spo-prompt>the whole new prompt</spo-prompt>", "<analyse>what");
            assertThat(PromptOptimizer.builder(result.run(), role -> model)
                            .maxRounds(3)
                            .build()
                            .optimize()
                            .run()
                            .rounds())
                    .hasSize(3);
        }

        @Test
        void sends_the_prompt_alone_where_a_question_is_empty() {
            ScriptedChatModel model = new ScriptedChatModel()
                    .on(ModelRole.OPTIMIZE, request -> "<prompt>Sort: Data Scientist.</prompt>")
                    .on(ModelRole.EXECUTE, request -> request.messages().get(0).text())
                    .on(ModelRole.EVALUATE, request -> "<choose>A</choose>");
            for (PromptPlacement placement : PromptPlacement.values()) {
                OptimizationResult result = optimizer(model)
                        .template(IterationTemplate.of("Sort the job: Data Scientist", "One word.", ""))
                        .placement(placement)
                        .maxRounds(2)
                        .build()
                        .optimize();

                assertThat(result.run().rounds()).hasSize(2);
                assertThat(result.run().rounds().get(0).answers().get(0).question())
                        .isEmpty();
                assertThat(result.run()
                                .export(result.run().rounds().get(0))
                                .as(PromptFormat.LANGCHAIN4J)
                                .text())
                        .isEqualTo("Sort the job: Data Scientist");
            }
            assertThat(model.requests(ModelRole.EXECUTE))
                    .extracting(ModelRequest::messages)
                    .contains(List.of(Message.user("Sort the job: Data Scientist")));
            assertThat(model.requests(ModelRole.OPTIMIZE)
                            .get(0)
                            .messages()
                            .get(0)
                            .text())
                    .contains("(no question: the prompt alone was sent)");
        }

        @Test
        void asks_for_the_tags_that_were_asked_for_when_none_could_be_read() {
            ScriptedChatModel model = proposing("x", "y").on(ModelRole.OPTIMIZE, request -> "no tags");
            IterationTemplate about = IterationTemplate.of("Put it inside a <prompt> tag.", "Be kind.", "A cat");

            OptimizationResult result =
                    optimizer(model).template(about).maxRounds(2).build().optimize();

            assertThat(result.run().rounds().get(1).voidReason())
                    .contains("must stand between <spo-prompt> and </spo-prompt>");
        }

        @Test
        void asks_once_more_for_what_was_lost() {
            ScriptedChatModel model = proposing(
                    "Answer {{name}} kindly. [keep]No lies.[/keep]",
                    "Answer {{name}} <b>very kindly</b>. [keep]No lies.[/keep]");

            OptimizationResult result = run(model, PromptGuard.standard().frozen("[keep]", "[/keep]"));

            assertThat(result.run().rounds().get(1).prompt()).contains("very kindly");
            List<ModelRequest> asked = model.requests(ModelRole.OPTIMIZE);
            assertThat(asked.get(0).messages().get(0).text())
                    .contains("between [keep] and [/keep]")
                    .doesNotContain("could not be used");
            assertThat(asked.get(1).messages().get(0).text())
                    .contains("It could not be used: it lacks what must stay to the letter: <b>, </b>.");
        }

        @Test
        void leaves_the_round_void_and_unpaid_if_that_does_not_help() {
            ScriptedChatModel model = proposing("Answer {name}.", "[keep]No lies[/keep] {{name}} <b></b>");

            OptimizationResult result = run(model, PromptGuard.standard().frozen("[keep]", "[/keep]"));

            assertThat(result.run().rounds().get(1).voidReason())
                    .isEqualTo(
                            "no candidate could be used: what stands between \"[keep]\" and \"[/keep]\" must stay to "
                                    + "the letter, no more and no less of it");
            assertThat(model.requests(ModelRole.EXECUTE)).hasSize(1);
        }

        @Test
        void refuses_our_own_words() {
            String ours = requireNonNull(Instructions.english().texts().get("optimize"))
                    .lines()
                    .limit(3)
                    .reduce("", String::concat);
            ScriptedChatModel model = proposing(template.prompt() + ours, template.prompt() + " # A # B");

            OptimizationResult result = run(model, PromptGuard.standard());

            assertThat(result.run().rounds().get(1).prompt()).endsWith("# A # B");
            assertThat(model.requests(ModelRole.OPTIMIZE)
                            .get(1)
                            .messages()
                            .get(0)
                            .text())
                    .contains("repeats these instructions");
        }

        @Test
        void of_ones_own_is_asked_last() {
            ScriptedChatModel model = proposing(template.prompt() + "!", template.prompt() + "?");
            PromptGuard guard = PromptGuard.standard()
                    .and("calm", prompt -> prompt.endsWith("!") ? Optional.of("it shouts") : Optional.empty());

            assertThat(run(model, guard).run().rounds().get(1).prompt()).endsWith("?");
            assertThat(model.requests(ModelRole.OPTIMIZE)
                            .get(1)
                            .messages()
                            .get(0)
                            .text())
                    .contains("It could not be used: it shouts.");
        }

        @Test
        void that_fits_the_start_prompt_not_at_all_is_refused_at_once() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> run(proposing(), PromptGuard.standard().frozen("<<", ">>")))
                    .withMessageContaining("\"<<\" and \">>\"");
        }
    }

    @Nested
    class A_run_of_the_Python_system {

        private static Path recorded(String path) throws Exception {
            return Path.of(PromptOptimizerTest.class
                    .getResource("/interop/python-run/" + path)
                    .toURI());
        }

        private void copyTo(Path workspace) throws Exception {
            Path from = recorded("zhmixed");
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Path to = workspace
                            .resolve("zhmixed")
                            .resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(to);
                    } else {
                        Files.copy(file, to);
                    }
                }
            }
        }

        @Test
        void goes_on_at_round_5_with_its_questions_and_its_rounds_untouched(@TempDir Path workspace) throws Exception {
            copyTo(workspace);
            String before = Files.readString(recorded("zhmixed/prompts/results.json"));
            ScriptedChatModel model = climbing()
                    .on(ModelRole.OPTIMIZE, request -> "<prompt>quality 90 {braces}</prompt>")
                    .on(ModelRole.EXECUTE, request -> "new answer")
                    .on(ModelRole.EVALUATE, any -> "<choose>A</choose>");

            OptimizationResult result = optimizer(model)
                    .template(IterationTemplate.read(recorded("template.yaml")))
                    .workspace(workspace)
                    .name("zhmixed")
                    .maxRounds(5)
                    .build()
                    .optimize();

            assertThat(result.start().nextRound()).isEqualTo(5);
            assertThat(result.run().bestRound().orElseThrow().number()).isEqualTo(4);
            assertThat(model.requests(ModelRole.EXECUTE))
                    .extracting(request -> request.messages().get(0).text())
                    .hasSize(3)
                    .anyMatch(text -> text.endsWith("\n\n12"));
            assertThat(model.requests(ModelRole.OPTIMIZE)
                            .get(0)
                            .messages()
                            .get(0)
                            .text())
                    .contains("Improved prompt v=4", "```expected\nYes\n```");
            Path prompts = workspace.resolve("zhmixed/prompts");
            assertThat(Files.readString(prompts.resolve("results.json")))
                    .startsWith(before.substring(0, before.length() - 2))
                    .contains("\"round\": 5");
            for (int round = 1; round <= 4; round++) {
                String path = "round_" + round + "/answers.txt";
                assertThat(prompts.resolve(path)).hasSameBinaryContentAs(recorded("zhmixed/prompts/" + path));
            }
            assertThat(prompts.resolve("round_5/prompt.txt")).hasContent("quality 90 {braces}");
        }

        @Test
        void refused_with_another_template_goes_on_with_the_right_one(@TempDir Path workspace) throws Exception {
            copyTo(workspace);
            PromptOptimizer.Builder wrong =
                    optimizer(climbing()).workspace(workspace).name("zhmixed").maxRounds(5);

            assertThatThrownBy(() -> wrong.build().optimize())
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.kind()).isEqualTo(RunException.Kind.CHANGED))
                    .hasMessageContaining("the template lacks the question");
            assertThat(workspace.resolve("zhmixed/run.json")).doesNotExist();
            assertThatThrownBy(() -> wrong.template(IterationTemplate.read(recorded("template.yaml")))
                            .initialRound(9)
                            .build()
                            .optimize())
                    .hasMessageContaining("has 4 finished round(s)");
            assertThat(workspace.resolve("zhmixed/run.json")).doesNotExist();
            assertThat(wrong.initialRound(1).build().optimize().run().rounds()).hasSize(5);
        }
    }

    @Nested
    class Two_optimizers {

        @Test
        void B23_in_one_JVM_know_nothing_of_each_other() throws Exception {
            ExecutorService both = Executors.newFixedThreadPool(2);
            try {
                List<Future<OptimizationResult>> results = new ArrayList<>();
                for (String name : List.of("first", "second")) {
                    IterationTemplate own = IterationTemplate.of(
                            "quality 50 of " + name, "Be " + name, List.of(QuestionAnswer.of("who is " + name + "?")));
                    ScriptedChatModel model = climbing();
                    model.onCall(ModelRole.EXECUTE, request -> {
                        String text = request.messages().get(0).text();
                        assertThat(text).contains("who is " + name + "?");
                        return ModelReply.of(
                                name + " quality " + qualities(request).get(0));
                    });
                    results.add(both.submit(() ->
                            optimizer(model).template(own).maxRounds(30).build().optimize()));
                }
                assertThat(results.get(0).get().run().rounds())
                        .allSatisfy(round ->
                                assertThat(round.answers().get(0).answer()).startsWith("first"));
                assertThat(results.get(1).get().run().rounds())
                        .allSatisfy(round ->
                                assertThat(round.answers().get(0).answer()).startsWith("second"));
            } finally {
                both.shutdownNow();
            }
        }
    }

    @Nested
    class A_listener {

        @Test
        void is_told_in_order_on_the_calling_thread_and_can_break_nothing() {
            List<String> told = new ArrayList<>();
            Thread caller = Thread.currentThread();
            OptimizationResult result = optimizer(climbing())
                    .maxRounds(2)
                    .listener(new OptimizationListener() {
                        @Override
                        public void started(OptimizationListener.Start start) {
                            told.add("start " + start.nextRound() + " to " + start.lastRound() + " seed "
                                    + start.seed());
                            assertThat(Thread.currentThread()).isSameAs(caller);
                        }

                        @Override
                        public void roundFinished(Round round, RunUsage usage) {
                            told.add("round " + round.number() + " with "
                                    + usage.of(ModelRole.EXECUTE).calls());
                            throw new IllegalStateException("a listener's own trouble");
                        }
                    })
                    .build()
                    .optimize();

            assertThat(told).containsExactly("start 1 to 2 seed 1", "round 1 with 3", "round 2 with 6");
            assertThat(result.bestPrompt()).isEqualTo("quality 60");
            assertThat(log.messages())
                    .containsExactly(
                            "WARNING the listener failed; the run continues",
                            "WARNING the listener failed; the run continues");
        }
    }

    @Nested
    class An_error_of_a_listener {

        @Test
        @Timeout(60)
        void comes_through_once_the_calls_under_way_are_recorded() {
            RunStorage storage = RunStorage.memory();
            AssertionError error = new AssertionError("told");
            CountDownLatch told = new CountDownLatch(1);
            ScriptedChatModel model = climbing().on(ModelRole.EXECUTE, request -> {
                if (!request.callId().item().equals("0")) {
                    await(told);
                }
                return "answer of quality " + qualities(request).get(0);
            });

            assertThatThrownBy(() -> optimizer(model)
                            .storage(storage)
                            .listener(new OptimizationListener() {
                                @Override
                                public void progressed(int round, Phase phase, RunUsage usage) {
                                    if (usage.total().calls() > 0) {
                                        told.countDown();
                                        throw error;
                                    }
                                }
                            })
                            .build()
                            .optimize())
                    .isSameAs(error);

            assertThat(model.requests()).hasSize(3);
            ScriptedChatModel again = climbing();
            optimizer(again).storage(storage).maxRounds(1).build().optimize();
            assertThat(again.requests()).as("all three are recorded").isEmpty();
        }

        private void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw failure(Kind.INTERRUPTED);
            }
        }
    }

    @Nested
    class Progress {

        private final List<String> told = new ArrayList<>();

        private void run(ChatModelPort port, OptimizationListener listener) {
            optimizer(port).maxRounds(2).listener(listener).build().optimize();
        }

        @Test
        void is_told_at_each_phase_and_after_each_call_of_it() {
            run(climbing(), new OptimizationListener() {
                @Override
                public void progressed(int round, Phase phase, RunUsage usage) {
                    told.add(round + " " + phase);
                }
            });

            assertThat(told)
                    .containsExactly(
                            "1 ANSWER",
                            "1 ANSWER",
                            "1 ANSWER",
                            "1 ANSWER",
                            "2 PROPOSE",
                            "2 PROPOSE",
                            "2 ANSWER",
                            "2 ANSWER",
                            "2 ANSWER",
                            "2 ANSWER",
                            "2 JUDGE",
                            "2 JUDGE",
                            "2 JUDGE",
                            "2 JUDGE");
        }

        @Test
        @Timeout(60)
        void does_not_wait_for_the_slowest_call() {
            CountDownLatch seen = new CountDownLatch(1);
            ScriptedChatModel slow = climbing().on(ModelRole.EXECUTE, request -> {
                if (request.callId().item().equals("0")) {
                    awaitOrFail(seen); // the first question is answered once the others were heard of
                }
                return "answer of quality " + qualities(request).get(0);
            });

            run(slow, new OptimizationListener() {
                @Override
                public void progressed(int round, Phase phase, RunUsage usage) {
                    if (usage.of(ModelRole.EXECUTE).calls() == 2) {
                        seen.countDown();
                    }
                }
            });

            assertThat(seen.getCount()).isZero();
        }

        private void awaitOrFail(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Nested
    class The_builder {

        @Test
        void names_what_is_missing() {
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> PromptOptimizer.builder().template(TEMPLATE).build())
                    .withMessageContaining("optimizeWith(...)");
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> PromptOptimizer.builder().model(climbing()).build())
                    .withMessageContaining("template(...)");
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> optimizer(climbing()).workspace(Path.of("w")).build())
                    .withMessageContaining("name(...)");
        }

        @Test
        void takes_as_many_rounds_as_there_are_numbers_whatever_the_first() {
            RunStorage storage = RunStorage.memory();
            optimizer(climbing()).storage(storage).maxRounds(1).build().optimize();

            OptimizationResult result = optimizer(climbing().on(ModelRole.EVALUATE, any -> "<choose>A</choose>"))
                    .storage(storage)
                    .initialRound(2)
                    .maxRounds(Integer.MAX_VALUE)
                    .patience(2)
                    .build()
                    .optimize();

            assertThat(result.start().lastRound()).isEqualTo(Integer.MAX_VALUE);
            assertThat(result.stopReason()).isEqualTo(StopReason.PATIENCE);
            assertThat(result.run().rounds()).hasSize(3);
        }

        @Test
        void B30_B31_refuses_values_that_cannot_be_meant() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PromptOptimizer.builder().maxRounds(0))
                    .withMessage("maxRounds must be at least 1: 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PromptOptimizer.builder().initialRound(-1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer(climbing())
                            .workspace(Path.of("w"))
                            .name("../../evil")
                            .build())
                    .withMessageContaining("../../evil");
        }

        @Test
        void chooses_the_instructions_by_the_language_of_the_requirements() {
            ScriptedChatModel model = climbing();
            optimizer(model)
                    .template(IterationTemplate.of("quality 50", "文风一致。", List.of(QuestionAnswer.of("一？"))))
                    .maxRounds(2)
                    .build()
                    .optimize();
            assertThat(model.requests(ModelRole.OPTIMIZE)
                            .get(0)
                            .messages()
                            .get(0)
                            .text())
                    .contains("# 要求");

            ScriptedChatModel english = climbing();
            optimizer(english)
                    .template(IterationTemplate.of("quality 50", "文风一致。", List.of(QuestionAnswer.of("一？"))))
                    .instructions(Instructions.english())
                    .maxRounds(2)
                    .build()
                    .optimize();
            assertThat(english.requests(ModelRole.OPTIMIZE)
                            .get(0)
                            .messages()
                            .get(0)
                            .text())
                    .contains("# Requirements");
        }
    }
}
