package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.simulation.SimulatedModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that begin a request and never end it. */
@Timeout(120)
class SlowClientsTest {

    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String BEGUN = "GET /health HTTP/1.1\r\nHost: localhost\r\n";

    @TempDir
    private Path folder;

    private final Deque<Socket> slow = new ArrayDeque<>();

    private SpoServer started(HttpLimits limits) throws Exception {
        SpoServer server = Services.start(
                Services.settings(folder, SimulatedModel.builder().build(), JobLimits.standard(), limits));
        new Client(server.url(), null).get("/health").is(200); // so that what is loaded once is loaded
        return server;
    }

    private static HttpLimits limits(int connections, Duration idle) {
        HttpLimits usual = HttpLimits.standard();
        return new HttpLimits(
                usual.requestBytes(),
                usual.requestsPerSecond(),
                usual.burst(),
                usual.waiting(),
                usual.streams(),
                usual.streamsPerToken(),
                connections,
                idle,
                usual.bodyPatience());
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : slow) {
            socket.close();
        }
    }

    private Socket connected(SpoServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        slow.add(socket);
        return socket;
    }

    private static void send(String text, Socket socket) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static void assertThatHealthAnswers(Duration within, SpoServer server) throws Exception {
        long start = System.nanoTime();
        new Client(server.url(), null).get("/health").is(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(within);
    }

    private void assertThatHealthAnswersDespite(int connections, Duration within, SpoServer server) throws Exception {
        for (int i = 0; i < connections; i++) {
            send(BEGUN, connected(server));
        }
        assertThatHealthAnswers(within, server);
        for (int round = 0; round < 3; round++) {
            for (Socket socket : slow) {
                goOn(socket);
            }
            assertThatHealthAnswers(within, server);
        }
    }

    /** Sends a header line, unless the service has hung up. */
    private static void goOn(Socket socket) {
        try {
            send("X-More: 1\r\n", socket);
        } catch (IOException e) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void keep_nobody_out_when_they_are_more_than_the_connections_that_may_be_open() throws Exception {
        try (SpoServer server = started(limits(40, LONG))) {

            assertThatHealthAnswersDespite(120, Duration.ofSeconds(10), server);

            assertThat(isCutOff(slow.getFirst())).isTrue();
            Socket last = slow.getLast();
            send("Connection: close\r\n\r\n", last);
            assertThat(new String(last.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    @Tag("thorough")
    void keep_nobody_out_when_they_are_a_thousand_or_more() throws Exception {
        try (SpoServer server = started(HttpLimits.standard())) {

            assertThatHealthAnswersDespite(1_500, A_SECOND, server);
        }
    }

    private static boolean isCutOff(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        try (InputStream in = socket.getInputStream()) {
            return in.readAllBytes().length == 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void are_cut_off_when_the_head_takes_too_long_though_they_are_never_silent() throws Exception {
        try (SpoServer server = started(limits(40, A_SECOND))) {
            Socket socket = connected(server);
            socket.setSoTimeout(50); // between two lines
            send(BEGUN, socket);
            long start = System.nanoTime();
            boolean open = true;
            while (open && System.nanoTime() - start < Duration.ofSeconds(30).toNanos()) {
                goOn(socket);
                try {
                    open = socket.getInputStream().read() >= 0;
                } catch (SocketTimeoutException e) {
                    open = true;
                } catch (IOException e) {
                    open = false;
                }
            }

            assertThat(open).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void have_the_whole_time_again_for_each_request_on_a_connection() throws Exception {
        try (SpoServer server = started(limits(1, LONG))) {
            Socket socket = connected(server);

            for (int request = 0; request < 3; request++) {
                send(BEGUN, socket);
                send(request < 2 ? "\r\n" : "Connection: close\r\n\r\n", socket);
            }

            String answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(4);
        }
    }
}
