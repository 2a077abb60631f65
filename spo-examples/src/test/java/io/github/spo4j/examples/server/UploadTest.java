package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.examples.server.Client.Part;
import io.github.spo4j.examples.server.Refusal.Reason;
import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.simulation.SimulatedModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class UploadTest {

    private static final String JOBS = "/api/v1/jobs";
    private static final byte[] ARTICLE = "Tea is hot.".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private SpoServer server;
    private Client client;

    @BeforeEach
    void start() {
        server = Services.start(Services.settings(
                folder,
                SimulatedModel.builder().seed(1).build(),
                JobLimits.standard(),
                patient(Duration.ofSeconds(30))));
        client = new Client(server.url(), null);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static HttpLimits patient(Duration patience) {
        HttpLimits usual = HttpLimits.standard();
        return new HttpLimits(
                usual.requestBytes(),
                usual.requestsPerSecond(),
                usual.burst(),
                usual.waiting(),
                usual.streams(),
                usual.streamsPerToken(),
                usual.connections(),
                usual.idle(),
                patience);
    }

    private JsonNode uploaded(String request, String fileName, int status) throws Exception {
        return client.postForm(JOBS, Part.field("request", request), Part.file("articles", fileName, ARTICLE))
                .is(status)
                .json();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"a\"", "{}", "true"})
    void is_refused_when_its_articles_are_no_list(String articles) throws Exception {
        JsonNode problem = uploaded("{\"kind\": \"extract\", \"articles\": " + articles + "}", "a.txt", 422);

        assertThat(problem.path("code").asText()).isEqualTo("invalid_request");
        assertThat(problem.path("detail").asText()).isEqualTo("articles must be a list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"articles\": null", ", \"articles\": [{\"name\": \"b\", \"text\": \"Tea.\"}]"})
    void has_files_besides_the_articles_of_its_request(String articles) throws Exception {
        JsonNode job = uploaded("{\"kind\": \"extract\"" + articles + "}", "a.txt", 201);

        assertThat(job.path("request").path("articles").findValuesAsText("name"))
                .contains("a.txt");
    }

    @Test
    void has_its_long_names_cut_at_a_whole_character() throws Exception {
        String tail = "a".repeat(195) + ".txt";

        JsonNode job = uploaded("{\"kind\": \"extract\"}", "x\uD83D\uDE00" + tail, 201);

        assertThat(job.path("request").path("articles").findValuesAsText("name"))
                .containsExactly(tail);
    }

    /** An upload of which half has come. The service asks for the rest when it reads it. */
    private static final class Half implements AutoCloseable {

        private static final String BODY =
                "--b\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n{}\r\n--b--\r\n";

        private final Socket socket;
        private final BufferedReader answer;

        Half(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            send("POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n"
                    + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " + BODY.length() + "\r\n\r\n");
            assertThat(answer.readLine()).startsWith("HTTP/1.1 100");
            assertThat(answer.readLine()).isEmpty();
        }

        private void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        String status() throws IOException {
            send(BODY);
            return answer.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void does_not_wait_for_others_that_come_slowly() throws Exception {
        try (Half one = new Half(server.port());
                Half two = new Half(server.port())) {
            uploaded("{\"kind\": \"extract\"}", "a.txt", 201);

            assertThat(one.status()).startsWith("HTTP/1.1 422");
            assertThat(two.status()).startsWith("HTTP/1.1 422");
        }
    }

    @Test
    void waits_for_its_turn_only_so_long() {
        HttpLimits limits = patient(Duration.ZERO);
        Upload upload = new Upload(new RequestBody(limits), limits);

        String read = upload.inTurn(() -> upload.inTurn(() -> {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> upload.inTurn(() -> "a third"))
                    .extracting(Refusal::reason)
                    .isEqualTo(Reason.NOT_READY);
            return "two";
        }));

        assertThat(read).isEqualTo("two");
        assertThat(upload.inTurn(() -> "later")).isEqualTo("later");
    }
}
