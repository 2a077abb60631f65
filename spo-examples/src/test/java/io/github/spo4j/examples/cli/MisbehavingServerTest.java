package io.github.spo4j.examples.cli;

import static io.github.spo4j.examples.cli.MisbehavingServer.ERROR_TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.examples.cli.MisbehavingServer.Misdeed;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.policy.Sleeper;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.run.Vote;
import io.github.spo4j.template.IterationTemplate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Whole runs, from the config file to the files that are left, against a server that misbehaves in every way we know,
 * once or from then on. Waits are noted, not waited.
 */
@Timeout(60)
class MisbehavingServerTest {

    private static final String KEY = "sk-test-misbehaving-key-1234567890";
    private static final String SAYS = ERROR_TEXT + ", your key is " + KEY;
    private static final int ROUNDS = 3;
    private static final int QUESTIONS = 2;
    private static final int ATTEMPTS = 3;
    private static final long SEED = 3;
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration IMPATIENT = Duration.ofMillis(400);
    private static final String TEMPLATE = """
            prompt: |
              Answer the question.
            requirements: |
              Be clear and complete.
            qa:
              - question: |
                  Why is the sky blue?
              - question: |
                  Why is grass green?
            """;

    private static final List<String> TABLE = new CopyOnWriteArrayList<>();

    /** How the run goes if nothing is wrong. */
    private static List<String> undisturbedRounds = List.of();

    private static Map<ModelRole, Integer> undisturbedRequests = Map.of();

    @TempDir
    private Path folder;

    private final MisbehavingServer server = newServer();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** What becomes of a call that ends so. */
    enum Family {
        /** A reply like any other. */
        REPLY,
        /** No connection, which may be better a little later. */
        RETRIED,
        /** No connection, and trying again is no use. */
        FINAL,
        /** No usable reply. */
        UNUSABLE
    }

    /** Makes a server misbehave. */
    @FunctionalInterface
    interface Start {
        void on(MisbehavingServer server, ModelRole role, boolean once);
    }

    @SuppressWarnings("ImmutableEnumChecker") // what it holds are lambdas without state
    enum Fault {
        STATUS_400(Kind.INVALID_REQUEST, 400),
        STATUS_401(Kind.UNAUTHORIZED, 401),
        STATUS_403(Kind.UNAUTHORIZED, 403),
        STATUS_404(Kind.NOT_FOUND, 404),
        STATUS_408(Kind.RATE_LIMITED, 408),
        STATUS_429(Kind.RATE_LIMITED, 429),
        STATUS_429_WAIT_SECONDS(Kind.RATE_LIMITED, 429, "Retry-After: 7"),
        STATUS_429_WAIT_DATE(Kind.RATE_LIMITED, 429, "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT"),
        STATUS_500(Kind.SERVER_ERROR, 500),
        STATUS_503(Kind.SERVER_ERROR, 503),
        STATUS_529(Kind.SERVER_ERROR, 529),
        REFUSED_CONNECTION(Kind.NETWORK, (server, role, once) -> server.refuse(role)),
        RESET_BEFORE_BODY(Kind.NETWORK, MisbehavingServer.Connection::reset),
        RESET_IN_BODY(Kind.NETWORK, connection -> {
            connection.answerHalf(SAYS);
            return connection.reset();
        }),
        NEVER_ANSWERS(Kind.TIMEOUT, MisbehavingServer.Connection::waitForHangUp),
        BYTE_A_SECOND(Kind.TIMEOUT, connection -> connection.trickle(SAYS)),
        MALFORMED_JSON(Kind.MALFORMED_REPLY, null, ok("{\"choices\":[{\"message\":\"" + SAYS)),
        HTML_WITH_200(Kind.MALFORMED_REPLY, null, ok("<html>" + SAYS + "</html>")),
        ERROR_WITH_200(Kind.SERVER_ERROR, 200, ok(error())),
        NO_CHOICES(Kind.NO_CHOICES, null, ok("{\"note\":\"" + SAYS + "\"}")),
        EMPTY_CHOICES(Kind.NO_CHOICES, null, ok("{\"choices\":[],\"note\":\"" + SAYS + "\"}")),
        NULL_CONTENT(Kind.BLANK_REPLY, null, ok(choice("null", "stop"))),
        EMPTY_CONTENT(Kind.BLANK_REPLY, null, ok(choice("\"\"", "stop"))),
        NO_USAGE(null, MisbehavingServer::leaveOutUsage),
        CONTENT_FILTER(Kind.CONTENT_FILTERED, null, ok(choice("\"Half " + SAYS + "\"", "content_filter"))),
        REFUSAL(Kind.REFUSED, null, ok(choice("null,\"refusal\":\"" + SAYS + "\"", "stop")));

        private final @Nullable Kind kind;
        private final @Nullable Integer status;
        private final Start start;

        Fault(Kind kind, int status, String... headers) {
            this(kind, status, connection -> {
                connection.answer(status, error(), headers);
                return true;
            });
        }

        Fault(Kind kind, Misdeed misdeed) {
            this(kind, null, misdeed);
        }

        Fault(Kind kind, @Nullable Integer status, Misdeed misdeed) {
            this(kind, status, (server, role, once) -> server.misbehave(role, misdeed, once));
        }

        Fault(@Nullable Kind kind, Start start) {
            this(kind, null, start);
        }

        Fault(@Nullable Kind kind, @Nullable Integer status, Start start) {
            this.kind = kind;
            this.status = status;
            this.start = start;
        }

        private static Misdeed ok(String body) {
            return connection -> {
                connection.answer(200, body);
                return true;
            };
        }

        private static String error() {
            return "{\"error\":{\"code\":\"x\",\"type\":\"t\",\"message\":\"" + SAYS + "\"}}";
        }

        private static String choice(String content, String finish) {
            return "{\"choices\":[{\"finish_reason\":\"" + finish
                    + "\",\"message\":{\"role\":\"assistant\",\"content\":" + content + "}}],\"note\":\"" + SAYS
                    + "\"}";
        }

        Family family() {
            if (kind == null) {
                return Family.REPLY;
            }
            return switch (kind) {
                case NETWORK, TIMEOUT, RATE_LIMITED, SERVER_ERROR, MALFORMED_REPLY -> Family.RETRIED;
                case BLANK_REPLY, NO_CHOICES, REFUSED, CONTENT_FILTERED -> Family.UNUSABLE;
                default -> Family.FINAL;
            };
        }

        boolean hangs() {
            return kind == Kind.TIMEOUT;
        }

        String shown() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ').replace("status ", "");
        }
    }

    /** Where in a run it begins: the role, how many calls were answered before, how many are asked together. */
    enum Place {
        EXECUTE_IN_ROUND_1(ModelRole.EXECUTE, 0, QUESTIONS),
        OPTIMIZE_IN_ROUND_2(ModelRole.OPTIMIZE, QUESTIONS, 1),
        EXECUTE_IN_ROUND_2(ModelRole.EXECUTE, QUESTIONS + 1, QUESTIONS),
        EVALUATE_IN_ROUND_2(ModelRole.EVALUATE, 2 * QUESTIONS + 1, 2);

        private final ModelRole role;
        private final int before;
        private final int together;

        Place(ModelRole role, int before, int together) {
            this.role = role;
            this.before = before;
            this.together = together;
        }

        String shown() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ').replaceFirst("^[a-z]+", role.name());
        }
    }

    record Case(Fault fault, boolean once, Place place) {

        boolean isRefused() {
            return fault == Fault.REFUSED_CONNECTION;
        }

        Arguments named() {
            return argumentSet(fault.shown() + ", " + often() + ", " + place.shown(), this);
        }

        String often() {
            return once ? "once" : "always";
        }
    }

    /** How a run ended: with a result or with a failure. */
    record Ended(
            @Nullable OptimizationResult result, @Nullable ModelException failure) {

        OptimizationResult finished() {
            if (result == null) {
                throw new AssertionError("the run should not have failed", failure);
            }
            return result;
        }

        ModelException failed() {
            if (failure == null) {
                throw new AssertionError("the run should have failed: " + result);
            }
            return failure;
        }
    }

    private static MisbehavingServer newServer() {
        return new MisbehavingServer(SimulatedModel.builder().seed(SEED).build());
    }

    private static Path config(Path folder, MisbehavingServer server) {
        StringBuilder yaml = new StringBuilder("models:\n");
        for (ModelRole role : List.of(ModelRole.OPTIMIZE, ModelRole.EXECUTE, ModelRole.EVALUATE)) {
            yaml.append("  ").append(role).append(":\n");
            yaml.append("    base_url: ").append(server.baseUrl(role)).append('\n');
            yaml.append("    api_key: ").append(KEY).append('\n');
        }
        return file(folder.resolve("config2.yaml"), yaml.toString());
    }

    private static Path file(Path file, String content) {
        try {
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static PromptOptimizer.Builder optimizer(ModelsConfig config) {
        return PromptOptimizer.builder()
                .optimizeWith(config.port("OPTIMIZE"), config.settings("OPTIMIZE"))
                .executeWith(config.port("EXECUTE"), config.settings("EXECUTE"))
                .evaluateWith(config.port("EVALUATE"), config.settings("EVALUATE"))
                .template(IterationTemplate.parse("Colours.yaml", TEMPLATE))
                .questions(QuestionDraw.all())
                .seed(SEED)
                .maxRounds(ROUNDS);
    }

    /** Everything about the rounds but times and tokens. */
    private static List<String> told(OptimizationResult result) {
        return result.run().rounds().stream()
                .map(round -> round.number() + " " + round.prompt() + " " + round.answers() + " " + round.accepted()
                        + " " + round.votes() + " " + round.voidReason())
                .toList();
    }

    @BeforeAll
    static void run_undisturbed(@TempDir Path folder) {
        try (MisbehavingServer healthy = newServer()) {
            OptimizationResult result = optimizer(ModelsConfig.read(config(folder, healthy)))
                    .build()
                    .optimize();

            assertThat(result.run().rounds())
                    .as("rounds with votes, or there would be nothing to disturb")
                    .hasSize(ROUNDS)
                    .allMatch(round -> round.number() == 1 || round.votes().size() >= 2);
            undisturbedRounds = told(result);
            undisturbedRequests = healthy.answered();
            assertThat(undisturbedRequests).containsEntry(ModelRole.OPTIMIZE, ROUNDS - 1);
        }
    }

    @AfterAll
    static void show_the_table() {
        System.out.printf("%-24s %-20s %-7s %-42s %8s  %s%n", "fault", "from", "how", "result", "requests", "and then");
        TABLE.forEach(System.out::println);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static Logger runs() {
        return (Logger) LoggerFactory.getLogger("io.github.spo4j");
    }

    @BeforeEach
    void keep_the_log() {
        log.start();
        runs().setAdditive(false);
        runs().addAppender(log);
        root().addAppender(log);
    }

    @AfterEach
    void close() {
        runs().detachAppender(log);
        runs().setAdditive(true);
        root().detachAppender(log);
        server.close();
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Fault.values())
                .flatMap(fault -> Arrays.stream(Place.values())
                        .flatMap(place -> Stream.of(true, false).map(once -> new Case(fault, once, place).named())));
    }

    /** Each fault once and always, at one place after the other. */
    static Stream<Arguments> someCases() {
        Fault[] faults = Fault.values();
        Place[] places = Place.values();
        return IntStream.range(0, faults.length)
                .boxed()
                .flatMap(i -> Stream.of(
                        new Case(faults[i], true, places[i % places.length]).named(),
                        new Case(faults[i], false, places[(i + 2) % places.length]).named()));
    }

    @ParameterizedTest
    @MethodSource("someCases")
    void a_run_ends_as_the_policy_says_and_goes_on(Case its) throws IOException {
        disturb(its);
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Tag("thorough")
    void wherever_it_begins_a_run_ends_as_the_policy_says_and_goes_on(Case its) throws IOException {
        disturb(its);
    }

    private void disturb(Case its) throws IOException {
        ModelsConfig config = ModelsConfig.read(config(folder, server));
        Ended ended = run(config, its, false);

        requireRequests(its);
        requireResult(its, ended);
        requireWaits(its);
        requireLog(its);
        requireSecrecy(ended.failure());

        int before = server.requests();
        server.heal();
        waits.clear();
        log.list.clear();
        String then = goOn(its, ended, config);
        requireSecrecy(null);
        TABLE.add("%-24s %-20s %-7s %-42s %8d  %s"
                .formatted(its.fault.shown(), its.place.shown(), its.often(), shown(ended), before, then));
    }

    private Ended run(ModelsConfig config, Case its, boolean healthy) {
        return run(its, healthy, optimizer(config));
    }

    private Ended run(Case its, boolean healthy, PromptOptimizer.Builder optimizer) {
        boolean later = its.place == Place.EXECUTE_IN_ROUND_2;
        if (!healthy && !later) {
            its.fault.start.on(server, its.place.role, its.once);
        }
        Sleeper noting = time -> {
            waits.add(time);
            if (its.isRefused() && its.once) {
                server.heal();
            }
        };
        PromptOptimizer run = optimizer
                .workspace(folder.resolve("w"))
                .name("Colours")
                .callPolicy(CallPolicy.builder()
                        .sleeper(noting)
                        .timeout(its.fault.hangs() && !healthy ? IMPATIENT : PATIENT)
                        .build())
                .listener(new OptimizationListener() {
                    @Override
                    public void roundFinished(Round round, RunUsage usage) {
                        if (!healthy && later && round.number() == 1) {
                            its.fault.start.on(server, its.place.role, its.once);
                        }
                    }
                })
                .build();
        try {
            return new Ended(run.optimize(), null);
        } catch (ModelException e) {
            return new Ended(null, e);
        }
    }

    private static boolean stops(Case its) {
        return switch (its.fault.family()) {
            case REPLY -> false;
            case FINAL -> true;
            case RETRIED -> !its.once;
            case UNUSABLE -> stopsInRound1(its);
        };
    }

    /** Round 1 cannot be void. */
    private static boolean stopsInRound1(Case its) {
        return its.fault.family() == Family.UNUSABLE && !its.once && its.place == Place.EXECUTE_IN_ROUND_1;
    }

    private static boolean voidsRounds(Case its) {
        return its.fault.family() == Family.UNUSABLE
                && !its.once
                && !stopsInRound1(its)
                && its.place != Place.EVALUATE_IN_ROUND_2;
    }

    private static int undisturbed() {
        return undisturbedRequests.values().stream().mapToInt(count -> count).sum();
    }

    private void requireRequests(Case its) {
        assertThat(server.requests()).as("requests").isBetween(leastRequests(its), expectedRequests(its));
    }

    /** A call that has failed for good keeps others from being sent that were not in flight yet. */
    private static int leastRequests(Case its) {
        boolean halts = its.fault.family() == Family.FINAL || (its.fault.family() == Family.RETRIED && !its.once);
        int most = expectedRequests(its);
        return halts && most > its.place.before
                ? its.place.before + (most - its.place.before) / its.place.together
                : most;
    }

    private static int expectedRequests(Case its) {
        int before = its.place.before;
        int together = its.place.together;
        int inVoidedRounds = (ROUNDS - 1) * (before - QUESTIONS + 2 * together);
        return switch (its.fault.family()) {
            case REPLY -> undisturbed();
            case FINAL -> before + together;
            case RETRIED -> {
                if (its.isRefused()) {
                    yield its.once ? undisturbed() : before; // what is refused is not received
                }
                yield its.once ? undisturbed() + 1 : before + together * ATTEMPTS;
            }
            case UNUSABLE -> {
                if (its.once) {
                    yield undisturbed() + 1;
                }
                yield stopsInRound1(its) ? 2 * together : QUESTIONS + inVoidedRounds;
            }
        };
    }

    private void requireResult(Case its, Ended ended) {
        if (stops(its)) {
            ModelException failure = ended.failed();
            assertThat(failure.kind()).isEqualTo(its.fault.kind);
            assertThat(failure.status()).isEqualTo(its.fault.status);
            if (its.fault.family() == Family.RETRIED) {
                assertThat(failure.tries()).isEqualTo(ATTEMPTS);
                assertThat(failure.attempts()).isEqualTo(its.isRefused() ? 0 : ATTEMPTS);
                assertThat(failure).hasMessageContaining("(" + ATTEMPTS + " attempts)");
            }
            assertThat(failure).hasMessageStartingWith(its.place.role + " call of round ");
            return;
        }
        OptimizationResult result = ended.finished();
        assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
        assertThat(result.run().rounds()).hasSize(ROUNDS);
        if (its.fault.family() == Family.UNUSABLE && !its.once) {
            assertThat(result.run().rounds().subList(1, ROUNDS))
                    .noneMatch(Round::accepted)
                    .allSatisfy(round -> {
                        if (voidsRounds(its)) {
                            assertThat(round.voidReason())
                                    .isEqualTo("a model twice gave no usable reply: " + words(its.fault.kind));
                            assertThat(round.votes()).isEmpty();
                        } else {
                            assertThat(round.voidReason()).isNull();
                            assertThat(round.votes())
                                    .hasSize(2)
                                    .allMatch(vote -> vote.choice() == Vote.Choice.ABSTAINED);
                        }
                    });
        } else {
            assertThat(told(result)).isEqualTo(undisturbedRounds);
            if (its.fault.family() == Family.REPLY && its.place == Place.EXECUTE_IN_ROUND_1) {
                assertThat(result.run().rounds().get(0).tokens())
                        .as("unknown is not zero")
                        .isNull();
            }
        }
        requireSpent(result);
    }

    /** What reached the server is what is recorded as spent. */
    private void requireSpent(OptimizationResult result) {
        assertThat(result.run().usage().total().calls()).isEqualTo(server.requests());
    }

    private static String words(@Nullable Kind kind) {
        return String.valueOf(kind).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void requireWaits(Case its) {
        if (its.fault.kind == Kind.BLANK_REPLY || its.fault.kind == Kind.NO_CHOICES) {
            assertThat(waits).isNotEmpty().containsOnly(Duration.ofSeconds(3));
            return;
        }
        int retried = its.fault.family() == Family.RETRIED ? (its.once ? 1 : its.place.together * (ATTEMPTS - 1)) : 0;
        if (its.isRefused() && its.once) {
            assertThat(waits).hasSizeBetween(1, its.place.together);
        } else {
            assertThat(waits).as("waits").hasSizeBetween(its.once ? retried : retried / its.place.together, retried);
        }
        switch (its.fault) {
            case STATUS_429_WAIT_SECONDS -> assertThat(waits).containsOnly(Duration.ofSeconds(7));
            case STATUS_429_WAIT_DATE -> assertThat(waits).containsOnly(Duration.ofMinutes(2));
            default -> assertThat(waits).allMatch(wait -> wait.toMillis() >= 375 && wait.toMillis() <= 1250);
        }
    }

    private void requireLog(Case its) {
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactlyElementsOf(
                        voidsRounds(its) ? List.of("round 2 is void", "round 3 is void") : unreadRounds(its));
    }

    private static List<String> unreadRounds(Case its) {
        boolean unread = its.fault.family() == Family.UNUSABLE && !its.once && its.place == Place.EVALUATE_IN_ROUND_2;
        return Stream.of(2, 3)
                .filter(round -> unread)
                .map(round -> "no vote of round " + round
                        + " could be read, so its prompt was rejected; look at what the judge EVALUATE says")
                .toList();
    }

    /** The server's words are in no file, request or log line, but in the failure, and the key is nowhere at all. */
    private void requireSecrecy(@Nullable ModelException failure) throws IOException {
        Path workspace = folder.resolve("w");
        try (Stream<Path> files = Files.walk(workspace)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.UTF_8))
                        .as(file.toString())
                        .doesNotContain(ERROR_TEXT, KEY);
            }
        }
        assertThat(server.bodies()).noneMatch(body -> body.contains(ERROR_TEXT) || body.contains(KEY));
        for (ILoggingEvent event : log.list) {
            assertThat(event.getFormattedMessage()).doesNotContain(ERROR_TEXT);
            assertThat(event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                    .doesNotContain(KEY);
        }
        if (failure != null) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            assertThat(trace.toString()).doesNotContain(KEY);
            if (failure.status() != null) {
                assertThat(failure)
                        .as("the server's words arrived, with the key masked")
                        .hasMessageContaining(", said: " + ERROR_TEXT + ", your key is ***");
            }
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain(KEY);
            }
        }
    }

    /** The same again, now that the server is well. */
    private String goOn(Case its, Ended ended, ModelsConfig config) throws IOException {
        int before = server.requests();
        OptimizationResult resumed = run(config, its, true).finished();
        int more = server.requests() - before;

        assertThat(resumed.run().rounds()).hasSize(ROUNDS);
        if (ended.result() != null) {
            assertThat(more).as("requests of a run that was done").isZero();
            assertThat(told(resumed)).isEqualTo(told(ended.finished()));
        } else {
            assertThat(told(resumed)).isEqualTo(undisturbedRounds);
            assertThat(server.answered()).as("no finished call asked again").isEqualTo(undisturbedRequests);
        }
        requireSpent(resumed);
        if (!voidsRounds(its)) {
            return more + " requests, " + ROUNDS + " rounds";
        }
        OptimizationResult longer =
                run(its, true, optimizer(config).maxRounds(ROUNDS + 1)).finished();
        assertThat(longer.run().rounds()).hasSize(ROUNDS + 1);
        assertThat(longer.run().rounds().get(ROUNDS).voidReason())
                .as("a void round is not for ever")
                .isNull();
        return more + " requests; one more round is measured";
    }

    private static String shown(Ended ended) {
        if (ended.failure() != null) {
            ModelException e = ended.failure();
            return "stopped: " + words(e.kind()) + (e.status() == null ? "" : " " + e.status()) + ", " + e.attempts()
                    + " attempt(s)";
        }
        List<Round> rounds = ended.finished().run().rounds();
        long voids = rounds.stream().filter(round -> round.voidReason() != null).count();
        long abstained = rounds.stream()
                .flatMap(round -> round.votes().stream())
                .filter(vote -> vote.choice() == Vote.Choice.ABSTAINED)
                .count();
        return "finished" + (voids == 0 ? "" : ", " + voids + " void rounds")
                + (abstained == 0 ? "" : ", " + abstained + " abstentions");
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                        Fault.STATUS_401,
                        Fault.STATUS_429_WAIT_DATE,
                        Fault.STATUS_500,
                        Fault.REFUSED_CONNECTION,
                        Fault.RESET_IN_BODY,
                        Fault.HTML_WITH_200,
                        Fault.ERROR_WITH_200,
                        Fault.NULL_CONTENT,
                        Fault.NO_USAGE,
                        Fault.REFUSAL)
                .flatMap(fault -> Stream.of(
                                Place.EXECUTE_IN_ROUND_1, Place.OPTIMIZE_IN_ROUND_2, Place.EVALUATE_IN_ROUND_2)
                        .map(place -> new Case(fault, false, place).named()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_exits_with_0_or_3_and_goes_on(Case its) throws IOException {
        its.fault.start.on(server, its.place.role, its.once);
        CommandLineTexts first = optimize();

        assertThat(first.status()).as(first.err()).isEqualTo(stops(its) ? ExitStatus.MODEL : ExitStatus.DONE);
        assertThat(first.out() + first.err()).doesNotContain(KEY, "\tat ");
        assertThat(first.err().contains(ERROR_TEXT))
                .as("the reason that the server gave: " + first.err())
                .isEqualTo(stops(its) && its.fault.status != null);
        assertThat(first.out().isEmpty()).as("a result").isEqualTo(stops(its));
        if (its.fault.kind == Kind.BLANK_REPLY) {
            assertThat(first.waits()).isNotEmpty().containsOnly(Duration.ofSeconds(3));
        } else {
            assertThat(first.waits()).as("waits without a retry").isEmpty();
        }
        requireSecrecy(null);

        CommandLineTexts second = optimize("--verbose");
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.out() + second.err()).doesNotContain(KEY);

        server.heal();
        CommandLineTexts third = optimize();
        if (stopsInRound1(its)) {
            assertThat(first.err()).contains("the same command asks again only what is open");
        } else if (stops(its)) {
            assertThat(first.err()).contains("the same command resumes");
        }
        assertThat(third.status()).as(third.err()).isEqualTo(ExitStatus.DONE);
        assertThat(third.out()).contains("Best prompt: round ");
        requireSecrecy(null);
    }

    private CommandLineTexts optimize(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "optimize",
                "--config",
                config(folder, server).toString(),
                "--template",
                file(folder.resolve("Colours.yaml"), TEMPLATE).toString(),
                "--workspace",
                folder.resolve("w").toString(),
                "--opt-model",
                "OPTIMIZE",
                "--exec-model",
                "EXECUTE",
                "--eval-model",
                "EVALUATE",
                "--questions",
                "all",
                "--max-rounds",
                Integer.toString(ROUNDS),
                "--retries",
                "0"));
        if (Files.notExists(folder.resolve("w"))) {
            args.addAll(List.of("--seed", Long.toString(SEED)));
        }
        args.addAll(List.of(more));
        return new CommandLineTexts(args.toArray(String[]::new));
    }
}
