package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.policy.CallListener;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import io.github.spo4j.testing.SentCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResumeTest {

    private final CapturedLog log = new CapturedLog("io.github.spo4j.engine.optimize");
    private final MapStorage storage = new MapStorage();
    private final ScriptedChatModel model = SampleRun.model();

    @AfterEach
    void closeLog() {
        log.close();
    }

    /** What an optimizer must be given; all else takes its recorded value. */
    private static PromptOptimizer.Builder bare(ScriptedChatModel model, RunStorage storage) {
        return PromptOptimizer.builder()
                .callPolicy(CallPolicy.builder().attempts(1).build())
                .model(model)
                .template(SampleRun.TEMPLATE)
                .maxRounds(SampleRun.ROUNDS)
                .clock(SampleRun.CLOCK)
                .storage(storage);
    }

    private static List<String> calls(ScriptedChatModel model) {
        return model.requests().stream()
                .map(request -> request.role() + " " + request.callId())
                .toList();
    }

    @Test
    void a_kill_loses_no_more_calls_than_may_be_under_way(@TempDir Path folder) {
        IterationTemplate many = IterationTemplate.of(
                "Answer.",
                "Short.",
                IntStream.range(0, 16)
                        .mapToObj(i -> QuestionAnswer.of("Question " + i, null))
                        .toList());
        SentCalls sent = new SentCalls(folder.resolve("run/journal.jsonl"));
        model.onCall(ModelRole.EXECUTE, request -> {
            sent.add();
            return ModelReply.of("An answer.");
        });

        OptimizationResult result = bare(model, RunStorage.directory(folder, "run"))
                .callPolicy(CallPolicy.builder().attempts(1).inFlight(4).build())
                .template(many)
                .questions(QuestionDraw.all())
                .maxRounds(1)
                .build()
                .optimize();

        assertThat(result.run().rounds()).hasSize(1);
        assertThat(sent.mostUnrecorded()).isBetween(1, 4);
    }

    @Nested
    class An_option_that_is_not_given {

        private final Instructions own = Instructions.chinese().with("question", "Frage {{number}}");

        private PromptOptimizer.Builder special(ScriptedChatModel with, RunStorage run) {
            return bare(with, run)
                    .votingRule(VotingRule.PAPER)
                    .questions(QuestionDraw.random(2))
                    .instructions(own)
                    .placement(PromptPlacement.SYSTEM)
                    .mode(ReasoningMode.REASONING_MODEL)
                    .seed(77);
        }

        @Test
        void takes_the_value_that_the_run_has_recorded() {
            MapStorage whole = new MapStorage();
            special(SampleRun.model(), whole).build().optimize();
            special(SampleRun.model(), storage).maxRounds(2).build().optimize();

            OptimizationResult result = bare(model, storage).build().optimize();

            assertThat(result.start().seed()).isEqualTo(77);
            assertThat(result.start().questions()).hasSize(2);
            assertThat(result.run().rounds().get(3).votes()).hasSize(4);
            assertThat(model.requests(ModelRole.EXECUTE))
                    .isNotEmpty()
                    .allMatch(request -> request.messages().size() == 2);
            assertThat(model.requests(ModelRole.OPTIMIZE))
                    .isNotEmpty()
                    .allMatch(request -> request.messages().get(0).text().contains("Frage 1"));
            assertThat(storage.files().get("prompts/results.json"))
                    .isEqualTo(whole.files().get("prompts/results.json"));
        }

        @Test
        void may_be_given_as_it_is_recorded() {
            special(SampleRun.model(), storage).maxRounds(2).build().optimize();

            assertThat(special(model, storage).build().optimize().run().rounds())
                    .hasSize(SampleRun.ROUNDS);
        }

        @Test
        void of_a_guard_is_what_can_be_recorded_of_it() {
            PromptGuard guard = PromptGuard.standard().frozen("qua", "ity").maxWords(3);
            bare(SampleRun.model(), storage).guard(guard).maxRounds(1).build().optimize();

            bare(model.on(ModelRole.OPTIMIZE, request -> "<prompt>quantity 1 2 3</prompt>"), storage)
                    .maxRounds(2)
                    .build()
                    .optimize();

            assertThat(model.requests(ModelRole.OPTIMIZE)
                            .get(0)
                            .messages()
                            .get(0)
                            .text())
                    .contains("between qua and ity", "at most 3 words");
            assertThat(model.requests(ModelRole.OPTIMIZE)
                            .get(1)
                            .messages()
                            .get(0)
                            .text())
                    .contains("\"qua\" and \"ity\" must stay", "has 4 words");
        }

        @Test
        void of_a_guard_in_code_must_be_given_again() {
            PromptGuard guard = PromptGuard.standard().and("mine", prompt -> Optional.empty());
            bare(SampleRun.model(), storage).guard(guard).maxRounds(1).build().optimize();

            assertThatThrownBy(() -> bare(model, storage).build().optimize())
                    .hasMessageContaining("guard.own.mine was \"given\" and is not set");
            assertThat(bare(SampleRun.model(), storage)
                            .guard(guard)
                            .maxRounds(2)
                            .build()
                            .optimize()
                            .run()
                            .rounds())
                    .hasSize(2);
        }

        @Test
        void of_a_seed_is_the_one_that_was_drawn() {
            long drawn = bare(SampleRun.model(), storage)
                    .maxRounds(1)
                    .build()
                    .optimize()
                    .start()
                    .seed();

            assertThat(bare(model, storage).build().optimize().start().seed()).isEqualTo(drawn);
        }

        @Test
        void of_the_mode_keeps_the_reasoning_in_the_answers() {
            ScriptedChatModel reasoning = SampleRun.model()
                    .onCall(
                            ModelRole.EXECUTE,
                            request ->
                                    ModelReply.builder("text").reasoning("why").build());
            bare(reasoning, storage)
                    .mode(ReasoningMode.REASONING_MODEL)
                    .maxRounds(1)
                    .build()
                    .optimize();

            Round second = bare(reasoning, storage)
                    .maxRounds(2)
                    .build()
                    .optimize()
                    .run()
                    .rounds()
                    .get(1);

            assertThat(second.answers().get(0).answer()).isEqualTo("why\n\ntext");
        }
    }

    @Nested
    class An_option_that_differs {

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("changes")
        void is_refused_with_both_values_and_nothing_is_paid(
                UnaryOperator<PromptOptimizer.Builder> change, String what) {
            Map<String, byte[]> files = SampleRun.stopped();
            MapStorage run = new MapStorage(files);

            assertThatThrownBy(() -> change.apply(SampleRun.optimizer(model).storage(run))
                            .build()
                            .optimize())
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.kind()).isEqualTo(RunException.Kind.CHANGED))
                    .hasMessageContaining("was made with something else: " + what + "; change it back, or start again");
            assertThat(model.requests()).isEmpty();
            assertThat(run.files()).containsExactlyEntriesOf(files);
        }

        static Stream<Arguments> changes() {
            return Stream.of(
                    change(
                            "start prompt",
                            b -> b.template(template("quality 51", "Have quality.", "twice")),
                            "template.prompt was \"quality 50\" and is \"quality 51\""),
                    change(
                            "requirements",
                            b -> b.template(template("quality 50", "Have much.", "twice")),
                            "template.requirements was \"Have quality.\" and is \"Have much.\""),
                    change(
                            "expected answer",
                            b -> b.template(template("quality 50", "Have quality.", "thrice")),
                            "template.answer.2 was \"twice\" and is \"thrice\""),
                    change(
                            "question",
                            b -> b.template(IterationTemplate.of(
                                    "quality 50",
                                    "Have quality.",
                                    List.of(
                                            QuestionAnswer.of("one!"),
                                            QuestionAnswer.of("two?", "twice"),
                                            QuestionAnswer.of("drei,\n三?"),
                                            QuestionAnswer.of("four?")))),
                            "template.question.1 was \"one?\" and is \"one!\""),
                    change(
                            "variable",
                            b -> b.template(IterationTemplate.of(
                                    "quality 50",
                                    "Have quality.",
                                    List.of(
                                            QuestionAnswer.of("one?").variables(Map.of("a", "b")),
                                            QuestionAnswer.of("two?", "twice"),
                                            QuestionAnswer.of("drei,\n三?"),
                                            QuestionAnswer.of("four?")))),
                            "template.variables.1.a was not set and is \"b\""),
                    change(
                            "one question more",
                            b -> b.template(builder().question("five?").build()),
                            "template.question.5 was not set and is \"five?\""),
                    change(
                            "word limit",
                            b -> b.template(builder().wordLimit(100).build()),
                            "template.count was not set and is \"100\""),
                    change("rule", b -> b.votingRule(VotingRule.PAPER), "judge was \"BALANCED\" and is \"PAPER\""),
                    change(
                            "questions",
                            b -> b.questions(QuestionDraw.first(2)),
                            "questions was \"random 3\" and is \"first 2\""),
                    change(
                            "all questions",
                            b -> b.questions(QuestionDraw.all()),
                            "questions was \"random 3\" and is \"all\""),
                    change("seed", b -> b.seed(2), "seed was \"1\" and is \"2\""),
                    change(
                            "placement",
                            b -> b.placement(PromptPlacement.SYSTEM),
                            "placement was \"USER\" and is \"SYSTEM\""),
                    change(
                            "mode",
                            b -> b.mode(ReasoningMode.REASONING_MODEL),
                            "mode was \"BASE_MODEL\" and is \"REASONING_MODEL\""),
                    change(
                            "instructions",
                            b -> b.instructions(Instructions.english().with("question", "Q {{number}}")),
                            "instruction.question was \"Question {{number}}:\\n\" and is \"Q {{number}}\""),
                    change(
                            "length",
                            b -> b.guard(PromptGuard.standard().maxWords(9)),
                            "guard.max_words was not set and is \"9\""),
                    change(
                            "length in tokens",
                            b -> b.guard(PromptGuard.standard().maxTokens(9, String::length)),
                            "guard.max_tokens was not set and is \"9\""),
                    change(
                            "frozen parts",
                            b -> b.guard(PromptGuard.standard().frozen("q", "0")),
                            "guard.frozen.close was not set and is \"0\"; guard.frozen.open was not set and is \"q\""),
                    change(
                            "guard of one's own",
                            b -> b.guard(PromptGuard.standard().and("short", prompt -> Optional.empty())),
                            "guard.own.short was not set and is \"given\""),
                    change(
                            "optimizing model",
                            b -> b.optimizeWith(SampleRun.model(), ModelSettings.named("m")),
                            "optimize.model was not set and is \"m\""),
                    change(
                            "answering model's temperature",
                            b -> b.executeWith(
                                    SampleRun.model(), ModelSettings.unset().temperature(0.5)),
                            "execute.temperature was not set and is \"0.5\""),
                    change(
                            "judging model's settings",
                            b -> b.evaluateWith(
                                    SampleRun.model(),
                                    ModelSettings.unset()
                                            .topP(0.5)
                                            .maxOutputTokens(9)
                                            .seed(4)),
                            "evaluate.max_output_tokens was not set and is \"9\"; evaluate.seed was not set and is "
                                    + "\"4\"; evaluate.top_p was not set and is \"0.5\""));
        }

        private static Arguments change(String name, UnaryOperator<PromptOptimizer.Builder> change, String what) {
            return argumentSet(name, change, what);
        }

        private static IterationTemplate template(String prompt, String requirements, String answer) {
            return IterationTemplate.of(
                    prompt,
                    requirements,
                    List.of(
                            QuestionAnswer.of("one?"),
                            QuestionAnswer.of("two?", answer),
                            QuestionAnswer.of("drei,\n三?"),
                            QuestionAnswer.of("four?")));
        }

        private static IterationTemplate.Builder builder() {
            return IterationTemplate.builder()
                    .prompt("quality 50")
                    .requirements("Have quality.")
                    .question("one?")
                    .question("two?", "twice")
                    .question("drei,\n三?")
                    .question("four?");
        }
    }

    @Nested
    class What_may_differ {

        private void assertGoesOn(Consumer<PromptOptimizer.Builder> change) {
            MapStorage run = new MapStorage(SampleRun.stopped());
            PromptOptimizer.Builder builder = SampleRun.optimizer(model).storage(run);
            change.accept(builder);

            OptimizationResult result = builder.build().optimize();

            assertThat(SampleRun.rounds(result))
                    .isEqualTo(SampleRun.rounds(
                            SampleRun.optimizer(SampleRun.model()).build().optimize()));
        }

        @Test
        void is_the_number_of_threads() {
            ExecutorService threads = Executors.newFixedThreadPool(7);
            try {
                assertGoesOn(builder -> builder.threads(threads)
                        .callPolicy(SampleRun.oneByOne().inFlight(7).build()));
            } finally {
                threads.shutdownNow();
            }
        }

        @ParameterizedTest
        @EnumSource
        void is_the_schedule(VoteSchedule schedule) {
            assertGoesOn(builder -> builder.voteSchedule(schedule));
        }

        @Test
        void is_what_happens_after_a_failed_call() {
            assertGoesOn(builder -> builder.onFailedCall(FailedCallRule.VOID_ROUND));
        }

        @Test
        void is_the_listener() {
            List<Integer> told = new ArrayList<>();
            assertGoesOn(builder -> builder.listener(new OptimizationListener() {
                @Override
                public void roundFinished(Round round, RunUsage usage) {
                    told.add(round.number());
                }
            }));
            assertThat(told).containsExactly(4, 5);
        }

        @Test
        void is_the_number_of_rounds() {
            SampleRun.optimizer(model).storage(storage).build().optimize();

            OptimizationResult longer = SampleRun.optimizer(SampleRun.model())
                    .maxRounds(8)
                    .storage(storage)
                    .build()
                    .optimize();
            assertThat(longer.run().rounds()).hasSize(8);
            assertThat(SampleRun.optimizer(SampleRun.model())
                            .maxRounds(2)
                            .storage(storage)
                            .build()
                            .optimize()
                            .run()
                            .rounds())
                    .hasSize(8);
        }
    }

    @Nested
    class A_run_that_a_failed_call_stopped {

        static Stream<Arguments> calls() {
            return Stream.of(
                    argumentSet("an answer in round 1", ModelRole.EXECUTE, new CallId(1, "1", 0)),
                    argumentSet("a rewrite", ModelRole.OPTIMIZE, new CallId(2, "", 0)),
                    argumentSet("a rewrite asked for again", ModelRole.OPTIMIZE, new CallId(4, "", 1)),
                    argumentSet("an answer asked for again", ModelRole.EXECUTE, new CallId(2, "0", 1)),
                    argumentSet("an answer beside an unusable one", ModelRole.EXECUTE, new CallId(3, "0", 0)),
                    argumentSet("the first vote", ModelRole.EVALUATE, new CallId(5, "1", 0)),
                    argumentSet("a vote asked for again", ModelRole.EVALUATE, new CallId(4, "2", 1)),
                    argumentSet("a later vote", ModelRole.EVALUATE, SampleRun.IN_ROUND_4));
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("calls")
        void goes_on_without_asking_anything_again_but_that_call(ModelRole role, CallId id) {
            ScriptedChatModel whole = SampleRun.model();
            OptimizationResult undisturbed = SampleRun.optimizer(whole).build().optimize();
            ScriptedChatModel before = SampleRun.model();
            assertThatThrownBy(() -> SampleRun.optimizer(SampleRun.failingAt(role, id, before))
                            .storage(storage)
                            .build()
                            .optimize())
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.TIMEOUT));
            int finished = before.requests().size();

            OptimizationResult result =
                    SampleRun.optimizer(model).storage(storage).build().optimize();

            List<String> both = new ArrayList<>(ResumeTest.calls(before));
            both.addAll(ResumeTest.calls(model));
            assertThat(both).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ResumeTest.calls(whole));
            assertThat(ResumeTest.calls(model)).contains(role + " " + id);
            assertThat(SampleRun.rounds(result)).isEqualTo(SampleRun.rounds(undisturbed));
            assertThat(finished).isPositive();
            assertThat(result.run().usage().of(role).calls())
                    .isEqualTo(undisturbed.run().usage().of(role).calls() + 1);
            assertThat(result.run().usage().total().reported())
                    .isEqualTo(undisturbed.run().usage().total().reported());
            assertThat(result.run().usage().of(role).tokens().output())
                    .as("the call that was cut off may have been paid for")
                    .isNull();
        }

        @Test
        void counts_each_time_that_it_failed() {
            for (int time = 0; time < 3; time++) {
                SampleRun.stop(storage);
            }
            OptimizationResult undisturbed =
                    SampleRun.optimizer(SampleRun.model()).build().optimize();

            OptimizationResult result =
                    SampleRun.optimizer(model).storage(storage).build().optimize();

            assertThat(result.run().usage().total().calls())
                    .isEqualTo(undisturbed.run().usage().total().calls() + 3);
        }
    }

    @Nested
    class A_call_that_came_to_nothing_usable {

        @Test
        void twice_is_not_asked_again_and_voids_the_round_as_before() {
            // Round 3 is void by question 1; its question 0 fails after the others were sent, so that the round stays
            // open.
            CountDownLatch sent = new CountDownLatch(2);
            ChatModelPort port = request -> {
                CallId id = request.callId();
                if (request.role() == ModelRole.EXECUTE && id.round() == 3) {
                    if (id.item().equals("0")) {
                        await(sent);
                        throw new ModelException(Kind.TIMEOUT, "scripted");
                    }
                    if (id.item().equals("2") || id.ask() == 1) {
                        sent.countDown();
                    }
                }
                return SampleRun.model().chat(request);
            };
            assertThatThrownBy(() -> SampleRun.optimizer(port)
                            .questions(QuestionDraw.first(3))
                            .storage(storage)
                            .callPolicy(SampleRun.oneByOne().inFlight(3).build())
                            .build()
                            .optimize())
                    .isInstanceOf(ModelException.class);

            OptimizationResult result = SampleRun.optimizer(model)
                    .questions(QuestionDraw.first(3))
                    .storage(storage)
                    .maxRounds(3)
                    .build()
                    .optimize();

            assertThat(ResumeTest.calls(model)).containsExactly("EXECUTE " + new CallId(3, "0", 0));
            assertThat(result.run().rounds().get(2).voidReason())
                    .isEqualTo("a model twice gave no usable reply: refused");
        }

        @Test
        void in_round_1_is_asked_again_by_the_next_run_and_nothing_else_is() {
            ScriptedChatModel refusing = refusingQuestion("2", Kind.REFUSED);
            for (int time = 1; time <= 2; time++) {
                assertThatThrownBy(() -> SampleRun.optimizer(refusing)
                                .storage(storage)
                                .build()
                                .optimize())
                        .isInstanceOfSatisfying(
                                ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
                        .hasMessageContaining("EXECUTE call of round 1, question 3");
            }
            assertThat(ResumeTest.calls(refusing))
                    .containsExactly(
                            "EXECUTE " + new CallId(1, "0", 0),
                            "EXECUTE " + new CallId(1, "1", 0),
                            "EXECUTE " + new CallId(1, "2", 0),
                            "EXECUTE " + new CallId(1, "2", 1),
                            "EXECUTE " + new CallId(1, "2", 0),
                            "EXECUTE " + new CallId(1, "2", 1));

            OptimizationResult result = SampleRun.optimizer(model)
                    .storage(storage)
                    .maxRounds(1)
                    .build()
                    .optimize();

            assertThat(ResumeTest.calls(model)).containsExactly("EXECUTE " + new CallId(1, "2", 0));
            assertThat(result.run().rounds()).hasSize(1);
            assertThat(result.run().usage().total().calls())
                    .isEqualTo(refusing.requests().size() + 2 + 2); // each reply of round 1 took two attempts
        }

        @Test
        void in_round_1_is_final_once_the_second_ask_was_answered() {
            ScriptedChatModel second = refusingQuestion("2", Kind.REFUSED);
            ScriptedChatModel once = SampleRun.model().onCall(ModelRole.EXECUTE, request -> {
                if (request.callId().item().equals("1")) {
                    throw new ModelException(request.callId().ask() == 0 ? Kind.REFUSED : Kind.TIMEOUT, "scripted");
                }
                return second.chat(request);
            });
            assertThatThrownBy(() ->
                            SampleRun.optimizer(once).storage(storage).build().optimize())
                    .isInstanceOf(ModelException.class);
            assertThatThrownBy(() -> SampleRun.optimizer(
                                    request -> request.callId().item().equals("1")
                                                    && request.callId().ask() == 0
                                            ? once.chat(request)
                                            : second.chat(request))
                            .storage(storage)
                            .build()
                            .optimize())
                    .isInstanceOf(ModelException.class);

            SampleRun.optimizer(model).storage(storage).maxRounds(1).build().optimize();

            assertThat(ResumeTest.calls(model)).containsExactly("EXECUTE " + new CallId(1, "2", 0));
        }

        @ParameterizedTest
        @EnumSource(names = {"BLANK_REPLY", "NO_CHOICES"})
        void without_text_is_asked_again_after_a_moment(Kind kind) {
            List<Duration> waits = new ArrayList<>();
            List<String> told = new CopyOnWriteArrayList<>();
            CallListener listener = new CallListener() {
                @Override
                public void retrying(CallListener.Retry retry) {
                    told.add(retry.request().callId() + ": " + retry.failure().kind() + ", "
                            + retry.pause().toSeconds() + " s");
                }
            };
            CallPolicy policy = CallPolicy.builder()
                    .attempts(1)
                    .sleeper(waits::add)
                    .listener(listener)
                    .build();
            OptimizationListener run = new OptimizationListener() {
                @Override
                public void callRetried(ModelRole role, ModelException failure, int retry, int retries, Duration wait) {
                    told.add(role + ": " + failure.kind() + ", " + wait.toSeconds() + " s");
                }
            };

            assertThatThrownBy(() -> SampleRun.optimizer(refusingQuestion("1", kind))
                            .callPolicy(policy)
                            .listener(run)
                            .storage(storage)
                            .build()
                            .optimize())
                    .isInstanceOf(ModelException.class);

            assertThat(waits).containsExactly(Duration.ofSeconds(3));
            assertThat(told).containsExactly(new CallId(1, "1", 1) + ": BLANK_REPLY, 3 s", "EXECUTE: BLANK_REPLY, 3 s");
        }

        @Test
        void without_text_is_asked_again_at_once_if_there_is_no_time_to_wait() {
            CallPolicy policy = CallPolicy.builder()
                    .attempts(1)
                    .clock(SampleRun.CLOCK)
                    .sleeper(wait -> {
                        throw new AssertionError(wait);
                    })
                    .build();
            ScriptedChatModel blank = refusingQuestion("1", Kind.BLANK_REPLY);

            assertThatThrownBy(() -> SampleRun.optimizer(blank)
                            .callPolicy(policy)
                            .timeLimit(Duration.ofSeconds(2))
                            .storage(storage)
                            .build()
                            .optimize())
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BLANK_REPLY));
            assertThat(ResumeTest.calls(blank)).contains("EXECUTE " + new CallId(1, "1", 1));
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static ScriptedChatModel refusingQuestion(String item, Kind kind) {
            return SampleRun.model().onCall(ModelRole.EXECUTE, request -> {
                if (request.callId().item().equals(item)) {
                    throw new ModelException(kind, "scripted").in(request);
                }
                return SampleRun.model().chat(request);
            });
        }
    }

    @Nested
    class A_fresh_start {

        @Test
        void moves_the_old_run_aside_and_loses_nothing(@TempDir Path workspace) throws Exception {
            SampleRun.stop(RunStorage.directory(workspace, "Poem"));
            Map<String, byte[]> old = SampleRun.filesIn(workspace.resolve("Poem"));
            old.remove("run.lock");

            OptimizationResult result = SampleRun.optimizer(model)
                    .seed(5)
                    .fresh(true)
                    .workspace(workspace)
                    .name("Poem")
                    .build()
                    .optimize();

            assertThat(result.start().seed()).isEqualTo(5);
            assertThat(result.start().nextRound()).isEqualTo(1);
            Map<String, byte[]> aside = SampleRun.filesIn(workspace.resolve("Poem.20261123-042147"));
            aside.remove("run.lock");
            assertThat(aside).containsExactlyEntriesOf(old);
            assertThat(SampleRun.all(SampleRun.optimizer(SampleRun.model())
                            .workspace(workspace)
                            .name("Poem.20261123-042147")
                            .build()
                            .optimize()))
                    .contains(SampleRun.BEST_PROMPT);
        }

        @Test
        void on_nothing_is_a_start(@TempDir Path workspace) {
            OptimizationResult result = SampleRun.optimizer(model)
                    .fresh(true)
                    .workspace(workspace)
                    .name("Poem")
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo(SampleRun.BEST_PROMPT);
            assertThat(workspace.toFile().list()).containsExactly("Poem");
        }

        private PromptOptimizer fresh(Path workspace, ChatModelPort port) {
            return SampleRun.optimizer(port)
                    .fresh(true)
                    .workspace(workspace)
                    .name("Poem")
                    .build();
        }

        @Test
        void twice_in_a_second_moves_each_run_to_a_name_of_its_own(@TempDir Path workspace) {
            for (int begun = 0; begun < 3; begun++) {
                fresh(workspace, model).optimize();
            }

            assertThat(workspace.toFile().list())
                    .containsExactlyInAnyOrder("Poem", "Poem.20261123-042147", "Poem.20261123-042147-2");
        }

        @ParameterizedTest
        @EnumSource(names = {"UNAUTHORIZED", "NOT_FOUND", "NETWORK", "QUOTA_EXHAUSTED"})
        void leaves_the_old_run_where_it_is_if_no_model_answers(Kind kind, @TempDir Path workspace) throws Exception {
            SampleRun.stop(RunStorage.directory(workspace, "Poem"));
            Map<String, byte[]> old = withoutLocks(workspace);
            PromptOptimizer fresh = fresh(workspace, request -> {
                throw new ModelException(kind, "scripted");
            });

            for (int tried = 0; tried < 2; tried++) {
                assertThatThrownBy(fresh::optimize)
                        .isInstanceOfSatisfying(
                                ModelException.class, e -> assertThat(e.kind()).isEqualTo(kind));
                assertThat(withoutLocks(workspace)).containsExactlyEntriesOf(old);
            }
        }

        private static Map<String, byte[]> withoutLocks(Path workspace) throws IOException {
            Map<String, byte[]> files = SampleRun.filesIn(workspace);
            files.keySet().removeIf(path -> path.endsWith("run.lock"));
            return files;
        }

        @Test
        void moves_the_old_run_when_the_first_reply_has_come(@TempDir Path workspace) {
            SampleRun.stop(RunStorage.directory(workspace, "Poem"));
            List<Integer> runs = new ArrayList<>();

            fresh(workspace, request -> {
                        runs.add(workspace.toFile().list().length);
                        return model.chat(request);
                    })
                    .optimize();

            assertThat(runs).startsWith(1, 2, 2).hasSizeGreaterThan(10);
        }

        @Test
        void goes_on_with_the_run_that_it_has_begun(@TempDir Path workspace) {
            SampleRun.stop(RunStorage.directory(workspace, "Poem"));
            AtomicInteger left = new AtomicInteger(5);
            PromptOptimizer fresh = fresh(workspace, request -> {
                if (left.getAndDecrement() == 0) {
                    throw new ModelException(Kind.TIMEOUT, "scripted");
                }
                return model.chat(request);
            });
            assertThatThrownBy(fresh::optimize).isInstanceOf(ModelException.class);

            fresh.optimize();
            fresh.optimize();

            assertThat(model.requests()).doesNotHaveDuplicates();
            assertThat(workspace.toFile().list()).containsExactlyInAnyOrder("Poem", "Poem.20261123-042147");
        }

        @Test
        void of_a_damaged_run_is_a_way_out(@TempDir Path workspace) throws Exception {
            SampleRun.stop(RunStorage.directory(workspace, "Poem"));
            Files.writeString(workspace.resolve("Poem/run.json"), "damaged");

            assertThat(SampleRun.optimizer(model)
                            .fresh(true)
                            .workspace(workspace)
                            .name("Poem")
                            .build()
                            .optimize()
                            .bestPrompt())
                    .isEqualTo(SampleRun.BEST_PROMPT);
            assertThat(workspace.resolve("Poem.20261123-042147/run.json")).hasContent("damaged");
        }
    }

    @Nested
    class A_second_optimizer {

        @Test
        void on_the_same_run_is_told_who_has_it_and_since_when(@TempDir Path workspace) throws Exception {
            List<RunException> refusals = new ArrayList<>();
            ScriptedChatModel second = SampleRun.model();
            ScriptedChatModel first = SampleRun.model();
            first.onCall(ModelRole.OPTIMIZE, request -> {
                if (refusals.size() < 2) {
                    for (boolean fresh : new boolean[] {false, true}) {
                        try {
                            SampleRun.optimizer(second)
                                    .fresh(fresh)
                                    .workspace(workspace)
                                    .name("x")
                                    .build()
                                    .optimize();
                        } catch (RunException e) {
                            refusals.add(e);
                        }
                    }
                }
                return SampleRun.model().chat(request);
            });

            OptimizationResult result = SampleRun.optimizer(first)
                    .workspace(workspace)
                    .name("x")
                    .build()
                    .optimize();

            assertThat(refusals)
                    .hasSize(2)
                    .allSatisfy(e -> assertThat(e.kind()).isEqualTo(RunException.Kind.LOCKED))
                    .allSatisfy(e -> assertThat(e)
                            .hasMessageContaining(
                                    "pid " + ProcessHandle.current().pid())
                            .hasMessageContaining("since 2"));
            assertThat(second.requests()).isEmpty();
            assertThat(result.bestPrompt()).isEqualTo(SampleRun.BEST_PROMPT);
        }
    }

    @Nested
    class A_stopped_run {

        @Test
        void may_go_on_at_any_later_time() {
            MapStorage run = new MapStorage(SampleRun.stopped());

            OptimizationResult result = SampleRun.optimizer(model)
                    .clock(Clock.offset(SampleRun.CLOCK, Duration.ofDays(400)))
                    .storage(run)
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo(SampleRun.BEST_PROMPT);
            assertThat(result.run().rounds()).extracting(Round::time).isSorted();
        }

        @Test
        void shows_what_it_goes_on_with() {
            MapStorage run = new MapStorage(SampleRun.stopped());

            OptimizationListener.Start start =
                    SampleRun.optimizer(model).storage(run).build().optimize().start();

            assertThat(start.nextRound()).isEqualTo(4);
            assertThat(start.lastRound()).isEqualTo(SampleRun.ROUNDS);
            assertThat(model.requests())
                    .extracting(ModelRequest::callId)
                    .first()
                    .isEqualTo(SampleRun.IN_ROUND_4);
        }
    }
}
