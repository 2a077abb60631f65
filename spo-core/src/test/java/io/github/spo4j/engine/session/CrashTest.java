package io.github.spo4j.engine.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.CrashingStorage;
import io.github.spo4j.testing.CrashingStorage.Crash;
import io.github.spo4j.testing.CrashingStorage.Leaving;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills a run after every single step that its disk takes, and lets it go on with whatever a crash can leave: it pays for
 * no finished call again and ends as the run that was never killed.
 */
@Timeout(120)
class CrashTest {

    private static final int ROUNDS = 5;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T04:21:47.055302Z"), ZoneOffset.UTC);
    private static final Pattern QUALITY = Pattern.compile("quality (\\d+)");
    private static final AtomicInteger ALL_CUTS = new AtomicInteger();
    private static final AtomicInteger ALL_RESUMED = new AtomicInteger();

    private final CapturedLog log = new CapturedLog(JournalFile.class);

    @AfterEach
    void assertThatOnlyTornLinesWereLogged() {
        log.close();
        assertThat(log.messages()).allMatch(message -> message.startsWith("WARNING the last line of "));
    }

    @AfterAll
    static void printTheNumberOfCuts() {
        System.out.println("In all, runs were killed at " + ALL_CUTS + " cuts and went on to the same end from each of "
                + ALL_RESUMED + " disks that a crash can leave.");
    }

    /** How a run is set up. */
    record Setup(String name, VotingRule rule, Instructions instructions, String requirements, int rounds) {

        PromptOptimizer.Builder optimizer() {
            return PromptOptimizer.builder()
                    .callPolicy(
                            CallPolicy.builder().attempts(1).sleeper(time -> {}).build())
                    .template(IterationTemplate.of(
                            "quality 50",
                            requirements,
                            List.of(
                                            QuestionAnswer.of("one?"),
                                            QuestionAnswer.of("two?", "twice"),
                                            QuestionAnswer.of("三？", "三次"),
                                            QuestionAnswer.of("four?"))
                                    .subList(0, rule == VotingRule.SPREAD ? 4 : 3)))
                    .votingRule(rule)
                    .instructions(instructions)
                    .maxRounds(rounds)
                    .seed(7)
                    .clock(CLOCK);
        }
    }

    private static Setup english(VotingRule rule, int rounds) {
        return new Setup(rule + " in English", rule, Instructions.english(), "Have quality.", rounds);
    }

    private static Setup chinese(VotingRule rule, int rounds) {
        return new Setup(rule + " in Chinese", rule, Instructions.chinese(), "要有质量。", rounds);
    }

    static Stream<Arguments> setups() {
        return Stream.of(VotingRule.values())
                .flatMap(rule -> Stream.of(english(rule, ROUNDS), chinese(rule, ROUNDS)))
                .map(setup -> argumentSet(setup.name(), setup));
    }

    /** Replies that follow from the request alone: round 2 and 5 win, round 3 loses, round 4 is void. */
    private static ScriptedChatModel model() {
        return new ScriptedChatModel()
                .onCall(ModelRole.OPTIMIZE, request -> reply(proposal(request)))
                .onCall(ModelRole.EXECUTE, request -> reply(answer(request)))
                .onCall(ModelRole.EVALUATE, request -> reply(vote(request)));
    }

    private static ModelReply reply(String text) {
        return ModelReply.builder(text)
                .usage(TokenUsage.of(100 + text.length(), text.length()))
                .servedModel("scripted")
                .build();
    }

    private static String proposal(ModelRequest request) {
        boolean first = request.callId().ask() == 0;
        return switch (request.callId().round()) {
            case 2 -> rewrite(60);
            case 3 -> first ? " " : rewrite(40);
            case 4 -> first ? "A better prompt is hard to find." : rewrite(60);
            default -> rewrite(70);
        };
    }

    private static String rewrite(int quality) {
        return "<analyse>?</analyse><modification>更好</modification><prompt>quality " + quality + "</prompt>";
    }

    private static String answer(ModelRequest request) {
        boolean first = request.callId().ask() == 0;
        if (request.callId().round() == 1 && request.callId().item().equals("1") && first) {
            return "";
        }
        if (request.callId().round() == 5 && request.callId().item().equals("0") && first) {
            throw new ModelException(ModelException.Kind.REFUSED, "scripted");
        }
        return "回答 " + request.callId().item() + " of quality "
                + qualities(request).get(0);
    }

    private static String vote(ModelRequest request) {
        int round = request.callId().round();
        String place = request.callId().item();
        boolean unreadable =
                (round == 2 && place.equals("2") && request.callId().ask() == 0) || (round == 3 && place.equals("1"));
        if (unreadable) {
            return "Both are fine.";
        }
        List<Integer> seen = qualities(request);
        return "<choose>" + (seen.get(0) > seen.get(seen.size() - 1) ? "A" : "B") + "</choose>";
    }

    private static List<Integer> qualities(ModelRequest request) {
        List<Integer> found = new ArrayList<>();
        Matcher matcher = QUALITY.matcher(request.messages().get(0).text());
        while (matcher.find()) {
            found.add(Integer.valueOf(matcher.group(1)));
        }
        return found;
    }

    /** A process that runs until it is done or its disk dies. */
    private static final class Life {

        private final CrashingStorage disk;
        private final ScriptedChatModel model = model();
        private final PromptOptimizer optimizer;

        Life(Setup setup, CrashingStorage disk, int inFlight) {
            this.disk = disk;
            optimizer = setup.optimizer()
                    .optimizeWith(this::ask, ModelSettings.named("optimizer").temperature(0.7))
                    .executeWith(this::ask, ModelSettings.named("executor").temperature(0))
                    .evaluateWith(this::ask, ModelSettings.named("judge").temperature(0.3))
                    .callPolicy(SampleRun.oneByOne().inFlight(inFlight).build())
                    .storage(disk)
                    .build();
        }

        private ModelReply ask(ModelRequest request) {
            disk.requireAlive();
            return model.chat(request);
        }

        Ending run() {
            return Ending.of(optimizer.optimize(), disk);
        }

        /** Runs, and dies of the crash unless the run is done before. */
        void die() {
            Throwable death = catchThrowable(optimizer::optimize);
            if (death instanceof RunException) { // of a thread whose line waited for the one that crashed
                death = death.getCause();
            }
            assertThat(death == null || death instanceof Crash)
                    .as("died of %s", death)
                    .isTrue();
        }

        Set<CallKey> asked() {
            return model.requests().stream().map(CallKey::of).collect(Collectors.toSet());
        }
    }

    /** What a run comes to: all that must not depend on whether it was killed. */
    private record Ending(String result, Map<String, String> files, List<String> journal) {

        static Ending of(OptimizationResult result, CrashingStorage disk) {
            Map<String, String> files = new TreeMap<>();
            disk.files().forEach((path, content) -> files.put(path, new String(content, ISO_8859_1)));
            files.remove(JournalFile.NAME);
            return new Ending(
                    text(result),
                    files,
                    lines(disk).stream()
                            .filter(line ->
                                    !line.fields().path("kind").asText().equals(JournalLine.ASKED)) // it has the limits
                            .map(Ending::text)
                            .sorted()
                            .toList());
        }

        private static String text(OptimizationResult result) {
            String rounds = result.run().rounds().stream().map(Ending::text).collect(Collectors.joining("\n"));
            return rounds + "\n" + result.bestPrompt() + "\n" + result.stopReason() + "\n"
                    + result.run().judgeConsistency() + "\n" + result.run().usage();
        }

        private static String text(Round round) {
            return round + " " + round.prompt() + " " + round.answers() + " " + round.votes() + " " + round.tokens()
                    + " " + round.time() + " " + round.voidReason();
        }

        private static String text(JournalLine line) {
            ObjectNode fields = line.fields().deepCopy();
            fields.remove(List.of("n", "prev", "time"));
            return fields.toString();
        }
    }

    private static List<JournalLine> lines(CrashingStorage disk) {
        return RunHeader.read(disk)
                .map(header -> JournalFile.read(disk, header.id()).lines())
                .orElse(List.of());
    }

    /** The calls that a journal has settled. */
    private static Set<CallKey> finished(CrashingStorage disk) {
        return lines(disk).stream()
                .filter(line -> Set.of(JournalLine.CALL, JournalLine.OUTCOME)
                        .contains(line.fields().path("kind").asText()))
                .map(line -> CallRecord.read(line.fields()).key())
                .collect(Collectors.toSet());
    }

    private static Set<CallKey> inBoth(Set<CallKey> one, Set<CallKey> other) {
        Set<CallKey> both = new HashSet<>(one);
        both.retainAll(other);
        return both;
    }

    /** Kills a run of one setup at given steps, and compares how it ends. */
    private static final class Killing {

        private final Setup setup;
        private final int inFlight;
        private final CrashingStorage before;
        private final Ending undisturbed;
        private final int steps;
        private int resumed;

        Killing(Setup setup, int inFlight, CrashingStorage before) {
            this.setup = setup;
            this.inFlight = inFlight;
            this.before = before;
            CrashingStorage disk = copy();
            undisturbed = new Life(setup, disk, 1).run();
            steps = disk.steps();
        }

        private CrashingStorage copy() {
            return before.afterCrash(Leaving.EVERYTHING, new Random(0));
        }

        /** The run dies after this step, and a new process resumes from each state that this can leave. */
        void at(int cut) {
            CrashingStorage disk = copy();
            Life first = dying(disk, cut);
            Set<Map<String, ByteBuffer>> tried = new HashSet<>();
            for (Leaving leaving : Leaving.values()) {
                String when = "killed after step " + cut + ", which left " + leaving + " of what was not forced";
                CrashingStorage found = disk.afterCrash(leaving, new Random(cut));
                Map<String, ByteBuffer> files = new TreeMap<>();
                found.files().forEach((path, content) -> files.put(path, ByteBuffer.wrap(content)));
                if (tried.add(files)) { // after a force, a crash can leave but one thing
                    goesOn(found, first, when);
                }
            }
        }

        /** The run dies, and the process that resumes it dies, too. */
        void twice(long seed) {
            Random random = new Random(seed);
            CrashingStorage disk = copy();
            dying(disk, 1 + random.nextInt(steps));
            CrashingStorage found = disk.afterCrash(leaving(random), random);
            Set<CallKey> finished = finished(found);
            Life second = dying(found, 1 + random.nextInt(steps));
            String when = "killed twice, seed " + seed;
            assertThat(inBoth(second.asked(), finished)).as(when).isEmpty();
            goesOn(found.afterCrash(leaving(random), random), second, when);
        }

        private static Leaving leaving(Random random) {
            List<Leaving> all = List.of(Leaving.values());
            return all.get(random.nextInt(all.size()));
        }

        private Life dying(CrashingStorage disk, int after) {
            disk.dieAfter(after);
            Life life = new Life(setup, disk, inFlight);
            life.die();
            return life;
        }

        private void goesOn(CrashingStorage found, Life earlier, String when) {
            Set<CallKey> finished = finished(found);
            Life life = new Life(setup, found, inFlight);
            Ending ending = life.run();
            resumed++;

            assertThat(inBoth(life.asked(), finished))
                    .as("finished calls that are paid again: %s", when)
                    .isEmpty();
            assertThat(inBoth(life.asked(), earlier.asked()))
                    .as("calls that were in flight: %s", when)
                    .hasSizeLessThanOrEqualTo(inFlight);
            assertThat(ending.result()).as(when).isEqualTo(undisturbed.result());
            assertThat(ending.files()).as(when).isEqualTo(undisturbed.files());
            assertThat(ending.journal()).as(when).isEqualTo(undisturbed.journal());
        }
    }

    @Nested
    class The_undisturbed_run {

        @ParameterizedTest
        @MethodSource("io.github.spo4j.engine.session.CrashTest#setups")
        void has_all_that_a_crash_could_spoil(Setup setup) {
            CrashingStorage disk = new CrashingStorage();
            Life life = new Life(setup, disk, 1);
            OptimizationResult result = life.optimizer.optimize();

            assertThat(result.run().rounds().stream().map(Round::accepted))
                    .containsExactly(true, true, false, false, true);
            assertThat(result.run().rounds().get(3).voidReason()).contains("no candidate could be used");
            assertThat(result.run().judgeConsistency().abstained()).isEqualTo(1);
            assertThat(result.bestPrompt()).isEqualTo("quality 70");
            assertThat(result.run().usage().total().tokens().output()).isNull(); // a blank reply reports none
            assertThat(result.run().rounds().get(1).tokens()).isPositive();
            assertThat(lines(disk).stream()
                            .map(line -> line.fields().path("kind").asText()))
                    .contains(JournalLine.START, JournalLine.CALL, JournalLine.OUTCOME, JournalLine.ROUND);
            assertThat(finished(disk)).isEqualTo(life.asked());
        }
    }

    @Nested
    class A_killed_run {

        @ParameterizedTest
        @MethodSource("io.github.spo4j.engine.session.CrashTest#setups")
        void goes_on_from_every_fifth_step_to_the_same_end(Setup setup) {
            killAtEach(5, setup);
        }

        @ParameterizedTest
        @MethodSource("io.github.spo4j.engine.session.CrashTest#setups")
        @Tag("thorough")
        void goes_on_from_every_step_to_the_same_end(Setup setup) {
            killAtEach(1, setup);
        }

        private void killAtEach(int distance, Setup setup) {
            Killing killing = new Killing(setup, 1, new CrashingStorage());
            int cuts = 0;
            for (int cut = 1; cut <= killing.steps; cut += distance) {
                killing.at(cut);
                cuts++;
            }

            ALL_CUTS.addAndGet(cuts);
            ALL_RESUMED.addAndGet(killing.resumed);
            System.out.println("A run of " + ROUNDS + " rounds under " + setup.name() + " was killed at " + cuts
                    + " cuts and went on to the same end.");
            assertThat(killing.steps).isGreaterThan(100);
            assertThat(log.messages()).as("torn lines").isNotEmpty();
        }

        @ParameterizedTest
        @MethodSource("io.github.spo4j.engine.session.CrashTest#setups")
        void may_be_killed_again_on_its_way(Setup setup) {
            Killing killing = new Killing(setup, 1, new CrashingStorage());
            for (long seed = 1; seed <= 20; seed++) {
                killing.twice(seed);
            }

            ALL_RESUMED.addAndGet(killing.resumed);
        }

        @ParameterizedTest
        @MethodSource("io.github.spo4j.engine.session.CrashTest#setups")
        void may_have_calls_in_flight(Setup setup) {
            int inFlight = 4;
            Killing killing = new Killing(setup, inFlight, new CrashingStorage());
            Random random = new Random(4);
            for (int i = 0; i < 10; i++) {
                killing.at(1 + random.nextInt(killing.steps));
            }
            ALL_RESUMED.addAndGet(killing.resumed);
        }

        @Test
        void moves_a_folder_of_the_Python_system_out_of_its_way_as_it_would_have() {
            CrashingStorage left = new CrashingStorage();
            try (RunStorage.Writer writer = left.lock()) {
                writer.replace("prompts/round_1/prompt.txt", "left by a run that was killed".getBytes(UTF_8));
            }
            Killing killing = new Killing(english(VotingRule.BALANCED, 2), 1, left);
            assertThat(killing.undisturbed.files()).containsKey("prompts/round_1.20261123-042147/prompt.txt");

            for (int cut = 1; cut <= killing.steps; cut++) {
                killing.at(cut);
            }
        }
    }
}
