package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.examples.server.Client.Answer;
import io.github.spo4j.examples.server.Client.Part;
import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people try. Each is refused with 4xx, the service stays up, and nothing of the machine is told. */
@Timeout(300)
class HostileRequestsTest {

    private static final long SEED = 20261125;
    private static final int FUZZED = 1_000;
    private static final int THOROUGHLY_FUZZED = 10_000;
    private static final String SECRET = "SERVER-LOCAL-SECRET";
    private static final String JOBS = "/api/v1/jobs";

    @TempDir
    private static Path folder;

    private static Path secret;
    private static SpoServer server;
    private static Client client;

    @BeforeAll
    static void start() throws IOException {
        secret = Files.writeString(folder.resolve("secret.txt"), SECRET);
        HttpLimits usual = HttpLimits.standard();
        HttpLimits limits = new HttpLimits(
                200_000,
                1_000_000,
                1_000_000,
                usual.waiting(),
                usual.streams(),
                usual.streamsPerToken(),
                usual.connections(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1));
        server = Services.start(
                Services.settings(folder.resolve("data"), HostileRequestsTest::chat, JobLimits.standard(), limits));
        client = new Client(server.url(), null);
    }

    private static ModelReply chat(ModelRequest request) {
        request.messages()
                .forEach(message ->
                        assertThat(message.text()).as("what a model is sent").doesNotContain(SECRET));
        return SimulatedModel.builder().build().chat(request);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void the_service_is_up() throws Exception {
        client.get("/health").is(200);
    }

    /** What a socket gets back for these bytes, until the service closes the connection or says nothing more. */
    private static String raw(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
            socket.shutdownOutput();
            return answer(socket);
        }
    }

    private static String answer(Socket socket) throws IOException {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (SocketException e) {
            return ""; // cut off
        }
    }

    private static void assertThatNothingLeaks(String answer) {
        assertThat(answer)
                .doesNotContain(
                        SECRET, "Exception", "\tat ", "io.github", "jetty", "Jetty", "java.", "/tmp/", "org.h2");
    }

    static Stream<Arguments> requests() {
        String job = "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        return Stream.of(
                argumentSet("no host", "GET /api/v1/jobs HTTP/1.1\r\nConnection: close\r\n\r\n", "4"),
                argumentSet(
                        "wrong host",
                        "GET /api/v1/jobs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
                        "421"),
                argumentSet(
                        "wrong host for the page",
                        "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
                        "421"),
                argumentSet(
                        "two hosts",
                        "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
                        "4"),
                argumentSet(
                        "another host in the address",
                        "GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "4"),
                argumentSet(
                        "foreign origin",
                        job + "Origin: http://evil.example\r\nContent-Type: application/json\r\nContent-Length:"
                                + " 2\r\n\r\n{}",
                        "403"),
                argumentSet(
                        "an origin that begins like ours",
                        job
                                + "Origin: http://localhost.evil.example\r\nContent-Type: application/json\r\nContent-Length:"
                                + " 2\r\n\r\n{}",
                        "403"),
                argumentSet(
                        "no origin",
                        job + "Origin: null\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                        "403"),
                argumentSet(
                        "another site, says the browser",
                        job
                                + "Sec-Fetch-Site: cross-site\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                        "403"),
                argumentSet(
                        "foreign origin, old endpoint",
                        job.replace("/api/v1/jobs", "/optimize")
                                + "Origin: http://evil.example\r\nContent-Type: application/json\r\nContent-Length:"
                                + " 2\r\n\r\n{}",
                        "403"),
                argumentSet(
                        "foreign origin, another method said",
                        "GET /api/v1/jobs/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-HTTP-Method-Override:"
                                + " DELETE\r\nOrigin: http://evil.example\r\n\r\n",
                        "400"),
                argumentSet("a form of a page", job + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", "415"),
                argumentSet("no type", job + "Content-Length: 2\r\n\r\n{}", "415"),
                argumentSet(
                        "up", "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "4"),
                argumentSet(
                        "up, encoded",
                        "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "4"),
                argumentSet(
                        "up, a part encoded",
                        "GET /web/..%2f..%2fapplication.yaml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "4"),
                argumentSet(
                        "a class of ours",
                        "GET /logback.xml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "404"),
                argumentSet(
                        "a job called up",
                        "GET /api/v1/jobs/../../x/archive HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "4"),
                argumentSet("no HTTP", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n", "400"),
                argumentSet("half a request", "GET /health HTTP/1.1\r\nHost: loc", ""),
                argumentSet(
                        "long header",
                        "GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(10_000) + "\r\n\r\n",
                        "431"),
                argumentSet("long address", "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", "4"),
                argumentSet(
                        "two lengths",
                        job + "Content-Length: 2\r\nContent-Length: 3\r\nContent-Type: application/json\r\n\r\n{}",
                        "400"),
                argumentSet(
                        "length and chunks",
                        job + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\nContent-Type:"
                                + " application/json\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                        "400"),
                argumentSet(
                        "1 GB, it says",
                        job + "Content-Length: 1000000000\r\nContent-Type: application/json\r\n\r\n{",
                        "413"),
                argumentSet(
                        "another method",
                        "TRACE /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "4"),
                argumentSet(
                        "a method of its own",
                        "PWN /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "4"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_request_that_means_no_good_is_refused(String request, String status) throws Exception {
        String answer = raw(request.getBytes(ISO_8859_1));

        if (!status.isEmpty()) {
            assertThat(answer).startsWith("HTTP/1.1 " + status);
        }
        assertThatNothingLeaks(answer);
    }

    static Stream<Arguments> types() {
        return Stream.of(
                argumentSet("a charset that there was once", "application/json; charset=utf-7", 415),
                argumentSet("no charset", "application/json; charset=no-such-charset", 415),
                argumentSet("a charset that is no name", "application/json; charset=\"*/ -\"", 415),
                argumentSet("an empty charset", "application/json; charset=", 415),
                argumentSet("a charset that JSON does not have", "application/json; charset=iso-8859-1", 415),
                argumentSet("two charsets, one of them wrong", "application/json; charset=utf-8; charset=utf-7", 415),
                argumentSet("a form's charset", "multipart/form-data; charset=utf-7; boundary=b", 415),
                argumentSet("an open quote", "application/json; charset=\"utf-8", 415),
                argumentSet("parameters of nothing", "; charset=utf-7", 415),
                argumentSet("no type but signs", ";;=;\"", 415),
                argumentSet("a form without a boundary", "multipart/form-data", 400),
                argumentSet("JSON as most write it", "application/json;charset=UTF-8", 422),
                argumentSet("JSON as some write it", "Application/JSON ; Charset = \"utf-8\"", 422));
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_body_in_another_charset_or_of_no_type_is_refused(String type, int status) throws Exception {
        for (String path : List.of(JOBS, "/api/v1/templates/check", "/optimize")) {
            String request = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
                    + type + "\r\nContent-Length: 2\r\n\r\n{}";

            String answer = raw(request.getBytes(ISO_8859_1));

            boolean form = path.equals(JOBS) && status == 400;
            assertThat(answer).as(path).startsWith("HTTP/1.1 " + (form || status != 400 ? status : 415));
            assertThatNothingLeaks(answer);
        }
    }

    @Test
    void a_charset_of_nothing_is_no_matter_where_there_is_no_body() throws Exception {
        client.send(client.request("/health")
                        .header("Content-Type", "text/plain; charset=utf-7")
                        .build())
                .is(200);
    }

    @Test
    void an_own_origin_is_taken() throws Exception {
        client.post(
                        "/api/v1/templates/check",
                        "{\"template\": \"a\"}",
                        "Origin",
                        server.url(),
                        "Sec-Fetch-Site",
                        "same-origin")
                .is(200);
    }

    @Test
    void every_answer_has_the_headers_that_browsers_heed() throws Exception {
        for (String path : List.of("/health", "/api/v1/jobs", "/none", "/api/v1/jobs/none", "/openapi.yaml")) {
            Answer answer = client.get(path);
            assertThat(answer.header("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.header("X-Frame-Options")).contains("DENY");
            assertThat(answer.header("Referrer-Policy")).contains("no-referrer");
            assertThat(answer.header("Server")).isEmpty();
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
        assertThat(raw("\u0016\u0003\r\n\r\n".getBytes(ISO_8859_1))).contains("Content-Security-Policy");
    }

    @Test
    void a_body_without_an_end_is_cut_off_at_the_limit() throws Exception {
        String head = "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        byte[] chunk = ("2000\r\n" + " ".repeat(0x2000) + "\r\n").getBytes(ISO_8859_1);
        long sent = 0;
        String answer;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write((head + "Transfer-Encoding: chunked\r\n\r\n").getBytes(ISO_8859_1));
            try {
                while (sent < 1_000_000_000) {
                    out.write(chunk);
                    sent += chunk.length;
                }
            } catch (SocketException e) {
                assertThat(sent).isLessThan(1_000_000_000); // the service has hung up
            }
            answer = answer(socket);
        }
        assertThat(sent).isLessThan(100_000_000);
        if (!answer.isEmpty()) {
            assertThat(answer).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void a_body_that_comes_too_slowly_is_cut_off() throws Exception {
        long start = System.nanoTime();
        String answer;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 100\r\n\r\n{")
                            .getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            answer = answer(socket); // says nothing more
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(answer).startsWith("HTTP/1.1 408");
        assertThatNothingLeaks(answer);
    }

    private static byte[] zipBomb() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bomb)) {
            zip.putNextEntry(new ZipEntry("word/document.xml"));
            byte[] nothing = new byte[1 << 20];
            for (int i = 0; i < 150; i++) {
                zip.write(nothing);
            }
            zip.closeEntry();
        }
        return bomb.toByteArray();
    }

    @Test
    void an_archive_that_is_much_larger_inside_is_refused() throws Exception {
        byte[] bomb = zipBomb();
        assertThat(bomb.length).isLessThan(200_000);

        Answer answer = client.postForm(
                JOBS, Part.field("request", "{\"kind\": \"extract\"}"), Part.file("articles", "a.docx", bomb));

        answer.is(422);
        assertThatNothingLeaks(answer.text());
    }

    @Test
    void a_path_is_text_wherever_it_stands() throws Exception {
        String path = secret.toString().replace('\\', '/'); // as text in JSON
        client.post(
                        "/optimize",
                        "{\"prompt\": \"%1$s\", \"article_text\": \"%1$s\", \"fact_info\": \"%1$s\"}".formatted(path))
                .is(200);
        client.post("/extract-style", "{\"text\": \"" + path + "\"}").is(200);
        for (String template : List.of(path, "file://" + path, "!!java.io.File [" + path + "]", "prompt: &a [*a]")) {
            Answer answer = client.post(JOBS, "{\"kind\": \"optimize\", \"template\": \"" + template + "\"}");
            answer.is(422);
            assertThat(answer.text()).doesNotContain(SECRET);
        }
        Answer upload = client.postForm(
                JOBS,
                Part.field("request", "{\"kind\": \"extract\"}"),
                Part.file("articles", "../../.." + path, "Tea is hot.".getBytes(UTF_8)));
        String id = upload.is(201).json().path("id").asText();
        assertThat(client.ended(id).toString()).doesNotContain(SECRET);
        assertThat(client.get(JOBS + "/" + id + "/archive").response().body()).isNotEmpty();
    }

    @Test
    void a_script_is_text_wherever_it_stands() throws Exception {
        String script = "<script>alert(1)</script>";
        String template =
                Services.TEMPLATE.replace("Solve the problem.", script).replace("What is", script);
        Answer made = client.post(
                JOBS,
                "{\"kind\": \"optimize\", \"max_rounds\": 2, \"name\": \"" + script + "\", \"template\": \"" + template
                        + "\"}");
        String id = made.is(201).json().path("id").asText();
        JsonNode job = client.ended(id);
        List<Answer> answers = new ArrayList<>(List.of(
                made,
                client.get(JOBS),
                client.get(JOBS + "/" + id),
                client.get(JOBS + "/" + id + "/rounds"),
                client.get(JOBS + "/" + id + "/export?format=prompty"),
                client.get(JOBS + "/%3Cscript%3E"),
                client.get(JOBS + "?before=%3Cscript%3E"),
                client.get("/%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
                client.post("/optimize", "{\"prompt\": \"" + script + "\"}"),
                client.post(JOBS, "{\"" + script + "\": 1, \"kind\": \"optimize\"}"),
                client.post(JOBS, "{\"kind\": \"" + script + "\"}")));

        assertThat(job.path("name").asText()).isEqualTo(script);
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.header("Content-Type").orElse("")).matches("application/(problem\\+)?json"));
    }

    @Test
    void requests_at_random_are_refused_and_harm_nothing() throws Exception {
        fuzz(FUZZED);
    }

    @Test
    @Tag("thorough")
    void ten_thousand_requests_at_random_are_refused_and_harm_nothing() throws Exception {
        fuzz(THOROUGHLY_FUZZED);
    }

    private static void fuzz(int requests) throws Exception {
        Random random = new Random(SEED);
        Fuzz fuzz = new Fuzz(random);
        int refused = 0;
        for (int i = 0; i < requests; i++) {
            Fuzz.Request request = fuzz.next();
            Answer answer;
            try {
                answer = client.post(request.path(), request.body(), "Content-Type", request.type());
            } catch (AssertionError e) {
                throw new AssertionError("seed " + SEED + ", request " + i + ": " + request, e);
            }
            assertThat(answer.status())
                    .as("seed %d, request %d: %s", SEED, i, request)
                    .isBetween(400, 499);
            assertThatNothingLeaks(answer.text());
            refused++;
        }
        System.out.printf("%d requests at random, seed %d: all refused with 4xx%n", refused, SEED);
    }

    /** Requests that are nearly right. */
    private static final class Fuzz {

        private static final List<String> PATHS = List.of(
                "/optimize",
                "/extract-style",
                JOBS,
                JOBS,
                JOBS,
                "/api/v1/estimates",
                JOBS + "/none/resume",
                JOBS + "/none/decisions",
                JOBS + "/%20/cancel",
                "/none");
        private static final List<String> TYPES = List.of(
                "application/json",
                "application/json",
                "application/json",
                "application/json",
                "text/plain",
                "multipart/form-data; boundary=b",
                "multipart/form-data",
                "application/x-www-form-urlencoded");
        private static final List<String> VALUES = List.of(
                "null",
                "1e999",
                "-1",
                "[]",
                "{}",
                "[[[[[[]]]]]]",
                "\"\\ud800\"",
                "\"\\u0000\"",
                "\"../../etc/passwd\"",
                "\"<script>\"",
                "99999999999999999999999",
                "true",
                "\"\"");

        private final Random random;

        record Request(String path, String type, String body) {}

        Fuzz(Random random) {
            this.random = random;
        }

        private <T> T one(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        Request next() {
            String body =
                    switch (random.nextInt(4)) {
                        case 0 -> noise();
                        case 1 -> damaged(Services.optimization(", \"oops\": 1"));
                        case 2 ->
                            "{\"kind\": " + one(VALUES) + ", \"template\": " + one(VALUES) + ", \"prompt\": "
                                    + one(VALUES) + ", \"text\": " + one(List.of("1", "[]", "\"\"", "null")) + "}";
                        default ->
                            "{\"kind\": \"style\", \"articles\": " + one(VALUES) + ", \"budget\": " + one(VALUES)
                                    + ", \"name\": 1}";
                    };
            return new Request(one(PATHS), one(TYPES), body);
        }

        private String noise() {
            StringBuilder noise = new StringBuilder();
            int length = random.nextInt(200);
            for (int i = 0; i < length; i++) {
                noise.append((char) random.nextInt(0x300));
            }
            return noise.toString();
        }

        /** Never right again: it has a field too many, and what cuts into it only makes it worse. */
        private String damaged(String right) {
            StringBuilder text = new StringBuilder(right);
            for (int i = random.nextInt(5); i >= 0; i--) {
                int place = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.deleteCharAt(place);
                } else {
                    text.insert(place, (char) (32 + random.nextInt(95)));
                }
            }
            return text.toString();
        }
    }
}
