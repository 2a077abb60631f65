package io.github.spo4j.examples.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulatedServerTest {

    private static final String QUESTION = "{\"messages\": [{\"role\": \"user\", \"content\": \"Is it late?\"}]}";

    private static HttpResponse<String> asked(SimulatedServer server, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.baseUrl() + "/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Asks and hangs up as a process does that is killed. */
    private static void askAndHangUp(SimulatedServer server) throws IOException, InterruptedException {
        URI url = URI.create(server.baseUrl());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoLinger(true, 0);
            String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                    + QUESTION.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + QUESTION).getBytes(US_ASCII));
            server.awaitRequests(1);
        }
    }

    @Test
    void goes_on_quietly_when_a_client_has_hung_up() throws Exception {
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
        SimulatedModel model = SimulatedModel.builder().build();
        try (SimulatedServer server = SimulatedServer.start(model, Duration.ofMillis(50))) {
            askAndHangUp(server);

            assertThat(asked(server, QUESTION).statusCode()).isEqualTo(200);
            assertThat(uncaught).isEmpty();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void refuses_what_is_no_json() throws Exception {
        try (SimulatedServer server =
                SimulatedServer.start(SimulatedModel.builder().build(), Duration.ZERO)) {
            HttpResponse<String> response = asked(server, "{");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("the request is no JSON");
        }
    }
}
