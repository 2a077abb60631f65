package io.github.spo4j.engine.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.internal.Json;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.policy.ReplyCache;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.CrashingStorage;
import io.github.spo4j.testing.CrashingStorage.Crash;
import io.github.spo4j.testing.CrashingStorage.Leaving;
import io.github.spo4j.testing.SampleRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs of random settings, with decisions of a person, are killed, interrupted, fail and run out of budget at random, each many
 * times. They end as the same run that nothing ever stopped, and pay for nothing twice.
 */
@Timeout(600)
class ResumeFuzzTest {

    private static final int CALLS_IN_ROUND_1 = 4;

    private final CapturedLog log = new CapturedLog("io.github.spo4j");

    @AfterEach
    void closeLog() {
        log.close();
    }

    /** One thing that a person does; it is done again until nothing stops it. */
    private record Step(Kind kind, int rounds, String prompt) {

        enum Kind {
            OPTIMIZE,
            PROMOTE,

            /** Its calls fail for good, so that the decision stays open. */
            PROMOTE_IN_VAIN,
            WITHDRAW
        }
    }

    /** All that is random about a run. */
    private record Script(
            long seed,
            VotingRule rule,
            VoteSchedule schedule,
            boolean cached,
            boolean limited,
            boolean refusing,
            List<Step> steps) {

        static Script of(long seed) {
            Random random = new Random(seed);
            List<Step> steps = new ArrayList<>();
            int rounds = 1 + random.nextInt(3);
            steps.add(new Step(Step.Kind.OPTIMIZE, rounds, ""));
            for (int left = random.nextInt(4); left > 0; left--) {
                rounds++;
                String prompt = "quality " + (100 * left + random.nextInt(100)) + " of a person";
                switch (random.nextInt(3)) {
                    case 0 -> steps.add(new Step(Step.Kind.PROMOTE, rounds, prompt));
                    case 1 -> {
                        steps.add(new Step(Step.Kind.PROMOTE_IN_VAIN, rounds, prompt));
                        steps.add(new Step(Step.Kind.WITHDRAW, rounds, prompt));
                    }
                    default -> {
                        rounds += random.nextInt(2);
                        steps.add(new Step(Step.Kind.OPTIMIZE, rounds, ""));
                    }
                }
            }
            steps.add(new Step(Step.Kind.OPTIMIZE, rounds + 1 + random.nextInt(2), ""));
            VotingRule[] rules = VotingRule.values();
            VoteSchedule[] schedules = VoteSchedule.values();
            return new Script(
                    seed,
                    rules[random.nextInt(rules.length)],
                    schedules[random.nextInt(schedules.length)],
                    random.nextInt(3) == 0,
                    random.nextInt(3) == 0,
                    random.nextInt(3) == 0,
                    steps);
        }

        /** Leaves out what was taken: a reply that is in the cache after a crash is free then. */
        String comparable(JsonNode node) {
            for (String taken : cached ? List.of("usage", "tokens") : List.of("usage")) {
                node.findParents(taken).forEach(parent -> ((ObjectNode) parent).remove(taken));
            }
            return node.toString();
        }

        /** Replies follow from the request alone. Not everything can be used, save in round 1. */
        ModelReply reply(ModelRequest request) {
            String text = request.messages().get(0).text();
            Random random = new Random(
                    seed * 31 + text.hashCode() * 7L + request.callId().hashCode());
            boolean odd = request.callId().round() > 1 && random.nextInt(6) == 0;
            if (odd && request.role() == ModelRole.EXECUTE) {
                throw new ModelException(ModelException.Kind.REFUSED, "scripted");
            }
            String said = odd ? " " : said(request.role(), random, text.length());
            return ModelReply.builder(said)
                    .usage(TokenUsage.of(text.length(), said.length()))
                    .build();
        }

        private static String said(ModelRole role, Random random, int length) {
            return switch (role) {
                case OPTIMIZE ->
                    "<analyse>?</analyse><modification>!</modification><prompt>quality " + random.nextInt(1000)
                            + "</prompt>";
                case EVALUATE ->
                    random.nextInt(5) == 0 ? "Both." : "<choose>" + "AB".charAt(random.nextInt(2)) + "</choose>";
                default -> "an answer, " + random.nextInt(1000) + " of " + length;
            };
        }
    }

    /** What stops an attempt; null for never. */
    private record Trouble(
            @Nullable Integer step,
            @Nullable Integer call,
            @Nullable Integer interrupt,
            @Nullable Integer budget) {

        static final Trouble NONE = new Trouble(null, null, null, null);

        static Trouble of(Random random, boolean limited) {
            int when = 1 + random.nextInt(12);
            return switch (random.nextInt(limited ? 4 : 3)) {
                case 0 -> new Trouble(1 + random.nextInt(60), null, null, null);
                case 1 -> new Trouble(null, when, null, null);
                case 2 -> new Trouble(null, null, when, null);
                default -> new Trouble(null, null, null, when);
            };
        }
    }

    /** A run on its way through a script. */
    private static final class Way {

        private final Script script;
        private final @Nullable ReplyCache cache;
        private CrashingStorage disk = new CrashingStorage();
        private Trouble trouble = Trouble.NONE;
        private Step step;
        private int calls;
        private int events;
        private int stops;
        private Set<CallKey> settledBefore = Set.of();
        private final ChatModelPort port = this::answer;

        Way(Script script) {
            this.script = script;
            step = script.steps().get(0);
            cache = script.cached() ? ReplyCache.defaults() : null;
        }

        private ModelReply answer(ModelRequest request) {
            disk.requireAlive();
            assertThat(settledBefore).doesNotContain(CallKey.of(request));
            calls++;
            boolean inVain = step.kind() == Step.Kind.PROMOTE_IN_VAIN;
            if (inVain || Integer.valueOf(calls).equals(trouble.call())) {
                throw new ModelException(ModelException.Kind.TIMEOUT, "scripted");
            }
            boolean refused = script.refusing() && step.kind() == Step.Kind.PROMOTE;
            if (refused) {
                throw new ModelException(ModelException.Kind.INVALID_REQUEST, "scripted");
            }
            return script.reply(request);
        }

        private PromptOptimizer optimizer() {
            CallPolicy.Builder policy = SampleRun.oneByOne();
            if (cache != null) {
                policy.cache(cache);
            }
            PromptOptimizer.Builder optimizer = PromptOptimizer.builder()
                    .model(port)
                    .template(IterationTemplate.of("quality 50", "Have quality.", "one?", "two?", "three?", "four?"))
                    .callPolicy(policy.build())
                    .votingRule(script.rule())
                    .voteSchedule(script.schedule())
                    .voidRounds(1_000)
                    .maxRounds(step.rounds())
                    .seed(script.seed())
                    .clock(SampleRun.CLOCK)
                    .storage(disk)
                    .listener(new OptimizationListener() {
                        @Override
                        public void progressed(int round, Phase phase, RunUsage usage) {
                            if (Integer.valueOf(++events).equals(trouble.interrupt())) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    });
            if (trouble.budget() != null) {
                long spent = spent();
                optimizer.budget(Budget.ofCalls(Math.max(CALLS_IN_ROUND_1, spent + trouble.budget())));
            }
            return optimizer.build();
        }

        private long spent() {
            return RunHeader.read(disk).isEmpty()
                    ? 0
                    : RecordedRun.read(disk).usage().total().calls();
        }

        /** Takes all steps. */
        OptimizationResult go(Random random, int mostStops) {
            for (Step next : script.steps()) {
                step = next;
                for (int left = random.nextInt(mostStops + 1); left > 0; left--) {
                    trouble = Trouble.of(random, script.limited());
                    tryOnce(random);
                }
                trouble = Trouble.NONE;
                tryOnce(random);
            }
            return optimizer().optimize();
        }

        private void tryOnce(Random random) {
            calls = 0;
            events = 0;
            settledBefore = settled(disk);
            if (trouble.step() != null) {
                disk.dieAfter(trouble.step());
            }
            Throwable stopped = catchThrowable(this::take);
            Thread.interrupted();
            stops += stopped == null ? 0 : 1;
            boolean crashed =
                    stopped instanceof Crash || (stopped instanceof RunException e && e.getCause() instanceof Crash);
            assertThat(stopped == null || crashed || stopped instanceof ModelException)
                    .as("stopped by %s", stopped)
                    .isTrue();
            if (trouble.step() != null) {
                List<Leaving> all = List.of(Leaving.values());
                disk = disk.afterCrash(all.get(random.nextInt(all.size())), random);
            }
        }

        private void take() {
            switch (step.kind()) {
                case OPTIMIZE -> optimizer().optimize();
                case PROMOTE, PROMOTE_IN_VAIN -> {
                    if (RecordedRun.read(disk).rounds().size() < step.rounds()) {
                        optimizer().promote(step.prompt());
                    }
                }
                case WITHDRAW -> {
                    if (RecordedRun.read(disk).openDecision().isPresent()) {
                        optimizer().withdraw();
                    }
                }
            }
        }

        private static Set<CallKey> settled(CrashingStorage disk) {
            return lines(disk).stream()
                    .filter(line ->
                            Set.of(JournalLine.CALL, JournalLine.OUTCOME).contains(kind(line)))
                    .map(line -> CallRecord.read(line.fields()).key())
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private static String kind(JournalLine line) {
        return line.fields().path("kind").asText();
    }

    private static List<JournalLine> lines(RunStorage disk) {
        return RunHeader.read(disk)
                .map(header -> JournalFile.read(disk, header.id()).lines())
                .orElse(List.of());
    }

    /**
     * What a run comes to, without what it took: that includes what failed.
     */
    private record Ending(List<String> rounds, String stop, Map<String, String> files, Set<String> journal) {

        static Ending of(Script script, OptimizationResult result, CrashingStorage disk) {
            Map<String, String> files = new TreeMap<>();
            disk.files().forEach((path, content) -> files.put(path, new String(content, ISO_8859_1)));
            files.remove(JournalFile.NAME);
            files.computeIfPresent("prompts/results.json", (path, text) -> script.comparable(parse(text)));
            return new Ending(
                    rounds(result),
                    result.stopReason() + " " + result.bestPrompt(),
                    files,
                    lines(disk).stream()
                            .filter(line -> !kind(line).equals(JournalLine.FAILED))
                            .filter(line -> counts(line.fields(), result))
                            .filter(line -> !script.limited() || !kind(line).equals(JournalLine.ASKED))
                            .map(line -> text(script, line))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }

        /**
         * What decides nothing is not asked for again if its call failed: a vote behind the one that decides, and in a void round
         * all but the proposal.
         */
        private static boolean counts(ObjectNode line, OptimizationResult result) {
            String role = line.path("role").asText();
            if (role.isEmpty() || role.equals(ModelRole.OPTIMIZE.name())) {
                return true;
            }
            Round round = result.run().rounds().get(line.path("round").asInt() - 1);
            return round.voidReason() == null
                    && (role.equals(ModelRole.EXECUTE.name())
                            || round.votes().stream()
                                    .anyMatch(vote ->
                                            vote.place() == line.path("item").asInt()));
        }

        static List<String> rounds(OptimizationResult result) {
            return result.run().rounds().stream().map(Ending::text).toList();
        }

        private static String text(Round round) {
            return round + " " + round.prompt() + round.source() + round.answers() + round.votes() + round.time()
                    + round.voidReason();
        }

        private static String text(Script script, JournalLine line) {
            ObjectNode fields = line.fields().deepCopy();
            fields.remove(List.of("n", "prev", "attempts", "booked"));
            return script.comparable(fields);
        }

        private static JsonNode parse(String json) {
            try {
                return Json.OURS.readTree(json);
            } catch (JsonProcessingException e) {
                throw new AssertionError(json, e);
            }
        }
    }

    private static int fuzz(long seed) {
        Script script = Script.of(seed);
        Way undisturbed = new Way(script);
        Ending expected = Ending.of(script, undisturbed.go(new Random(0), 0), undisturbed.disk);
        Way disturbed = new Way(script);

        Ending ending = Ending.of(script, disturbed.go(new Random(seed), 6), disturbed.disk);

        assertThat(ending.rounds()).as("rounds of %s", script).isEqualTo(expected.rounds());
        assertThat(ending.stop()).as("end of %s", script).isEqualTo(expected.stop());
        assertThat(ending.files()).as("files of %s", script).isEqualTo(expected.files());
        assertThat(ending.journal()).as("journal of %s", script).isEqualTo(expected.journal());
        assertThat(playedBack(disturbed.disk)).as("replay of %s", script).isEqualTo(expected.rounds());
        return disturbed.stops;
    }

    private static List<String> playedBack(RunStorage disk) {
        ChatModelPort replay = RecordedRun.replay(disk);
        return Ending.rounds(PromptOptimizer.builder(RecordedRun.read(disk), role -> replay)
                .storage(RunStorage.memory())
                .clock(SampleRun.CLOCK)
                .build()
                .optimize());
    }

    private static void fuzz(LongStream seeds) {
        int stops = 0;
        int runs = 0;
        for (long seed : seeds.toArray()) {
            stops += fuzz(seed);
            runs++;
        }
        System.out.println("With each of " + runs
                + " seeds from 1 on, a run was resumed to the same end; they were stopped " + stops + " times in all.");
        assertThat(stops).isGreaterThan(runs);
    }

    @Test
    void ten_runs_end_the_same_however_they_are_stopped() {
        fuzz(LongStream.rangeClosed(1, 10));
    }

    @Test
    @Tag("thorough")
    void a_hundred_and_fifty_runs_end_the_same_however_they_are_stopped() {
        fuzz(LongStream.rangeClosed(1, 150));
    }
}
