package io.github.spo4j.langchain4j;

import static io.github.spo4j.langchain4j.LoopbackModelServer.completion;
import static io.github.spo4j.langchain4j.LoopbackModelServer.ok;
import static io.github.spo4j.langchain4j.LoopbackModelServer.silence;
import static io.github.spo4j.langchain4j.LoopbackModelServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.spo4j.langchain4j.LoopbackModelServer.Answer;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.testing.CapturedLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a server is reached, how long that may take, and how its bytes become a text. */
class WaysToAServerTest {

    @TempDir
    private Path directory;

    private static ModelRequest request() {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Say hello")))
                .settings(ModelSettings.named("a-model"))
                .build();
    }

    private static ModelException failure(ChatModelPort port) {
        return catchThrowableOfType(ModelException.class, () -> port.chat(request()));
    }

    private static ChatModelPort port(String url, Connections connections) {
        return ModelServer.openAi()
                .baseUrl(url)
                .connections(connections)
                .build()
                .port(ModelSettings.unset());
    }

    private ModelsConfig config(String yaml, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(directory.resolve("config2.yaml"), yaml);
        return ModelsConfig.read(file, environment::get);
    }

    private static String address(LoopbackModelServer server) {
        return "127.0.0.1:" + URI.create(server.baseUrl()).getPort();
    }

    @Nested
    class Time {

        @Test
        void is_the_policys_for_a_model_from_a_config_file() throws IOException {
            try (LoopbackModelServer server = new LoopbackModelServer(silence())) {
                ChatModelPort port = config("models:\n  a:\n    base_url: " + server.baseUrl() + "\n", Map.of())
                        .port("a");
                CallPolicy policy = CallPolicy.builder()
                        .attempts(1)
                        .timeout(Duration.ofMillis(300))
                        .build();

                ModelException failure = failure(policy.wrap(port));

                assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
                assertThat(failure)
                        .hasMessageContaining("no complete reply within 0.3 s: raise the time-out")
                        .hasMessageContaining("max_tokens")
                        .hasMessageContaining("calls in flight")
                        .hasMessageEndingWith("; a-model at " + address(server));
            }
        }

        @Test
        void is_not_limited_by_the_server_unless_that_is_asked_for() throws IOException {
            ModelServer.Access access = new ModelServer.Access(
                    new ApiType.Endpoint(ApiType.OPENAI, "http://127.0.0.1:1/v1", null),
                    null,
                    null,
                    new Connections(),
                    java.time.Clock.systemUTC());

            assertThat(CallDeadline.cut(access.timeout(), access.clock())).isNull();
        }

        @Test
        void of_one_model_may_be_shorter() throws IOException {
            try (LoopbackModelServer server = new LoopbackModelServer(silence())) {
                ModelException failure =
                        failure(config("models:\n  a: {base_url: '" + server.baseUrl() + "', timeout: 0.2}\n", Map.of())
                                .port("a"));

                assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
                assertThat(failure)
                        .hasMessageContaining("no complete answer within 0.2 s")
                        .hasMessageContaining("a-model at " + address(server));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "-1", "soon", "2m", "1e9"})
        void of_one_model_is_a_number_of_seconds(String time) {
            assertThatThrownBy(
                            () -> config("models:\n  a: {base_url: 'http://h/v1', timeout: '" + time + "'}\n", Map.of())
                                    .port("a"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("the timeout of \"a\" must be a number of seconds above 0");
        }

        /** The queue of a listening socket is full, so that the kernel drops what comes. */
        @Test
        void for_a_connection_is_short_and_told_with_the_address() throws IOException {
            List<Socket> waiting = new ArrayList<>();
            try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                for (int i = 0; i < 3; i++) {
                    Socket socket = new Socket();
                    waiting.add(socket);
                    try {
                        socket.connect(deaf.getLocalSocketAddress(), 100);
                    } catch (IOException e) {
                        break; // it is full
                    }
                }
                Connections connections = new Connections(name -> null, Duration.ofMillis(200));

                ModelException failure = failure(port("http://127.0.0.1:" + deaf.getLocalPort() + "/v1", connections));

                assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
                assertThat(failure)
                        .hasMessageStartingWith("no connection within 0.2 s")
                        .hasMessageContaining("127.0.0.1:" + deaf.getLocalPort())
                        .hasMessageEndingWith("without a proxy");
                assertThat(failure.usage()).isEqualTo(TokenUsage.NONE);
                assertThat(failure.attempts()).isZero();
            } finally {
                for (Socket socket : waiting) {
                    socket.close();
                }
            }
        }
    }

    @Nested
    class Connecting {

        @Test
        void with_tls_to_a_server_without_it_is_told_as_that_and_final() {
            Answer noTls = connection -> {
                connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                return false;
            };
            try (LoopbackModelServer server = new LoopbackModelServer(noTls)) {
                ModelException failure = failure(port(server.baseUrl().replace("http:", "https:"), new Connections()));

                assertThat(failure.isRetryable()).isFalse();
                assertThat(failure).hasMessageStartingWith("no secure connection (TLS)");
                assertThat(failure.usage()).isEqualTo(TokenUsage.NONE);
                assertThat(failure.attempts()).isZero();
            }
        }

        @Test
        void to_nobody_says_that_it_was_refused_where_and_which_way() throws IOException {
            int free;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                free = socket.getLocalPort();
            }

            ModelException failure = failure(port("http://127.0.0.1:" + free + "/v1", new Connections()));

            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
            assertThat(failure)
                    .hasMessageContaining("the connection is refused")
                    .hasMessageEndingWith("; a-model at 127.0.0.1:" + free + ", without a proxy");
            assertThat(failure.usage()).isEqualTo(TokenUsage.NONE);
            assertThat(failure.attempts()).isZero();
        }

        @Test
        void to_a_host_that_nobody_knows_says_so() {
            ModelException failure = failure(port("http://no-such-host.invalid/v1", new Connections()));

            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
            assertThat(failure).hasMessageContaining("the server's name is not known");
        }
    }

    @Nested
    class Proxy {

        private final String nowhere = "http://models.invalid/v1";

        private ModelReply through(LoopbackModelServer proxy, Map<String, String> environment, String more)
                throws IOException {
            ModelReply reply = config("models:\n  a:\n    base_url: " + nowhere + "\n" + more, environment)
                    .port("a")
                    .chat(request());
            assertThat(proxy.only().path()).isEqualTo("http://models.invalid/v1/chat/completions");
            return reply;
        }

        @ParameterizedTest
        @ValueSource(strings = {"HTTP_PROXY", "http_proxy", "ALL_PROXY"})
        void of_the_environment_is_used(String variable) throws IOException {
            try (LoopbackModelServer proxy = new LoopbackModelServer()) {
                ModelReply reply = through(proxy, Map.of(variable, "http://" + address(proxy)), "");

                assertThat(reply.text()).isEqualTo("Hello");
            }
        }

        @Test
        void of_an_entry_is_used_and_given_its_password() throws IOException {
            try (LoopbackModelServer proxy = new LoopbackModelServer()) {
                ModelReply reply = through(
                        proxy,
                        Map.of("HTTP_PROXY", "http://127.0.0.1:1"),
                        "    api_key: sk-one\n    proxy: http://me:se%40cret@" + address(proxy) + "\n");

                assertThat(reply.text()).isEqualTo("Hello");
                assertThat(proxy.only().headers())
                        .containsEntry("proxy-authorization", "Basic bWU6c2VAY3JldA==")
                        .containsEntry("authorization", "Bearer sk-one");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"socks5://h:1080", "https://h:1", "::", "http://"})
        void of_an_entry_that_Java_cannot_use_is_refused(String proxy) {
            assertThatThrownBy(
                            () -> config("models:\n  a: {base_url: 'http://h/v1', proxy: '" + proxy + "'}\n", Map.of())
                                    .port("a"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("the proxy of \"a\" must be http://HOST:PORT");
        }

        @ParameterizedTest
        @CsvSource({
            "http://models.invalid/v1, true",
            "http://localhost:11434/v1, false",
            "http://127.0.0.1:8000/v1, false",
            "http://vllm.corp.example/v1, false",
            "http://corp.example/v1, false",
            "http://notcorp.example/v1, true",
            "http://direct.example:8000/v1, false",
            "http://direct.example:9000/v1, true"
        })
        void of_the_environment_is_not_used_for_what_NO_PROXY_names_nor_for_this_machine(String url, boolean used) {
            Map<String, String> environment =
                    Map.of("http_proxy", "http://127.0.0.1:3128", "NO_PROXY", ".corp.example, direct.example:8000");

            assertThat(new Connections(environment::get).proxy(URI.create(url), null))
                    .isEqualTo(used ? "127.0.0.1:3128" : null);
        }

        @ParameterizedTest
        @CsvSource({
            "http://10.1.2.3/v1, false",
            "http://11.1.2.3/v1, true",
            "http://192.168.7.127:8000/v1, false",
            "http://192.168.7.128:8000/v1, true",
            "http://172.16.0.9/v1, false",
            "http://172.16.0.10/v1, true",
            "http://[fd12::3]:8000/v1, false",
            "http://[fe80::1]/v1, true",
            "http://[2001:db8::7]/v1, false",
            "http://[2001:db8:0::7]/v1, false",
            "http://[2001:db8::8]/v1, true",
            "http://[::ffff:10.1.2.3]/v1, false",
            "http://ten.invalid/v1, true",
            "http://10.1.2.3.example/v1, true",
            "http://5.5.5.5/v1, true"
        })
        void of_the_environment_is_not_used_for_addresses_in_a_range_of_NO_PROXY(String url, boolean used) {
            String direct =
                    "10.0.0.0/8, 192.168.7.1/25,172.16.0.9 fd00::/8,2001:db8::7,5.5.5.5/33,5.5.5.5/,5.5.5/8,5.5.5.5/x";
            Map<String, String> environment = Map.of("http_proxy", "http://127.0.0.1:3128", "no_proxy", direct);

            assertThat(new Connections(environment::get).proxy(URI.create(url), null))
                    .isEqualTo(used ? "127.0.0.1:3128" : null);
        }

        @Test
        void of_the_environment_that_is_no_address_is_told_without_its_password() {
            try (CapturedLog log = new CapturedLog(Proxies.class)) {
                Connections connections = new Connections(Map.of("HTTPS_PROXY", "socks5://me:secret@h:1")::get);

                assertThat(connections.proxy(URI.create("https://models.invalid/v1"), null))
                        .isNull();
                assertThat(log.messages()).hasSize(1).noneMatch(message -> message.contains("secret"));
            }
        }

        @Test
        void that_is_down_is_named_by_the_failure() throws IOException {
            int free;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                free = socket.getLocalPort();
            }

            ModelException failure = failure(
                    port(nowhere, new Connections(Map.of("HTTP_PROXY", "http://me:secret@127.0.0.1:" + free)::get)));

            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
            assertThat(failure)
                    .hasMessageEndingWith("; a-model at models.invalid, through the proxy 127.0.0.1:" + free)
                    .hasMessageNotContaining("secret");
        }

        @Test
        void that_wants_a_password_is_told_as_that() {
            try (LoopbackModelServer proxy = new LoopbackModelServer(status(407, "<html><title>no</title></html>"))) {
                ModelException failure =
                        failure(port(nowhere, new Connections(Map.of("HTTP_PROXY", "http://" + address(proxy))::get)));

                assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
                assertThat(failure).hasMessageContaining("proxy").hasMessageContaining("password");
            }
        }
    }

    @Nested
    class Bytes {

        private Answer bytes(byte[] body, String... headers) {
            return connection -> {
                connection.write("HTTP/1.1 200 X\r\nContent-Length: " + body.length + "\r\n"
                        + Arrays.stream(headers).map(header -> header + "\r\n").reduce("", String::concat) + "\r\n");
                connection.write(body);
                return true;
            };
        }

        private String text(byte[] body, String... headers) {
            try (LoopbackModelServer server = new LoopbackModelServer(bytes(body, headers))) {
                return port(server.baseUrl(), new Connections()).chat(request()).text();
            }
        }

        private byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/json; charset=ISO-8859-1",
                    "text/plain;charset=GBK",
                    "application/json; charset=\"nonsense\"",
                    "application/json"
                })
        void are_utf8_whatever_the_header_says(String type) {
            assertThat(text(utf8(completion("答案 é")), "Content-Type: " + type)).isEqualTo("答案 é");
        }

        @Test
        void that_are_no_utf8_are_read_as_the_header_says() {
            assertThat(text(
                            completion("答案").getBytes(Charset.forName("GBK")),
                            "Content-Type: application/json; charset=GBK"))
                    .isEqualTo("答案");
        }

        @Test
        void may_begin_with_a_byte_order_mark() {
            assertThat(text(utf8('\ufeff' + completion("Hello")))).isEqualTo("Hello");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Encoding: gzip", "X-Nothing: said"})
        void may_be_compressed(String header) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(packed)) {
                out.write(utf8(completion("Hello")));
            }

            assertThat(text(packed.toByteArray(), header)).isEqualTo("Hello");
        }

        @Test
        void may_hold_what_json_has_not() {
            String odd = completion("line 1\nline 2").replace("\"total_tokens\":10", "\"total_time\":NaN");

            assertThat(text(utf8(odd))).isEqualTo("line 1\nline 2");
        }

        @ParameterizedTest
        @CsvSource({"text/event-stream, data: {}", "text/plain, 'data: {\"choices\":[]}'", "text/plain, ': comment'"})
        void of_a_stream_are_told_as_that_and_not_asked_for_again(String type, String start) {
            byte[] stream = utf8(start + "\n\ndata: [DONE]\n\n");
            try (LoopbackModelServer server = new LoopbackModelServer(bytes(stream, "Content-Type: " + type))) {
                ModelException failure = failure(CallPolicy.defaults().wrap(port(server.baseUrl(), new Connections())));

                assertThat(failure.isRetryable()).isFalse();
                assertThat(failure).hasMessageContaining("the server streams its answer although");
                assertThat(server.received()).hasSize(1);
            }
        }

        @Test
        void with_the_end_of_a_stream_behind_them_are_read() {
            assertThat(text(utf8(completion("Hello") + "\n\ndata: [DONE]\n\n"), "Content-Type: text/event-stream"))
                    .isEqualTo("Hello");
        }

        @Test
        void of_a_page_are_told_with_its_title() {
            try (LoopbackModelServer server =
                    new LoopbackModelServer(ok("<!doctype html><html><title>Sign in</title></html>"))) {
                ModelException failure = failure(port(server.baseUrl(), new Connections()));

                assertThat(failure.kind()).isEqualTo(Kind.MALFORMED_REPLY);
                assertThat(failure).hasMessageEndingWith("said: an HTML page titled \"Sign in\"");
            }
        }
    }

    @Nested
    class Waiting {

        @ParameterizedTest
        @CsvSource({
            "retry-after-ms: 1200, 1200",
            "Retry-After: 1.5, 1500",
            "Retry-After: -1, ",
            "Retry-After: 86400, 86400000"
        })
        void is_as_long_as_the_server_asks(String header, @Nullable Long milliseconds) {
            try (LoopbackModelServer server = new LoopbackModelServer(status(429, "{}", header))) {
                assertThat(failure(port(server.baseUrl(), new Connections())).retryAfter())
                        .isEqualTo(milliseconds == null ? null : Duration.ofMillis(milliseconds));
            }
        }

        @Test
        void follows_the_more_precise_header() {
            try (LoopbackModelServer server =
                    new LoopbackModelServer(status(429, "{}", "Retry-After: 2", "retry-after-ms: 1250"))) {
                assertThat(failure(port(server.baseUrl(), new Connections())).retryAfter())
                        .isEqualTo(Duration.ofMillis(1250));
            }
        }
    }

    @Nested
    class Addresses {

        private ConfigException refusal(String yaml) {
            return catchThrowableOfType(
                    ConfigException.class, () -> config(yaml, Map.of()).port("a"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "base-url: http://localhost:8000/v1",
                    "baseUrl: http://localhost:8000/v1",
                    "api_base: http://localhost:8000/v1",
                    "endpoint: https://gateway.example/v1",
                    "base_urls: ${NOT_SET}",
                    "api-type: azure"
                })
        void under_a_misspelt_name_are_refused_where_the_key_would_go_elsewhere(String line) {
            assertThat(refusal("models:\n  a:\n    api_key: sk-one\n    " + line + "\n"))
                    .hasMessageContaining("line 4: ")
                    .hasMessageContaining("did you mean \"")
                    .hasMessageContaining("would be sent to api.openai.com");
        }

        @Test
        void beside_a_real_one_are_a_notice() throws IOException {
            ModelsConfig config = config(
                    "models:\n  a:\n    base_url: http://localhost:1/v1\n    base-url: http://localhost:2/v1\n",
                    Map.of());

            assertThat(config.port("a")).isNotNull();
            assertThat(config.notices()).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://my_vllm:8000/v1", "https://a_b.example/v1", "http://my_vllm"})
        void with_an_underscore_say_that_Java_cannot_call_them(String url) {
            assertThat(refusal("models:\n  a:\n    base_url: " + url + "\n"))
                    .hasMessageContaining("the base_url of \"a\" has a host with an underscore");
        }

        @ParameterizedTest
        @CsvSource({
            "claude, write anthropic:",
            "google_gemini, write gemini:",
            "deepseek, https://api.deepseek.com/v1",
            "zhipuai, https://open.bigmodel.cn/api/paas/v4",
            "groq, https://api.groq.com/openai/v1",
            "open_llm, openai"
        })
        void of_other_tools_types_are_suggested(String type, String suggestion) {
            assertThat(refusal("models:\n  a: {api_type: " + type + ", api_key: sk-one}\n"))
                    .hasMessageContaining(suggestion)
                    .hasMessageContaining("must be one of openai, azure, anthropic, gemini, ollama");
        }
    }
}
