package io.github.spo4j;

import static io.github.spo4j.style.StyleExtractor.outputFolder;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.instruction.StyleInstructions;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.live.OptimizedPrompt;
import io.github.spo4j.live.PromptException;
import io.github.spo4j.live.PromptVersion;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.JudgeConsistency;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.style.Article;
import io.github.spo4j.style.ExtractionReport;
import io.github.spo4j.style.MergedStyle;
import io.github.spo4j.style.StyleExtractor;
import io.github.spo4j.style.StyleProfile;
import io.github.spo4j.style.StyleVocabulary;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that an earlier version of this library wrote: they are read, gone on with and played back, and what comes of
 * them is what that version made of them. {@code old-files/README.md} beside them says how they were made.
 */
class OldFilesTest {

    /** The prompt that a person wrote. */
    static final String EDITED = "quality 77, as a person wrote it";

    /** Where the runs of a workspace keep what changes each time that they are opened. */
    private static final String LOCK = "run.lock";

    private static final ChatModelPort NOBODY = request -> {
        throw new AssertionError("a call that was paid for is made again: " + request.callId());
    };

    private final CapturedLog log = new CapturedLog("io.github.spo4j");

    @TempDir
    Path folder;

    @AfterEach
    void closeLog() {
        log.close();
    }

    /** A run that was made to its end, and what makes it. */
    enum Run {
        /** The sample run. */
        FINISHED {
            @Override
            ScriptedChatModel model() {
                return SampleRun.model();
            }

            @Override
            PromptOptimizer.Builder optimizer(ChatModelPort port) {
                return SampleRun.optimizer(port);
            }

            @Override
            OptimizationResult resume(PromptOptimizer.Builder builder) {
                return builder.maxRounds(SampleRun.ROUNDS).build().optimize();
            }
        },

        /** The sample run, then a prompt that a person wrote, then an earlier prompt, then one more round. */
        DECIDED {
            @Override
            ScriptedChatModel model() {
                return SampleRun.model();
            }

            @Override
            PromptOptimizer.Builder optimizer(ChatModelPort port) {
                return SampleRun.optimizer(port);
            }

            @Override
            OptimizationResult make(PromptOptimizer.Builder builder) {
                builder.maxRounds(SampleRun.ROUNDS).build().optimize();
                builder.build().promote(EDITED);
                builder.build().promote("quality 50");
                return again(builder);
            }

            @Override
            OptimizationResult resume(PromptOptimizer.Builder builder) {
                builder.maxRounds(SampleRun.ROUNDS).build().optimize();
                builder.build().promote("quality 50");
                return again(builder);
            }

            @Override
            OptimizationResult again(PromptOptimizer.Builder builder) {
                return builder.maxRounds(8).build().optimize();
            }
        },

        /** All that a run records of how it was made, set to something unusual. */
        SETTINGS {
            @Override
            ScriptedChatModel model() {
                ScriptedChatModel sample = SampleRun.model();
                return SampleRun.model()
                        .on(ModelRole.OPTIMIZE, Run::frozen)
                        .onCall(ModelRole.EXECUTE, request -> thoughtful(request, sample.chat(request)));
            }

            @Override
            PromptOptimizer.Builder optimizer(ChatModelPort port) {
                return SampleRun.optimizer(port)
                        .template(IterationTemplate.builder()
                                .prompt("quality 50, <<keep this>> in {language}")
                                .requirements("Have quality.")
                                .wordLimit(40)
                                .question(QuestionAnswer.of("one?", "two")
                                        .variables(Map.of("language", "Français", "other", "")))
                                .question(QuestionAnswer.of("two?").variables(Map.of("language", "中文")))
                                .question("three?")
                                .build())
                        .optimizeWith(
                                port,
                                ModelSettings.named("rewriter")
                                        .temperature(0.7)
                                        .topP(0.9)
                                        .maxOutputTokens(500)
                                        .seed(11))
                        .executeWith(
                                port,
                                ModelSettings.named("worker")
                                        .temperature(0)
                                        .topP(0.5)
                                        .maxOutputTokens(900)
                                        .seed(3))
                        .evaluateWith(
                                port,
                                ModelSettings.named("judge")
                                        .temperature(1)
                                        .topP(1)
                                        .maxOutputTokens(50)
                                        .seed(-5))
                        .votingRule(VotingRule.THOROUGH)
                        .questions(QuestionDraw.first(2))
                        .instructions(ownInstructions())
                        .placement(PromptPlacement.SYSTEM)
                        .mode(ReasoningMode.REASONING_MODEL)
                        .guard(PromptGuard.standard().frozen("<<", ">>").maxWords(12));
            }

            @Override
            OptimizationResult resume(PromptOptimizer.Builder builder) {
                return builder.maxRounds(6).build().optimize();
            }
        },

        /** Guards that are code, requirements in Chinese, the paper's votes, all questions. */
        GUARDS {
            @Override
            ScriptedChatModel model() {
                return SampleRun.model()
                        .on(
                                ModelRole.OPTIMIZE,
                                request -> "<prompt>quality "
                                        + (40 + 10 * request.callId().round())
                                        + (request.callId().ask() == 0 ? "!" : ".") + "</prompt>");
            }

            @Override
            PromptOptimizer.Builder optimizer(ChatModelPort port) {
                return own(SampleRun.optimizer(port)
                        .template(IterationTemplate.of("quality 50", "要有质量。", "一？", "二？", "三？"))
                        .votingRule(VotingRule.PAPER)
                        .questions(QuestionDraw.all()));
            }

            @Override
            PromptOptimizer.Builder own(PromptOptimizer.Builder builder) {
                return builder.guard(PromptGuard.standard()
                        .maxTokens(60, String::length)
                        .and(
                                "no shouting",
                                prompt -> prompt.contains("!") ? Optional.of("it shouts") : Optional.empty()));
            }

            @Override
            OptimizationResult resume(PromptOptimizer.Builder builder) {
                return builder.maxRounds(4).build().optimize();
            }
        },

        /** Four rounds of the Python system and one more. */
        ADOPTED {
            @Override
            ScriptedChatModel model() {
                return new ScriptedChatModel()
                        .on(ModelRole.OPTIMIZE, request -> "<prompt>a new prompt {braces}</prompt>")
                        .on(
                                ModelRole.EXECUTE,
                                request -> "answer " + request.callId().item())
                        .on(
                                ModelRole.EVALUATE,
                                request -> request.callId().item().equals("2")
                                        ? "<choose>B</choose>"
                                        : "<choose>A</choose>");
            }

            @Override
            PromptOptimizer.Builder optimizer(ChatModelPort port) {
                return SampleRun.optimizer(port)
                        .template(IterationTemplate.read(resource("/interop/python-run/template.yaml")));
            }

            @Override
            OptimizationResult resume(PromptOptimizer.Builder builder) {
                return builder.maxRounds(5).build().optimize();
            }

            @Override
            Map<String, byte[]> before() throws IOException {
                return SampleRun.filesIn(resource("/interop/python-run/zhmixed"));
            }
        };

        /** What answers, by the request alone. */
        abstract ScriptedChatModel model();

        /** The optimizer, without a place for its files. */
        abstract PromptOptimizer.Builder optimizer(ChatModelPort port);

        /** Sets what no run records, because it is code. */
        PromptOptimizer.Builder own(PromptOptimizer.Builder builder) {
            return builder;
        }

        /** Makes the run from its beginning. */
        OptimizationResult make(PromptOptimizer.Builder builder) {
            return resume(builder);
        }

        /** Goes on with the run that was killed. */
        abstract OptimizationResult resume(PromptOptimizer.Builder builder);

        /** Does again what the run ended with. */
        OptimizationResult again(PromptOptimizer.Builder builder) {
            return resume(builder);
        }

        /** What is there before the run begins. */
        Map<String, byte[]> before() throws IOException {
            return Map.of();
        }

        String folder() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Too long at first in round 2, without the frozen part in round 6. */
        private static String frozen(ModelRequest request) {
            int round = request.callId().round();
            int ask = request.callId().ask();
            int quality = round == 5 ? 10 : 40 + 10 * round;
            return "<prompt>quality " + quality + ", " + (round == 6 ? "" : "<<keep this>> ") + "in {language}"
                    + (round == 2 && ask == 0 ? " and so on".repeat(5) : "") + "</prompt>";
        }

        private static ModelReply thoughtful(ModelRequest request, ModelReply reply) {
            return ModelReply.builder(reply.text())
                    .reasoning("thinks of " + request.messages().get(1).text())
                    .usage(new TokenUsage(100L, 30L, 40L, 20L, 10L))
                    .servedModel("sample")
                    .build();
        }

        private static Instructions ownInstructions() {
            return Instructions.of(Map.of(
                    "optimize",
                    "Improve. {{requirements}}\n{{prompt}}\n{{answers}}\n{{expected}}\n{{limit}}\n{{refused}}",
                    "optimize-expected",
                    "Should be: {{expected}}",
                    "optimize-limit",
                    "No more words than {{count}}.",
                    "optimize-frozen",
                    "Leave what is between {{open}} and {{close}}.",
                    "optimize-refused",
                    "Not that, because {{reason}}.",
                    "evaluate",
                    "Compare – 比较. {{requirements}}\n{{expected}}\nA\n{{a}}\nB\n{{b}}",
                    "evaluate-expected",
                    "Should be:\n{{expected}}",
                    "question",
                    "Q{{number}}",
                    "answer",
                    "A{{number}}",
                    "expected",
                    "E{{number}}"));
        }
    }

    /** A run that stopped somewhere. */
    enum Half {
        /** Killed in a vote of round 4. */
        KILLED(Run.FINISHED, "finished", 4),

        /** Not killed: the same vote failed for good, and was paid for. */
        STOPPED(Run.FINISHED, "stopped_resumed", 4),

        /** Killed after a decision was recorded, before anything was done about it. */
        DECIDED_KILLED(Run.DECIDED, "decided", 6),

        /** Killed in a vote of round 4. */
        SETTINGS_KILLED(Run.SETTINGS, "settings", 4),

        /** Killed in a vote of round 4. */
        GUARDS_KILLED(Run.GUARDS, "guards", 4),

        /** Killed in an answer of round 5, the first after those of the Python system. */
        ADOPTED_KILLED(Run.ADOPTED, "adopted", 5);

        final Run run;
        final String whole;
        final int open;

        Half(Run run, String whole, int open) {
            this.run = run;
            this.whole = whole;
            this.open = open;
        }

        String folder() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Path resource(String path) {
        try {
            return Path.of(
                    requireNonNull(OldFilesTest.class.getResource(path), path).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(path, e);
        }
    }

    static Path old(String path) {
        return resource("/old-files/" + path);
    }

    /** Takes a copy of something old, under its own name. */
    private Path copy(String path) throws IOException {
        Path copied = folder.resolve(path);
        SampleRun.copy(SampleRun.filesIn(old(path)), copied);
        return copied;
    }

    private RunStorage run(String name) throws IOException {
        copy("workspace/" + name);
        return RunStorage.directory(folder.resolve("workspace"), name);
    }

    private void assertSameAs(String old) throws IOException {
        assertThat(withoutLock(folder.resolve(old))).containsExactlyEntriesOf(withoutLock(old(old)));
    }

    private static void assertSame(Path found, Path expected) throws IOException {
        assertThat(asEarlier(withoutLock(found))).containsExactlyEntriesOf(asEarlier(withoutLock(expected)));
    }

    /**
     * Earlier versions recorded neither what a run was asked for each time, so that their lines have other numbers, nor what
     * the optimizer meant.
     */
    private static Map<String, byte[]> asEarlier(Map<String, byte[]> files) {
        files.replaceAll((path, content) -> {
            if (path.endsWith("journal.jsonl")) {
                return earlier(
                        content,
                        lines -> lines.filter(line -> !line.startsWith("{\"kind\":\"asked\""))
                                .map(line -> line.replaceFirst("\"n\":\\d+,(\"run\":\"\\w+\"),\"prev\":.*", "$1"))
                                .map(line -> line.replaceFirst("\"intention\":\"more\",", "")));
            }
            return path.endsWith("results.json")
                    ? earlier(
                            content, lines -> lines.filter(line -> !line.strip().equals("\"intention\": \"more\",")))
                    : content;
        });
        return files;
    }

    private static byte[] earlier(byte[] content, UnaryOperator<Stream<String>> change) {
        return change.apply(new String(content, StandardCharsets.UTF_8).lines())
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Who holds a run, and since when, is new each time. */
    private static Map<String, byte[]> withoutLock(Path folder) throws IOException {
        Map<String, byte[]> files = SampleRun.filesIn(folder);
        files.keySet().removeIf(path -> path.equals(LOCK) || path.endsWith("/" + LOCK));
        return files;
    }

    private static String expected(String name) throws IOException {
        return Files.readString(old("expected/" + name + ".txt"));
    }

    /** All that a run came to and took, in words of this test. */
    static String text(List<Round> rounds, RunUsage usage) {
        StringBuilder text = new StringBuilder();
        for (Round round : rounds) {
            add(text, "round", round.number(), round.source(), round.accepted(), round.tokens(), round.time());
            add(text, "  prompt", round.prompt());
            add(text, "  void", round.voidReason());
            for (Round.Answer answer : round.answers()) {
                add(text, "  answer", answer.question(), answer.answer());
            }
            for (Vote vote : round.votes()) {
                add(text, "  vote", vote.place(), vote.order(), vote.questions(), vote.choice());
            }
        }
        add(text, "best", Round.best(rounds).map(Round::number).orElse(0));
        for (ModelRole role : EnumSet.of(ModelRole.OPTIMIZE, ModelRole.EXECUTE, ModelRole.EVALUATE)) {
            RoleUsage taken = usage.of(role);
            add(text, role.name(), taken.calls(), text(taken.reported()), text(taken.atMost()));
        }
        return text.toString();
    }

    /** What a recorded run says on top of that. */
    static String text(RecordedRun run) {
        StringBuilder text = new StringBuilder(text(run.rounds(), run.usage()));
        add(text, "open", run.openRound().orElse(0));
        for (ModelRole role : EnumSet.of(ModelRole.OPTIMIZE, ModelRole.EXECUTE, ModelRole.EVALUATE)) {
            ModelSettings set = run.settings(role);
            add(text, role.name(), set.name(), set.temperature(), set.topP(), set.maxOutputTokens(), set.seed());
        }
        JudgeConsistency judge = run.judgeConsistency();
        add(text, "judge", judge.pairs(), judge.agreeing(), judge.readable(), judge.choseA(), judge.abstained());
        Map<String, String> provenance =
                new TreeMap<>(run.export(run.bestRound().orElseThrow()).provenance());
        provenance.remove("run");
        add(text, "provenance", provenance);
        return text.toString();
    }

    private static List<Object> text(TokenUsage usage) {
        return Arrays.asList(usage.input(), usage.output(), usage.cachedInput(), usage.cacheWrite(), usage.reasoning());
    }

    private static void add(StringBuilder text, String what, @Nullable Object... values) {
        text.append(what).append(' ').append(Arrays.asList(values)).append('\n');
    }

    @Nested
    class A_run_that_was_finished {

        @ParameterizedTest
        @EnumSource
        void is_read_as_it_was(Run old) throws IOException {
            RunStorage storage = run(old.folder());

            assertThat(text(RecordedRun.read(storage))).isEqualTo(expected(old.folder()));
            assertThat(SampleRun.filesIn(folder))
                    .containsExactlyEntriesOf(withFolder(old.folder(), SampleRun.filesIn(old(path(old.folder())))));
        }

        private static String path(String name) {
            return "workspace/" + name;
        }

        private static Map<String, byte[]> withFolder(String name, Map<String, byte[]> files) {
            Map<String, byte[]> moved = new TreeMap<>();
            files.forEach((file, content) -> moved.put(path(name) + "/" + file, content));
            return moved;
        }

        @ParameterizedTest
        @EnumSource
        void plays_back_to_the_same_files_without_a_model(Run old) throws IOException {
            RunStorage recorded = run(old.folder());
            Path played = folder.resolve("played");
            SampleRun.copy(old.before(), played);

            OptimizationResult result = old.make(
                    recorded(old, recorded, RecordedRun.replay(recorded)).storage(RunStorage.folder(played)));

            assertThat(expected(old.folder()))
                    .startsWith(text(result.run().rounds(), result.run().usage()));
            assertSame(played, old(path(old.folder())));
            assertSameAs(path(old.folder()));
        }

        @ParameterizedTest
        @EnumSource
        void is_run_again_without_a_call_and_without_a_change(Run old) throws IOException {
            OptimizationResult result = old.again(old.optimizer(NOBODY).storage(run(old.folder())));

            assertThat(log.messages()).isEmpty();
            assertThat(expected(old.folder()))
                    .startsWith(text(result.run().rounds(), result.run().usage()));
            assertSameAs(path(old.folder()));
        }

        @ParameterizedTest
        @EnumSource
        void says_itself_how_it_is_run_again(Run old) throws IOException {
            RunStorage storage = run(old.folder());

            old.again(recorded(old, storage, NOBODY));

            assertSameAs(path(old.folder()));
        }

        @Test
        void is_locked_with_the_next_token() throws IOException {
            String note = Files.readString(old("workspace/finished/run.lock"));
            long token =
                    Long.parseLong(note.substring(note.indexOf("token ") + 6).strip());

            try (RunStorage.Writer writer = run("finished").lock()) {
                assertThat(writer.token()).isEqualTo(token + 1);
            }
        }

        @Test
        void is_refused_with_other_settings_and_stays_as_it_is() throws IOException {
            PromptOptimizer.Builder other =
                    Run.SETTINGS.optimizer(NOBODY).votingRule(VotingRule.PAPER).storage(run("settings"));

            assertThatThrownBy(() -> Run.SETTINGS.again(other))
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.kind()).isEqualTo(RunException.Kind.CHANGED))
                    .hasMessageContaining("THOROUGH")
                    .hasMessageContaining("PAPER");
            assertSameAs("workspace/settings");
        }
    }

    /** An optimizer as the run's files describe it, with nothing set again but what no run records. */
    private static PromptOptimizer.Builder recorded(Run old, RunStorage storage, ChatModelPort port) {
        return old.own(PromptOptimizer.builder(RecordedRun.read(storage), role -> port)
                .storage(storage)
                .callPolicy(SampleRun.oneByOne().build())
                .clock(SampleRun.CLOCK));
    }

    @Nested
    class A_run_that_was_killed {

        @ParameterizedTest
        @EnumSource
        void is_read_as_it_was(Half half) throws IOException {
            RunStorage storage = run(half.folder());

            RecordedRun run = RecordedRun.read(storage);

            assertThat(text(run)).isEqualTo(expected(half.folder()));
            assertThat(run.rounds()).hasSize(half.open - 1);
            assertSameAs("workspace/" + half.folder());
        }

        @ParameterizedTest
        @EnumSource
        void resumes_to_the_same_files(Half half) throws IOException {
            ScriptedChatModel model = half.run.model();

            OptimizationResult result =
                    half.run.resume(half.run.optimizer(model).storage(run(half.folder())));

            assertThat(expected(half.whole))
                    .startsWith(text(result.run().rounds(), result.run().usage()));
            assertSame(folder.resolve("workspace/" + half.folder()), old("workspace/" + half.whole));
            assertThat(model.requests())
                    .isNotEmpty()
                    .noneMatch(request -> request.callId().round() < half.open);
        }

        @ParameterizedTest
        @EnumSource
        void says_itself_how_it_goes_on(Half half) throws IOException {
            RunStorage storage = run(half.folder());

            half.run.resume(recorded(half.run, storage, half.run.model()));

            assertSame(folder.resolve("workspace/" + half.folder()), old("workspace/" + half.whole));
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DECIDED_KILLED") // its first rounds are all there
        void plays_back_up_to_where_it_stopped(Half half) throws IOException {
            RunStorage recorded = run(half.folder());
            Path played = folder.resolve("played");
            SampleRun.copy(half.run.before(), played);
            PromptOptimizer.Builder builder =
                    half.run.optimizer(RecordedRun.replay(recorded)).storage(RunStorage.folder(played));

            assertThatThrownBy(() -> half.run.make(builder))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("the journal has no ")
                    .hasMessageContaining("round " + half.open);
            String old = text(RecordedRun.read(recorded).rounds(), RunUsage.NONE);
            assertThat(text(RecordedRun.read(RunStorage.folder(played)).rounds(), RunUsage.NONE))
                    .isEqualTo(old);
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 60, 200})
        void in_the_middle_of_a_line_resumes_to_the_same_files(int lost) throws IOException {
            RunStorage storage = run("killed");
            Path journal = folder.resolve("workspace/killed/journal.jsonl");
            byte[] lines = Files.readAllBytes(journal);
            Files.write(journal, Arrays.copyOf(lines, lines.length - lost));

            Run.FINISHED.resume(Run.FINISHED.optimizer(SampleRun.model()).storage(storage));

            assertThat(log.messages()).anySatisfy(message -> assertThat(message).contains("was cut by a kill"));
            assertSame(folder.resolve("workspace/killed"), old("workspace/finished"));
        }

        @Test
        void before_its_last_round_was_written_for_people_has_it_written_without_a_call() throws IOException {
            RunStorage storage = run("finished");
            Path prompts = folder.resolve("workspace/finished/prompts");
            Files.delete(prompts.resolve("round_5/prompt.txt"));
            Files.delete(prompts.resolve("round_5/answers.txt"));
            Files.delete(prompts.resolve("round_5"));
            Files.copy(
                    old("workspace/killed/prompts/results.json"),
                    prompts.resolve("results.json"),
                    StandardCopyOption.REPLACE_EXISTING);

            Run.FINISHED.resume(Run.FINISHED.optimizer(NOBODY).storage(storage));

            assertSameAs("workspace/finished");
        }

        @Test
        void after_any_line_of_its_journal_resumes_to_the_same_files() throws IOException {
            List<String> lines = Files.readAllLines(old("workspace/finished/journal.jsonl"));
            for (int kept = 0; kept < lines.size(); kept++) {
                Path killed = Files.createDirectories(folder.resolve("after-" + kept));
                Files.copy(old("workspace/finished/run.json"), killed.resolve("run.json"));
                Files.write(killed.resolve("journal.jsonl"), lines.subList(0, kept));

                Run.FINISHED.resume(Run.FINISHED.optimizer(SampleRun.model()).storage(RunStorage.folder(killed)));

                assertSame(killed, old("workspace/finished"));
            }
        }

        @Test
        void after_a_decision_takes_the_same_decision_again() throws IOException {
            ScriptedChatModel model = Run.DECIDED.model();
            PromptOptimizer.Builder builder = Run.DECIDED.optimizer(model).storage(run("decided_killed"));

            Round decided = builder.build().promote(EDITED);
            builder.build().promote("quality 50");
            Run.DECIDED.again(builder);

            assertThat(decided.number()).isEqualTo(6);
            assertThat(decided.source()).isEqualTo(Round.Source.PERSON);
            assertSame(folder.resolve("workspace/decided_killed"), old("workspace/decided"));
        }
    }

    /** What a model says of the articles; at first nothing useful of some of them. */
    static ScriptedChatModel styleModel() {
        return new ScriptedChatModel()
                .on(ModelRole.EXTRACT, OldFilesTest::profile)
                .on(
                        ModelRole.MERGE,
                        request -> request.callId().ask() == 0
                                ? "{\"style_summary\": 3}"
                                : "{\"style_summary\": \"common, «écrit» 写 😀\", \"style\": {\"tone\": \"calm\"},"
                                        + " \"CoT\": \"1. Greet.\", \"template_title\": \"A notice\","
                                        + " \"template_part\": [\"Greeting\"], \"prompt\": \"Write like all of them.\"}");
    }

    private static String profile(ModelRequest request) {
        String text = request.messages().get(0).text();
        boolean again = request.callId().item().contains(" again ");
        int ask = request.callId().ask();
        if (text.contains("about bread") && !again) {
            throw new ModelException(ModelException.Kind.REFUSED, "scripted");
        }
        if ((text.contains("about salt") && !again) || (text.contains("about rain") && ask == 0)) {
            return "There is no style in that.";
        }
        String subject = List.of("tea", "rain", "salt", "bread").stream()
                .filter(any -> text.contains("about " + any))
                .findFirst()
                .orElseThrow();
        return """
                {"style_summary": "%1$s, calm – 写", "style_category": "notice", "style_label": ["calm"],
                 "style": {"language": {"rhetoric": ["lists"]}, "emotion": {"tone": "calm as %1$s"}},
                 "CoT": "1. Greet.", "template_title": "A notice", "template_part": ["Greeting"],
                 "template_label": ["steps"], "fact_info": "1. Fact of %1$s.", "image": "![%1$s](%1$s.png)",
                 "prompt": "Write like %1$s."}""".formatted(subject);
    }

    static StyleExtractor.Builder extractor(ChatModelPort port) {
        return StyleExtractor.builder()
                .model(
                        port,
                        ModelSettings.named("styler")
                                .temperature(0.2)
                                .topP(0.8)
                                .maxOutputTokens(700)
                                .seed(5))
                .vocabulary(new StyleVocabulary(List.of("notice", "guide"), List.of("calm", "dry"), List.of("steps")))
                .language("English")
                .extra("Mind the tone.")
                .callPolicy(SampleRun.oneByOne().build())
                .clock(SampleRun.CLOCK);
    }

    /** The extractor of the work that is kept in a storage. */
    static StyleExtractor.Builder storageExtractor(ChatModelPort port) {
        return StyleExtractor.builder()
                .model(port)
                .instructions(StyleInstructions.english().with("extract-extra", "Mind: {{extra}}"))
                .extra("the tone")
                .callPolicy(SampleRun.oneByOne().build())
                .clock(SampleRun.CLOCK);
    }

    static List<Article> articles() {
        return List.of(
                new Article("tea", "An article about tea"),
                new Article("rain", "An article about rain"),
                new Article("salt", "An article about salt"));
    }

    /** All that the work in a storage does, and the merged profile. */
    static String styleWork(StyleExtractor extractor, RunStorage storage) {
        extractor.extractAll(articles(), storage);
        extractor.extractAll(articles(), storage);
        return merged(extractor, storage);
    }

    private static String merged(StyleExtractor extractor, RunStorage storage) {
        List<StyleProfile> profiles = storage.list("single_articles").stream()
                .map(name -> StyleProfile.parse(
                        name,
                        new String(storage.read("single_articles/" + name).orElseThrow(), StandardCharsets.UTF_8)))
                .toList();
        return extractor.merge(profiles, storage).profile().toJson();
    }

    static String text(RunUsage usage) {
        StringBuilder text = new StringBuilder();
        for (ModelRole role : EnumSet.of(ModelRole.EXTRACT, ModelRole.MERGE)) {
            RoleUsage taken = usage.of(role);
            add(text, role.name(), taken.calls(), text(taken.reported()), text(taken.atMost()));
        }
        return text.toString();
    }

    @Nested
    class A_folder_of_styles {

        private final StyleExtractor extractor = extractor(NOBODY).build();
        private Path articles;
        private Path output;

        @BeforeEach
        void copies() throws IOException {
            articles = copy("style/articles");
            output = copy("style/output");
        }

        @Test
        void is_worked_at_again_without_a_call_and_without_a_change() throws IOException {
            ExtractionReport report = extractor.extractAll(articles, outputFolder(output));

            assertThat(report.skipped().keySet()).containsExactly("a.txt", "b.md", "e.txt", "more/c.txt");
            assertThat(report.failed().keySet()).containsExactly("d.txt");
            assertThat(report.extracted()).isEmpty();
            assertThat(report.left()).isEmpty();
            assertThat(text(report.usage())).isEqualTo(expected("style_output"));
            assertSameAs("style/output");
        }

        @Test
        void is_merged_again_without_a_call_and_without_a_change() throws IOException {
            MergedStyle merged =
                    extractor.merge(StyleProfile.readAll(output.resolve("single_articles")), outputFolder(output));

            assertThat(merged.file()).isEqualTo(output.resolve("merged_articles/merged_style.json"));
            assertThat(merged.profiles()).isEqualTo(4);
            assertThat(merged.profile()).isEqualTo(StyleProfile.read(requireNonNull(merged.file())));
            assertSameAs("style/output");
        }

        @Test
        void gives_profiles_that_were_deleted_back_for_nothing() throws IOException {
            for (String name : new String[] {"a.json", "b.json", "c.json", "e.json"}) {
                Files.delete(output.resolve("single_articles").resolve(name));
            }
            Files.delete(output.resolve("merged_articles/merged_style.json"));

            ExtractionReport report = extractor.extractAll(articles, outputFolder(output));
            extractor.merge(StyleProfile.readAll(output.resolve("single_articles")), outputFolder(output));

            assertThat(report.extracted()).hasSize(4);
            assertThat(profiles(output)).containsExactlyEntriesOf(profiles(old("style/output")));
        }

        private static Map<String, byte[]> profiles(Path folder) throws IOException {
            Map<String, byte[]> files = SampleRun.filesIn(folder);
            files.keySet().removeIf(path -> path.startsWith("."));
            return files;
        }

        @Test
        void says_what_it_took() throws IOException {
            assertThat(text(extractor.usage(outputFolder(output)))).isEqualTo(expected("style_output"));
        }

        @Test
        void is_refused_with_other_settings_and_stays_as_it_is() throws IOException {
            StyleExtractor other = extractor(NOBODY).language("French").build();

            assertThatThrownBy(() -> other.extractAll(articles, outputFolder(output)))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("English")
                    .hasMessageContaining("French");
            assertSameAs("style/output");
        }

        @Test
        void asks_about_a_japanese_article_in_chinese_as_then() throws IOException {
            Files.writeString(articles.resolve("j.txt"), "雨の日のお茶の作り方を説明する。about tea");
            ScriptedChatModel model = styleModel();

            extractor(model).build().extractAll(articles, outputFolder(output));

            assertThat(model.requests().stream()
                            .map(request -> request.messages().get(0).text())
                            .filter(text -> text.contains("雨の日")))
                    .singleElement(STRING)
                    .contains("# 文章");
        }
    }

    @Nested
    class A_storage_of_styles {

        @Test
        void that_was_finished_is_worked_at_again_without_a_call_and_without_a_change() throws IOException {
            RunStorage storage = RunStorage.folder(copy("style/storage_finished"));

            String merged = styleWork(storageExtractor(NOBODY).build(), storage);

            assertThat(merged).isEqualTo(expected("style_storage"));
            assertSameButForMerged(folder.resolve("style/storage_finished"));
        }

        @Test
        void that_was_killed_resumes_to_the_same_files() throws IOException {
            RunStorage storage = RunStorage.folder(copy("style/storage_killed"));
            ScriptedChatModel model = styleModel();

            String merged = styleWork(storageExtractor(model).build(), storage);

            assertThat(merged).isEqualTo(expected("style_storage"));
            assertSameButForMerged(folder.resolve("style/storage_killed"));
            assertThat(model.requests())
                    .isNotEmpty()
                    .noneMatch(request -> request.messages().get(0).text().contains("about tea")
                            && request.role() == ModelRole.EXTRACT);
        }

        @Test
        void plays_back_to_the_same_files_without_a_model() throws IOException {
            ChatModelPort replay = RecordedRun.replay(RunStorage.folder(copy("style/storage_finished")));
            Path played = folder.resolve("played");

            String merged = styleWork(storageExtractor(replay).build(), RunStorage.folder(played));

            assertThat(merged).isEqualTo(expected("style_storage"));
            assertSameButForMerged(played);
        }

        /** A merge wrote no file to a storage then. */
        private static void assertSameButForMerged(Path found) throws IOException {
            Path merged = found.resolve("merged_articles/merged_style.json");
            assertThat(merged).hasContent(expected("style_storage"));
            Files.delete(merged);
            assertSame(found, old("style/storage_finished"));
        }
    }

    /** The first version of the prompt that is kept, which has a slot. */
    static final String START = "You are a {{role}}. «écrit» 写 😀";

    /** The version that is added last. */
    static OptimizedPrompt another(OptimizedPrompt prompt) {
        prompt.swap("You are the fourth {{role}}.", "a person \"by hand\"");
        return prompt;
    }

    @Nested
    class A_history_of_a_prompt {

        private OptimizedPrompt open(String name) throws IOException {
            Path file = folder.resolve(name);
            Files.copy(old("history/" + name), file);
            return OptimizedPrompt.storedIn(file, "not used {{role}}", SampleRun.CLOCK);
        }

        private void assertContent(String name, String old) {
            assertThat(folder.resolve(name)).hasSameBinaryContentAs(old("history/" + old));
        }

        private static void assertVersions(List<PromptVersion> versions) {
            assertThat(versions)
                    .extracting(PromptVersion::number, PromptVersion::text, PromptVersion::origin, PromptVersion::since)
                    .containsExactly(
                            version(1, START, "start"),
                            version(2, "You are a kind {{role}}.\n\tBe short.", "run Poem"),
                            version(3, "You are the third {{role}}.", ""),
                            version(4, "You are a kind {{role}}.\n\tBe short.", "back to version 2"));
            assertThat(versions).extracting(PromptVersion::restored).containsExactly(null, null, null, 2);
        }

        private static Tuple version(int number, String text, String origin) {
            return tuple(number, text, origin, SampleRun.CLOCK.instant());
        }

        @Test
        void is_read_as_it_was_and_left_alone() throws IOException {
            assertVersions(open("prompt.jsonl").history());
            assertContent("prompt.jsonl", "prompt.jsonl");
        }

        @Test
        void goes_on_to_the_same_file() throws IOException {
            another(open("prompt.jsonl"));

            assertContent("prompt.jsonl", "longer.jsonl");
        }

        @Test
        void steps_back_from_where_it_was() throws IOException {
            assertThat(open("prompt.jsonl").rollBack().text()).isEqualTo(START);
        }

        @Test
        void goes_on_before_a_line_that_was_cut() throws IOException {
            OptimizedPrompt prompt = open("torn.jsonl");
            assertVersions(prompt.history());
            assertThat(log.messages()).anySatisfy(message -> assertThat(message).contains("was cut by a kill"));

            another(prompt);

            assertContent("torn.jsonl", "longer.jsonl");
        }

        @Test
        void still_refuses_a_prompt_without_the_slots_of_the_first() throws IOException {
            OptimizedPrompt prompt = open("prompt.jsonl");

            assertThatThrownBy(() -> prompt.swap("no slot", "nowhere")).isInstanceOf(PromptException.class);
            assertContent("prompt.jsonl", "prompt.jsonl");
        }
    }
}
