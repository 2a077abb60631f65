package io.github.spo4j.testing;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A run of five rounds in which much happens, with a model whose replies follow from the request alone: whatever is done
 * to the run in between, it comes to the same.
 *
 * <ol>
 *   <li>is the template's prompt;
 *   <li>is accepted, with an answer and a vote that were asked for twice;
 *   <li>is void: an answer was refused twice;
 *   <li>is accepted, with a rewrite that was asked for twice and a vote that was unreadable twice;
 *   <li>is rejected.
 * </ol>
 */
public final class SampleRun {

    /** How many rounds the run has. */
    public static final int ROUNDS = 5;

    /** What the run ends with. */
    public static final String BEST_PROMPT = "quality 80, \"écrit\" 写 😀";

    /** When all of it happens. */
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T04:21:47.055302Z"), ZoneOffset.UTC);

    /** Where a run is stopped that shall have something left to do in the middle of a round: a vote in round 4. */
    public static final CallId IN_ROUND_4 = new CallId(4, "3", 0);

    /** What is optimized. */
    public static final IterationTemplate TEMPLATE = IterationTemplate.of(
            "quality 50",
            "Have quality.",
            List.of(
                    QuestionAnswer.of("one?"),
                    QuestionAnswer.of("two?", "twice"),
                    QuestionAnswer.of("drei,\n三?"),
                    QuestionAnswer.of("four?")));

    private static final Pattern QUALITY = Pattern.compile("quality (\\d+)");

    private SampleRun() {}

    /**
     * The model.
     *
     * @return a new one, which has not been asked anything
     */
    public static ScriptedChatModel model() {
        return new ScriptedChatModel()
                .onCall(ModelRole.OPTIMIZE, SampleRun::rewrite)
                .onCall(ModelRole.EXECUTE, SampleRun::answer)
                .onCall(ModelRole.EVALUATE, SampleRun::vote);
    }

    private static ModelReply rewrite(ModelRequest request) {
        CallId id = request.callId();
        if (id.round() == 4 && id.ask() == 0) {
            return reply(request, "<prompt>never closed");
        }
        int quality = id.round() == ROUNDS ? 10 : 40 + 10 * id.round();
        return reply(
                request,
                "<analyse>?</analyse><modification>more</modification><prompt>quality " + quality
                        + ", \"écrit\" 写 😀</prompt>");
    }

    private static ModelReply answer(ModelRequest request) {
        CallId id = request.callId();
        boolean twice = id.round() == 3 && id.item().equals("1");
        boolean once = id.round() == 2 && id.item().equals("0") && id.ask() == 0;
        if (twice || once) {
            throw new ModelException(ModelException.Kind.REFUSED, "scripted");
        }
        String text = request.messages().get(0).text();
        return reply(request, "an answer of quality " + quality(text, false) + " to\n" + text);
    }

    private static ModelReply vote(ModelRequest request) {
        CallId id = request.callId();
        boolean once = id.round() == 2 && id.item().equals("2") && id.ask() == 0;
        boolean twice = id.round() == 4 && id.item().equals("2");
        if (once || twice) {
            return reply(request, "Both have something.");
        }
        String text = request.messages().get(0).text();
        return reply(request, quality(text, false) > quality(text, true) ? "<choose>A</choose>" : "<choose>B</choose>");
    }

    private static int quality(String text, boolean last) {
        Matcher matcher = QUALITY.matcher(text);
        int found = 0;
        while (matcher.find()) {
            found = Integer.parseInt(matcher.group(1));
            if (!last) {
                break;
            }
        }
        return found;
    }

    private static ModelReply reply(ModelRequest request, String text) {
        int length = request.messages().get(0).text().length();
        return ModelReply.builder(text)
                .usage(TokenUsage.of(length, text.length()))
                .attempts(1 + request.callId().round() % 2)
                .servedModel("sample")
                .build();
    }

    /**
     * A port that one call does not come through.
     *
     * @param role the call's role
     * @param id the call
     * @param port what serves all others
     * @return the port, which throws a time-out at that call, each time
     */
    public static ChatModelPort failingAt(ModelRole role, CallId id, ChatModelPort port) {
        return request -> {
            if (request.role() == role && request.callId().equals(id)) {
                throw new ModelException(ModelException.Kind.TIMEOUT, "scripted");
            }
            return port.chat(request);
        };
    }

    /**
     * The optimizer of the run, without a place for its files.
     *
     * @param port its model
     * @return what can be changed and built
     */
    public static PromptOptimizer.Builder optimizer(ChatModelPort port) {
        return PromptOptimizer.builder()
                .callPolicy(oneByOne().build())
                .model(port)
                .template(TEMPLATE)
                .questions(QuestionDraw.random(3))
                .votingRule(VotingRule.BALANCED)
                .maxRounds(ROUNDS)
                .clock(CLOCK)
                .seed(1);
    }

    /**
     * The files of the run.
     *
     * @param seed its seed
     * @return content by path
     */
    public static Map<String, byte[]> finished(long seed) {
        MapStorage storage = new MapStorage();
        optimizer(model()).seed(seed).storage(storage).build().optimize();
        return storage.files();
    }

    /**
     * The files of the run as a call leaves them that fails in the middle of round 4.
     *
     * @return content by path
     */
    public static Map<String, byte[]> stopped() {
        MapStorage storage = new MapStorage();
        stop(storage);
        return storage.files();
    }

    /**
     * Begins the run in a storage and stops it in the middle of round 4.
     *
     * @param storage where the run goes
     */
    public static void stop(RunStorage storage) {
        try {
            optimizer(failingAt(ModelRole.EVALUATE, IN_ROUND_4, model()))
                    .storage(storage)
                    .build()
                    .optimize();
            throw new AssertionError("the run did not stop");
        } catch (ModelException e) {
            if (e.kind() != ModelException.Kind.TIMEOUT) {
                throw e;
            }
        }
    }

    /**
     * All that a run came to, save what it took.
     *
     * @param result of the run
     * @return a text that is the same if they are
     */
    public static String rounds(OptimizationResult result) {
        StringBuilder text =
                new StringBuilder(result.bestPrompt()).append(result.start().questions());
        for (Round round : result.run().rounds()) {
            text.append('\n')
                    .append(Stream.of(
                                    round,
                                    round.prompt(),
                                    round.answers(),
                                    round.votes(),
                                    round.tokens() + " tokens",
                                    round.time() + "",
                                    round.voidReason() + "")
                            .map(Object::toString)
                            .toList());
        }
        return text.toString();
    }

    /**
     * All that a run came to, and what it took.
     *
     * @param result of the run
     * @return a text that is the same if they are
     */
    public static String all(OptimizationResult result) {
        return rounds(result) + '\n' + result.run().usage();
    }

    /**
     * Reads all files of a folder.
     *
     * @param folder the folder
     * @return content by path
     * @throws IOException if one cannot be read
     */
    public static Map<String, byte[]> filesIn(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }

    /**
     * Puts files into a folder.
     *
     * @param files content by path
     * @param folder the folder; it is made if need be
     * @throws IOException if one cannot be written
     */
    public static void copy(Map<String, byte[]> files, Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
    }

    /**
     * A policy under which calls are made one after another, once each, so that the order of the journal's lines is always the
     * same.
     *
     * @return what can be changed and built
     */
    public static CallPolicy.Builder oneByOne() {
        return CallPolicy.builder().attempts(1).inFlight(1).sleeper(time -> {});
    }
}
