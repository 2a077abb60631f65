package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** A model server on the loopback address that remembers who asked what. A simulation answers, the same to the same. */
final class RecordingServer implements AutoCloseable {

    private final SimulatedServer simulation;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Object lock = new Object();
    private final List<Asked> asked = new ArrayList<>();

    /** A request: with whose key, and what was in it. */
    record Asked(String key, String body) {}

    private RecordingServer(Duration latency) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        simulation =
                SimulatedServer.startRepeatable(SimulatedModel.builder().seed(9).build(), latency);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::serve);
        server.start();
    }

    static RecordingServer start(Duration latency) {
        try {
            return new RecordingServer(latency);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String key = exchange.getRequestHeaders().getFirst("Authorization");
            synchronized (lock) {
                asked.add(new Asked(key.substring("Bearer ".length()), new String(body, UTF_8)));
                lock.notifyAll();
            }
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(URI.create(simulation.baseUrl() + "/chat/completions"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<Asked> asked() {
        synchronized (lock) {
            return List.copyOf(asked);
        }
    }

    long count(Predicate<Asked> which) {
        return asked().stream().filter(which).count();
    }

    /** Waits for so many requests of a kind. */
    void await(long count, Predicate<Asked> which) throws InterruptedException {
        synchronized (lock) {
            while (asked.stream().filter(which).count() < count) {
                lock.wait();
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        simulation.close();
    }
}
