package io.github.spo4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.export.PromptExport;
import io.github.spo4j.export.PromptFormat;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecordedRunTest {

    private final CapturedLog log = new CapturedLog("io.github.spo4j.engine.optimize");

    @AfterEach
    void closeLog() {
        log.close();
    }

    private static String all(PromptExport export) {
        StringBuilder all = new StringBuilder();
        for (PromptFormat format : PromptFormat.values()) {
            all.append(export.as(format).text()).append(export.as(format).notes());
        }
        return all.toString();
    }

    @Nested
    class A_run {

        @Test
        void is_read_while_somebody_else_holds_it_and_nothing_changes() {
            MapStorage storage = new MapStorage(SampleRun.stopped());
            Map<String, byte[]> before = new TreeMap<>(storage.files());
            try (RunStorage.Writer held = storage.lock()) {
                assertThat(held.token()).isPositive();
                RecordedRun run = RecordedRun.read(storage);

                assertThat(run.rounds()).hasSize(3);
                assertThat(run.bestRound().map(Round::number)).contains(2);
                assertThat(run.rounds().get(1).votes()).isNotEmpty();
            }
            assertThat(storage.files()).containsExactlyEntriesOf(before);
        }

        @Test
        void exports_what_its_result_exported() {
            MapStorage storage = new MapStorage();
            OptimizationResult result = SampleRun.optimizer(SampleRun.model())
                    .executeWith(
                            SampleRun.model(),
                            ModelSettings.named("x")
                                    .temperature(0)
                                    .topP(0.5)
                                    .maxOutputTokens(9)
                                    .seed(3))
                    .placement(PromptPlacement.SYSTEM)
                    .storage(storage)
                    .build()
                    .optimize();
            RecordedRun run = RecordedRun.read(storage);

            PromptExport export = run.export(run.bestRound().orElseThrow());
            assertThat(all(export)).isEqualTo(all(result.run().export()));
            assertThat(export.as(PromptFormat.TEXT).text()).isEqualTo(SampleRun.BEST_PROMPT);
            assertThat(export.provenance())
                    .containsOnlyKeys("run", "round", "template", "date", "votes")
                    .containsEntry("round", "4")
                    .hasEntrySatisfying(
                            "run",
                            name -> assertThat(name)
                                    .matches(".* \\([0-9a-f]{16}\\)")
                                    .doesNotContain("/"))
                    .containsEntry("date", "2026-11-23T04:21:47");
            assertThat(export.as(PromptFormat.QUARKUS).text())
                    .contains("spo.prompt.system-message=", "model=x\n", "temperature=0.0\n", "top-p=0.5\n")
                    .contains("max-output-tokens=9\n", "seed=3\n");
        }

        @Test
        void of_the_python_system_stood_in_one_user_message() throws Exception {
            Path python = Path.of(requireNonNull(RecordedRunTest.class.getResource("/interop/python-run/zhmixed"))
                    .toURI());
            RecordedRun run = RecordedRun.read(new MapStorage(SampleRun.filesIn(python)));

            PromptExport export = run.export(run.bestRound().orElseThrow());

            assertThat(run.rounds()).hasSize(4);
            assertThat(export.provenance()).containsOnlyKeys("run", "round", "date");
            assertThat(export.as(PromptFormat.TEXT).notes())
                    .singleElement()
                    .asString()
                    .contains("one user message");
        }

        @Test
        void that_is_none_or_damaged_is_refused() {
            assertThatThrownBy(() -> RecordedRun.read(new MapStorage()))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("holds no run");
            MapStorage damaged = new MapStorage(SampleRun.stopped());
            byte[] journal =
                    requireNonNull(damaged.files().get("journal.jsonl")).clone();
            journal[journal.length / 2] ^= 1;
            Map<String, byte[]> files = new TreeMap<>(damaged.files());
            files.put("journal.jsonl", journal);
            assertThatThrownBy(() -> RecordedRun.read(new MapStorage(files))).isInstanceOf(RunException.class);
        }
    }

    @Nested
    class What_it_took {

        @Test
        void is_what_its_result_said() {
            MapStorage storage = new MapStorage();
            OptimizationResult result = SampleRun.optimizer(SampleRun.model())
                    .storage(storage)
                    .build()
                    .optimize();
            RecordedRun run = RecordedRun.read(storage);

            assertThat(run.usage()).hasToString(result.run().usage().toString());
            assertThat(run.usage().total().calls()).isPositive();
            assertThat(run.judgeConsistency()).isEqualTo(result.run().judgeConsistency());
            assertThat(run.openRound()).isEmpty();
            assertThat(run.location()).isEqualTo(result.start().location());
        }

        @Test
        void counts_the_round_in_which_it_stopped() {
            assertThat(RecordedRun.read(new MapStorage(SampleRun.stopped())).openRound())
                    .hasValue(4);
        }
    }

    @Nested
    class Its_optimizer {

        private final IterationTemplate template = IterationTemplate.builder()
                .prompt("quality 50, <<keep>> {language}")
                .requirements("Have quality.")
                .wordLimit(40)
                .question(QuestionAnswer.of("one?", "two").variables(Map.of("language", "Deutsch", "other", "")))
                .question("two?")
                .build();

        private PromptOptimizer.Builder unusual(ChatModelPort port) {
            return SampleRun.optimizer(port)
                    .template(template)
                    .executeWith(port, ModelSettings.named("x").temperature(0.5))
                    .votingRule(VotingRule.THOROUGH)
                    .questions(QuestionDraw.first(2))
                    .instructions(Instructions.chinese())
                    .placement(PromptPlacement.SYSTEM)
                    .mode(ReasoningMode.REASONING_MODEL)
                    .guard(PromptGuard.standard().frozen("<<", ">>").maxWords(30))
                    .maxRounds(2);
        }

        @Test
        void plays_the_run_back() {
            MapStorage storage = new MapStorage(SampleRun.finished(7));
            OptimizationResult again = PromptOptimizer.builder(
                            RecordedRun.read(storage), role -> RecordedRun.replay(storage))
                    .maxRounds(SampleRun.ROUNDS)
                    .clock(SampleRun.CLOCK)
                    .build()
                    .optimize();

            MapStorage other = new MapStorage();
            OptimizationResult first = SampleRun.optimizer(SampleRun.model())
                    .seed(7)
                    .storage(other)
                    .build()
                    .optimize();
            assertThat(SampleRun.rounds(again)).isEqualTo(SampleRun.rounds(first));
        }

        @Test
        void goes_on_with_the_run_whatever_it_was_made_with() {
            ScriptedChatModel model = SampleRun.model()
                    .on(ModelRole.OPTIMIZE, request -> "<prompt>quality 90, <<keep>> {language}</prompt>");
            MapStorage storage = new MapStorage();
            unusual(model).storage(storage).build().optimize();

            OptimizationResult more = PromptOptimizer.builder(RecordedRun.read(storage), role -> model)
                    .storage(storage)
                    .maxRounds(3)
                    .build()
                    .optimize();

            assertThat(more.run().rounds()).hasSize(3);
            assertThat(more.run().rounds().get(1).voidReason()).isNull();
        }

        @Test
        void needs_more_than_the_python_system_records() throws Exception {
            Path python = Path.of(requireNonNull(RecordedRunTest.class.getResource("/interop/python-run/zhmixed"))
                    .toURI());
            RecordedRun run = RecordedRun.read(new MapStorage(SampleRun.filesIn(python)));

            assertThat(run.usage().total().calls()).isZero();
            assertThat(run.openRound()).isEmpty();
            assertThat(run.settings(ModelRole.EXECUTE)).isEqualTo(ModelSettings.unset());
            assertThatIllegalStateException()
                    .isThrownBy(() -> PromptOptimizer.builder(run, role -> SampleRun.model()))
                    .withMessageContaining("does not say what its run was made with");
        }
    }

    @Nested
    class What_it_was_asked_for {

        private final MapStorage storage = new MapStorage();
        private final PromptOptimizer.Builder optimizer =
                SampleRun.optimizer(SampleRun.model()).storage(storage);

        private RunRequest request() {
            return RecordedRun.read(storage).request().orElseThrow();
        }

        @Test
        void is_recorded_whole() {
            optimizer
                    .initialRound(1)
                    .maxRounds(2)
                    .patience(7)
                    .voidRounds(4)
                    .voteSchedule(VoteSchedule.FEWEST_WAITS)
                    .onFailedCall(FailedCallRule.VOID_ROUND)
                    .timeLimit(Duration.ofSeconds(90))
                    .budget(Budget.ofCalls(100).tokens(9_000_000_000L).money(new BigDecimal("1.50")))
                    .executeWith(SampleRun.model(), ModelSettings.named("gpt-4o-mini"))
                    .optimizeWith(SampleRun.model(), ModelSettings.named("gpt-4o-mini"))
                    .evaluateWith(SampleRun.model(), ModelSettings.named("gpt-4o-mini"))
                    .callPolicy(CallPolicy.builder()
                            .attempts(5)
                            .timeout(Duration.ofMillis(1_234_567))
                            .inFlight(3)
                            .requestsPerMinute(1_000_000)
                            .tokensPerMinute(2_000_000_000)
                            .build())
                    .note("written by", "a \"test\" 写")
                    .build()
                    .optimize();

            RunRequest asked = request();

            assertThat(asked)
                    .usingRecursiveComparison()
                    .ignoringFields("budget")
                    .isEqualTo(new RunRequest(
                            1,
                            2,
                            7,
                            4,
                            VoteSchedule.FEWEST_WAITS,
                            FailedCallRule.VOID_ROUND,
                            HandOut.AHEAD,
                            Duration.ofSeconds(90),
                            Budget.unlimited(),
                            new CallPolicy.Limits(5, Duration.ofMillis(1_234_567), 3, 1_000_000, 2_000_000_000),
                            Map.of("written by", "a \"test\" 写")));
            assertThat(asked.budget().calls()).isEqualTo(100);
            assertThat(asked.budget().tokens()).isEqualTo(9_000_000_000L);
            assertThat(asked.budget().money()).isEqualByComparingTo("1.50");
        }

        @Test
        void is_what_it_was_asked_for_last() {
            optimizer.maxRounds(2).build().optimize();
            optimizer.maxRounds(4).patience(9).build().optimize();

            assertThat(request().maxRounds()).isEqualTo(4);
            assertThat(request().patience()).isEqualTo(9);
        }

        @Test
        void leaves_a_finished_run_as_it_is() {
            optimizer.build().optimize();
            Map<String, byte[]> before = storage.files();

            optimizer.patience(3).build().optimize();

            assertThat(storage.files()).containsExactlyEntriesOf(before);
        }

        @Test
        void has_no_limits_of_a_shared_budget() {
            optimizer.budget(Budget.ofCalls(1000).shared()).maxRounds(1).build().optimize();

            assertThat(request().budget().calls()).isNull();
        }

        @Test
        void is_unknown_for_a_run_of_an_earlier_version() {
            assertThat(RecordedRun.read(RunStorage.folder(OldFilesTest.old("workspace/finished")))
                            .request())
                    .isEmpty();
        }

        @Test
        void is_what_its_optimizer_goes_on_with() {
            SampleRun.stop(storage);
            ScriptedChatModel model = SampleRun.model();

            OptimizationResult result = PromptOptimizer.builder(RecordedRun.read(storage), role -> model)
                    .storage(storage)
                    .build()
                    .optimize();
            int calls = model.requests().size();
            PromptOptimizer.builder(RecordedRun.read(storage), role -> model)
                    .storage(storage)
                    .build()
                    .optimize();

            assertThat(result.run().rounds()).hasSize(SampleRun.ROUNDS);
            assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            assertThat(model.requests()).hasSize(calls);
        }
    }

    @Nested
    class An_export {

        @Test
        void of_a_void_round_is_refused() {
            RecordedRun run = RecordedRun.read(new MapStorage(SampleRun.stopped()));
            Round voided = run.rounds().get(2);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> run.export(voided))
                    .withMessageContaining("round 3 is void");
        }

        @Test
        void needs_a_finished_round() {
            ScriptedChatModel model = new ScriptedChatModel().onCall(ModelRole.EXECUTE, request -> ModelReply.of("x"));
            OptimizationResult result = PromptOptimizer.builder()
                    .model(model)
                    .template(SampleRun.TEMPLATE)
                    .budget(Budget.ofTokens(1))
                    .seed(1)
                    .build()
                    .optimize();

            assertThat(result.run().rounds()).isEmpty();
            assertThatIllegalStateException()
                    .isThrownBy(result.run()::export)
                    .withMessageContaining("no round is finished");
        }
    }
}
