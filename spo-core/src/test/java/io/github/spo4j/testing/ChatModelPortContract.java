package io.github.spo4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.Speaker;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.testing.StandInServer.Answer;
import io.github.spo4j.testing.StandInServer.Request;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What a {@link ChatModelPort} to an HTTP API promises. The test of a port of your own extends this, and says how to
 * build the port and how its provider answers, from the provider's reference. What is needed besides the test-jar, the
 * {@linkplain io.github.spo4j.testing package} says. For a server with OpenAI's protocol {@link OpenAiPortContract}
 * knows all but the first:
 *
 * <pre>{@code
 * class MyPortTest extends ChatModelPortContract {
 *     protected ChatModelPort port(String url, Duration timeout) { … }
 *     protected Answer plays(Scene scene) { … }
 *     protected ModelSettings settingsIn(Request request) { … }
 *     protected List<Message> messagesIn(Request request) { … }
 * }
 * }</pre>
 *
 * <p>What fails names its {@link Scene}.
 */
@Timeout(60)
public abstract class ChatModelPortContract {

    /** The key to build ports with. It must show nowhere but in the request. */
    protected static final String KEY = "sk-proj-Abc123secretKEY";

    /** The model to ask for where nothing else is said. */
    protected static final String MODEL = "a-model";

    /** What the model says in every scene in which it says something. */
    protected static final String TEXT = "Hello, \"世界\"\n  😀 <b>";

    /** What it thought before, in {@link Scene#REASONING} and {@link Scene#REASONING_ONLY}. */
    protected static final String THOUGHTS = "Hm, a greeting.";

    /** What the provider calls the model that answers. */
    protected static final String SERVED_MODEL = "served-model-1";

    /**
     * What every reply takes but the one without usage. A provider that does not know a part reports the totals all the
     * same.
     */
    protected static final TokenUsage USAGE = new TokenUsage(18L, 9L, 6L, 2L, 4L);

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int THREADS = 16;

    /** For the class that extends this. */
    protected ChatModelPortContract() {}

    /** What a provider may do. */
    protected enum Scene {
        /** Says {@link #TEXT}, stops by itself, reports {@link #USAGE} and {@link #SERVED_MODEL}. */
        TEXT,
        /** The same after {@link #THOUGHTS}, which it gives apart. */
        REASONING,
        /** The same, cut by the limit of output tokens. */
        CUT,
        /** The same, ended by something else. */
        ENDED_ODDLY,
        /** The same without usage. */
        WITHOUT_USAGE,
        /** Too many requests; asks to wait seven seconds. */
        RATE_LIMITED(Kind.RATE_LIMITED),
        /** The account has nothing left. */
        QUOTA_EXHAUSTED(Kind.QUOTA_EXHAUSTED),
        /** The key is wrong; the body repeats it. */
        WRONG_KEY(Kind.UNAUTHORIZED),
        /** The key is right and may not do this. */
        FORBIDDEN(Kind.UNAUTHORIZED),
        /** There is no such model. */
        UNKNOWN_MODEL(Kind.NOT_FOUND),
        /** A setting is not accepted. */
        INVALID_REQUEST(Kind.INVALID_REQUEST),
        /** The prompt is longer than the model can read. */
        TOO_LONG(Kind.REQUEST_TOO_LONG),
        /** Something failed on its side. */
        SERVER_ERROR(Kind.SERVER_ERROR),
        /** It is overloaded. */
        OVERLOADED(Kind.SERVER_ERROR),
        /** An error with a status of 200, as some gateways send it. */
        ERROR_WITH_200(Kind.SERVER_ERROR),
        /** JSON that is no answer of this provider. */
        OTHER_JSON(Kind.MALFORMED_REPLY),
        /** A reply with blank text. */
        BLANK(Kind.BLANK_REPLY),
        /** A reply of thoughts only. */
        REASONING_ONLY(Kind.BLANK_REPLY),
        /** A reply without a choice in it. */
        NO_CHOICES(Kind.NO_CHOICES),
        /** The model declines. */
        REFUSED(Kind.REFUSED),
        /** A filter holds the request back. */
        FILTERED_REQUEST(Kind.CONTENT_FILTERED),
        /** A filter cuts the reply off. */
        FILTERED_REPLY(Kind.CONTENT_FILTERED);

        private final @Nullable Kind kind;

        Scene() {
            this(null);
        }

        Scene(@Nullable Kind kind) {
            this.kind = kind;
        }
    }

    /**
     * A port to a provider.
     *
     * @param url where the provider listens, without a path
     * @param timeout how long a call may take
     * @return a port that uses {@link #KEY} and, where a request names no model, {@link #MODEL}
     */
    protected abstract ChatModelPort port(String url, Duration timeout);

    /**
     * How the provider plays a scene.
     *
     * @param scene the scene, none of {@link #unheardOf()}
     * @return its answer, after the provider's reference
     */
    protected abstract Answer plays(Scene scene);

    /**
     * The settings that a request to the provider carries.
     *
     * @param request what was sent
     * @return the settings, read from where the provider looks for them
     */
    protected abstract ModelSettings settingsIn(Request request);

    /**
     * The messages that a request to the provider carries.
     *
     * @param request what was sent
     * @return the messages, read from where the provider looks for them
     */
    protected abstract List<Message> messagesIn(Request request);

    /**
     * What the port sends for some settings, if the provider lacks one of them or wants one that is not set.
     *
     * @param set the settings of a request
     * @return what goes out; the same unless this is overridden
     */
    protected ModelSettings sent(ModelSettings set) {
        return set;
    }

    /**
     * Scenes that the provider does not know.
     *
     * @return which to leave out; none unless this is overridden
     */
    protected Set<Scene> unheardOf() {
        return Set.of();
    }

    private static ModelRequest.Builder request() {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Say hello")));
    }

    private static ModelRequest request(ModelSettings settings) {
        return request().settings(settings).build();
    }

    private ChatModelPort portTo(String url, Duration timeout) {
        return Given.by(port(url, timeout), "port(url, timeout)", "a port");
    }

    private Answer playsAs(Scene scene) {
        return Given.by(
                plays(scene), "plays(" + scene + ")", "the provider's answer, or unheardOf() must name the scene");
    }

    private ModelReply reply(Scene scene) {
        try (StandInServer server = new StandInServer(playsAs(scene))) {
            ModelReply reply = call(scene.name(), portTo(server.url(), LONG)).reply();
            assertThat(server.requests())
                    .as("%s: requests, of which a call sends one", scene)
                    .hasSize(1);
            return reply;
        }
    }

    private ModelException failure(Scene scene, Kind kind) {
        return failure(scene.name(), playsAs(scene), LONG, kind);
    }

    private ModelException failure(String scene, Answer answer, Duration timeout, Kind kind) {
        try (StandInServer server = new StandInServer(answer)) {
            ModelException failure = call(scene, portTo(server.url(), timeout)).failure(kind);
            assertThat(server.requests())
                    .as("%s: requests, of which a call sends one", scene)
                    .hasSize(1);
            return failure;
        }
    }

    private static PortCall call(String scene, ChatModelPort port) {
        return PortCall.of(scene, port, request().build());
    }

    private ModelSettings settingsOf(Request request) {
        return Given.by(settingsIn(request), "settingsIn(request)", "the settings in " + request.body());
    }

    private List<Message> messagesOf(Request request) {
        return Given.by(messagesIn(request), "messagesIn(request)", "the messages in " + request.body());
    }

    private Stream<Scene> scenes(Scene... scenes) {
        Set<Scene> unheardOf = Given.by(unheardOf(), "unheardOf()", "a set, which may be empty");
        return Arrays.stream(scenes).filter(scene -> !unheardOf.contains(scene));
    }

    @Nested
    class Replies {

        @Test
        void have_the_text_to_the_letter() {
            ModelReply reply = reply(Scene.TEXT);

            assertThat(reply.text()).as("TEXT: text").isEqualTo(TEXT);
            assertThat(reply.reasoning()).as("TEXT: reasoning").isNull();
            assertThat(reply.finishReason()).as("TEXT: finish reason").isEqualTo(FinishReason.STOP);
            assertThat(reply.servedModel()).as("TEXT: served model").isEqualTo(SERVED_MODEL);
            assertThat(reply.attempts()).as("TEXT: attempts").isEqualTo(1);
        }

        @TestFactory
        Stream<DynamicTest> keep_the_reasoning_apart() {
            return scenes(Scene.REASONING)
                    .map(scene -> DynamicTest.dynamicTest(scene.name(), () -> {
                        ModelReply reply = reply(scene);

                        assertThat(reply.text()).as("%s: text", scene).isEqualTo(TEXT);
                        assertThat(reply.reasoning()).as("%s: reasoning", scene).isEqualTo(THOUGHTS);
                    }));
        }

        @TestFactory
        Stream<DynamicTest> say_why_they_ended() {
            return scenes(Scene.CUT, Scene.ENDED_ODDLY)
                    .map(scene -> DynamicTest.dynamicTest(scene.name(), () -> {
                        ModelReply reply = reply(scene);

                        assertThat(reply.text()).as("%s: text", scene).isEqualTo(TEXT);
                        assertThat(reply.finishReason())
                                .as("%s: finish reason", scene)
                                .isEqualTo(scene == Scene.CUT ? FinishReason.LENGTH : FinishReason.OTHER);
                    }));
        }

        @TestFactory
        Stream<DynamicTest> count_cached_input_and_reasoning_once_and_in_the_totals() {
            return scenes(Scene.TEXT, Scene.REASONING)
                    .map(scene -> DynamicTest.dynamicTest(scene.name(), () -> {
                        TokenUsage usage = reply(scene).usage();

                        assertThat(usage.input()).as("%s: input tokens", scene).isEqualTo(USAGE.input());
                        assertThat(usage.output())
                                .as("%s: output tokens", scene)
                                .isEqualTo(USAGE.output());
                        assertThat(usage.cachedInput())
                                .as("%s: cached input", scene)
                                .isIn(USAGE.cachedInput(), null);
                        assertThat(usage.cacheWrite())
                                .as("%s: cache write", scene)
                                .isIn(USAGE.cacheWrite(), null);
                        assertThat(usage.reasoning())
                                .as("%s: reasoning tokens", scene)
                                .isIn(USAGE.reasoning(), null);
                    }));
        }

        @Test
        void take_usage_that_is_not_reported_for_unknown() {
            assertThat(reply(Scene.WITHOUT_USAGE).usage())
                    .as("WITHOUT_USAGE: usage")
                    .isEqualTo(TokenUsage.UNKNOWN);
        }
    }

    @Nested
    class Requests {

        @TestFactory
        Stream<DynamicTest> carry_what_is_set_and_nothing_else() {
            ModelSettings named = ModelSettings.named("another");
            return Stream.of(
                            named,
                            named.temperature(0),
                            named.temperature(0.7),
                            named.topP(0.9),
                            named.maxOutputTokens(50),
                            named.seed(42),
                            named.temperature(1).maxOutputTokens(7).seed(0))
                    .map(set -> DynamicTest.dynamicTest(set.toString(), () -> assertCarried(set, sent(set))));
        }

        @Test
        void ask_for_the_port_s_own_model_where_they_name_none() {
            assertCarried(ModelSettings.unset(), sent(ModelSettings.named(MODEL)));
        }

        private void assertCarried(ModelSettings set, ModelSettings sent) {
            try (StandInServer server = new StandInServer(playsAs(Scene.TEXT))) {
                PortCall.of("TEXT", portTo(server.url(), LONG), request(set)).reply();

                assertThat(settingsOf(server.only())).as("sent for %s", set).isEqualTo(sent);
            }
        }

        @Test
        void leave_nothing_behind_for_the_next() {
            ModelSettings first = ModelSettings.named("one").temperature(0.7).maxOutputTokens(50);
            ModelSettings second = ModelSettings.named("two");
            try (StandInServer server = new StandInServer(playsAs(Scene.TEXT))) {
                ChatModelPort port = portTo(server.url(), LONG);
                PortCall.of("TEXT", port, request(first)).reply();
                PortCall.of("TEXT", port, request(second)).reply();

                assertThat(server.requests())
                        .extracting(ChatModelPortContract.this::settingsOf)
                        .containsExactly(sent(first), sent(second));
            }
        }

        @Test
        void keep_who_says_what_to_the_letter() {
            List<Message> messages = List.of(
                    Message.system("Be brief.\n"),
                    Message.user(" Say \"hello\""),
                    new Message(Speaker.ASSISTANT, "你好 {name}"),
                    Message.user("\tIn <b>English</b> 😀"));
            try (StandInServer server = new StandInServer(playsAs(Scene.TEXT))) {
                ModelRequest request =
                        ModelRequest.of(ModelRole.OPTIMIZE, messages).build();
                PortCall.of("TEXT", portTo(server.url(), LONG), request).reply();

                assertThat(messagesOf(server.only())).as("messages sent").isEqualTo(messages);
            }
        }

        @Test
        void are_taken_from_many_threads_at_once() throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            try (StandInServer server = new StandInServer(playsAs(Scene.TEXT))) {
                ChatModelPort port = portTo(server.url(), LONG);
                List<Future<ModelReply>> replies = new ArrayList<>();
                for (int i = 0; i < 10 * THREADS; i++) {
                    ModelRequest mine = ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("number " + i)))
                            .settings(ModelSettings.named("model-" + i).maxOutputTokens(i + 1))
                            .build();
                    replies.add(
                            threads.submit(() -> PortCall.of("TEXT", port, mine).reply()));
                }
                for (Future<ModelReply> reply : replies) {
                    assertThat(reply.get().text()).as("TEXT: text").isEqualTo(TEXT);
                }

                assertThat(server.requests())
                        .extracting(request -> texts(messagesOf(request)) + " for " + settingsOf(request))
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10 * THREADS)
                                .mapToObj(i -> "[number " + i + "] for "
                                        + sent(ModelSettings.named("model-" + i).maxOutputTokens(i + 1)))
                                .toList());
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(Message::text).toList();
    }

    @Nested
    class Failures {

        @TestFactory
        Stream<DynamicTest> are_never_replies_and_have_their_kind() {
            return scenes(Scene.values())
                    .filter(scene -> scene.kind != null)
                    .map(scene -> DynamicTest.dynamicTest(scene.name(), () -> {
                        ModelException failure = failure(scene, scene.kind);

                        assertThat(failure.getMessage())
                                .as("%s: message", scene)
                                .isNotBlank();
                        requireNoKey(scene.name(), failure);
                    }));
        }

        @TestFactory
        Stream<DynamicTest> say_how_long_the_server_asks_to_wait() {
            return scenes(Scene.RATE_LIMITED)
                    .map(scene -> DynamicTest.dynamicTest(scene.name(), () -> {
                        ModelException failure = failure(scene, Kind.RATE_LIMITED);

                        assertThat(failure.retryAfter())
                                .as("%s: retryAfter", scene)
                                .isEqualTo(Duration.ofSeconds(7));
                        assertThat(failure.status()).as("%s: status", scene).isEqualTo(429);
                    }));
        }

        @Test
        void include_what_is_no_json() {
            failure("a page in place of JSON", Answer.ok("<html>hello</html>"), LONG, Kind.MALFORMED_REPLY);
            failure("an empty body", Answer.ok(""), LONG, Kind.MALFORMED_REPLY);
            String itself = "a body that is the key";
            requireNoKey(itself, failure(itself, Answer.ok(KEY), LONG, Kind.MALFORMED_REPLY));
        }

        @Test
        void include_a_cut_body() {
            String body = playsAs(Scene.TEXT).body();

            failure("half a body", Answer.ok(body.substring(0, body.length() / 2)), LONG, Kind.MALFORMED_REPLY);
        }

        @Test
        void include_pages_of_proxies() {
            Answer page = Answer.of(502, "<html>Bad gateway</html>");

            failure("a proxy's page with status 502", page, LONG, Kind.SERVER_ERROR);
        }

        @Test
        void include_a_connection_that_breaks() {
            failure("a connection that breaks", Answer.HANG_UP, LONG, Kind.NETWORK);
        }

        @Test
        void include_a_server_that_is_not_there() throws IOException {
            int unused;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                unused = socket.getLocalPort();
            }
            ModelException refused = call("no server there", portTo("http://127.0.0.1:" + unused, LONG))
                    .failure(Kind.NETWORK);
            assertThat(refused.attempts())
                    .as("a call that reached no server is thrown as ModelException.notSent(...): it costs nothing")
                    .isZero();
        }

        @Test
        void include_an_answer_that_does_not_come() {
            failure("no answer within " + SHORT, Answer.SILENCE, SHORT, Kind.TIMEOUT);
        }

        @Test
        void of_an_interrupted_thread_keep_its_flag() throws Exception {
            try (StandInServer server = new StandInServer(Answer.SILENCE)) {
                ChatModelPort port = portTo(server.url(), LONG);
                FutureTask<Boolean> call =
                        new FutureTask<>(() -> {
                            call("an interrupt", port).failure(Kind.INTERRUPTED);
                            return Thread.currentThread().isInterrupted();
                        }) {
                            @Override
                            protected void done() {
                                server.arrived().countDown(); // what ends before it sends anything is not waited for
                            }
                        };
                Thread caller = new Thread(call);
                caller.start();
                assertThat(server.arrived().await(10, TimeUnit.SECONDS))
                        .as("an interrupt: a request arrived")
                        .isTrue();
                caller.interrupt();

                assertThat(call.get(10, TimeUnit.SECONDS))
                        .as("an interrupt: the thread's flag")
                        .isTrue();
            }
        }

        @Test
        void leave_the_port_usable() {
            try (StandInServer down = new StandInServer(playsAs(Scene.SERVER_ERROR))) {
                ChatModelPort port = portTo(down.url(), LONG);
                call("SERVER_ERROR", port).failure(Kind.SERVER_ERROR);
                call("SERVER_ERROR, a second time", port).failure(Kind.SERVER_ERROR);

                assertThat(down.requests()).as("requests").hasSize(2);
            }
        }
    }

    @Test
    void a_port_shows_no_key() {
        assertThat(portTo("http://127.0.0.1:1", LONG).toString())
                .as("toString() of the port")
                .doesNotContain("secretKEY");
    }

    private static void requireNoKey(String scene, Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        assertThat(trace.toString()).as("%s: stack trace", scene).doesNotContain("secretKEY");
    }
}
