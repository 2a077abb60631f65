package io.github.spo4j.examples.simulation;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.Speaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server on this machine's loopback address that speaks OpenAI's chat protocol and answers from a
 * {@link SimulatedModel}, after a latency of choice. For benchmarks and tests that want the network in between.
 * Thread-safe.
 */
public final class SimulatedServer implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(SimulatedServer.class.getName());
    private static final JsonMapper JSON = new JsonMapper();
    private static final int THREADS = 64;

    private final SimulatedModel model;
    private final Duration latency;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final boolean sampling;
    private final Map<String, AtomicInteger> repeats = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private int requests;

    private SimulatedServer(SimulatedModel model, Duration latency, boolean sampling) throws IOException {
        this.model = model;
        this.latency = latency;
        this.sampling = sampling;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::serve);
    }

    /**
     * Starts a server on a free port that gives another reply when the same is asked again, as models do.
     *
     * @param model what answers
     * @param latency how long every answer takes
     * @return the running server
     */
    public static SimulatedServer start(SimulatedModel model, Duration latency) {
        return start(model, latency, true);
    }

    /**
     * Starts a server on a free port that always answers the same to the same.
     *
     * @param model what answers
     * @param latency how long every answer takes
     * @return the running server
     */
    public static SimulatedServer startRepeatable(SimulatedModel model, Duration latency) {
        return start(model, latency, false);
    }

    private static SimulatedServer start(SimulatedModel model, Duration latency, boolean sampling) {
        // The JDK's server writes head and body apart; without this each answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            SimulatedServer started =
                    new SimulatedServer(requireNonNull(model, "model"), requireNonNull(latency, "latency"), sampling);
            started.server.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where it listens.
     *
     * @return the base URL to put into a config
     */
    public String baseUrl() {
        InetSocketAddress address = server.getAddress();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/v1";
    }

    /**
     * How many requests came in.
     *
     * @return the number since the start
     */
    public int requests() {
        synchronized (lock) {
            return requests;
        }
    }

    /**
     * Waits until so many requests have come in.
     *
     * @param count how many since the start
     * @throws InterruptedException if the wait is interrupted
     */
    public void awaitRequests(int count) throws InterruptedException {
        synchronized (lock) {
            while (requests < count) {
                lock.wait();
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** Waits without holding a thread, so that any number of requests can wait together. */
    private void serve(HttpExchange exchange) throws IOException {
        synchronized (lock) {
            requests++;
            lock.notifyAll();
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        CompletableFuture.delayedExecutor(latency.toMillis(), TimeUnit.MILLISECONDS, threads)
                .execute(() -> answer(exchange, body));
    }

    private void answer(HttpExchange exchange, byte[] body) {
        try (exchange) {
            try {
                send(exchange, 200, completion(model.chat(request(JSON.readTree(body)))));
            } catch (ModelException e) {
                send(exchange, e.status() == null ? 500 : e.status(), error(e.getMessage()));
            } catch (IOException e) {
                send(exchange, 400, error("the request is no JSON"));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, JsonNode content) {
        byte[] bytes = content.toString().getBytes(StandardCharsets.UTF_8);
        try {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            // Only the connection can fail here: who asked has hung up or was killed, as clients may.
            LOGGER.log(Level.DEBUG, "an answer found nobody to take it", e);
        }
    }

    private static ObjectNode error(@Nullable String message) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("error").put("message", message);
        return root;
    }

    /** What was asked says in which role; asking the same again wants another sample. */
    private ModelRequest request(JsonNode body) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            Speaker speaker = Speaker.valueOf(message.path("role").asText().toUpperCase(Locale.ROOT));
            messages.add(new Message(speaker, message.path("content").asText()));
        }
        int repeat = sampling
                ? repeats.computeIfAbsent(messages.toString(), any -> new AtomicInteger())
                        .getAndIncrement()
                : 0;
        ModelRole role = role(messages.get(messages.size() - 1).text());
        CallId id =
                role == ModelRole.OPTIMIZE ? new CallId(repeat + 1, "", 0) : new CallId(1, Integer.toString(repeat), 0);
        return ModelRequest.of(role, messages).callId(id).build();
    }

    private static ModelRole role(String text) {
        Optional<String> material = Fenced.in(text).stream().map(Fenced::label).findFirst();
        if (material.equals(Optional.of("article"))) {
            return ModelRole.EXTRACT;
        }
        if (material.equals(Optional.of("json"))) {
            return ModelRole.MERGE;
        }
        if (text.contains("\n# A\n") && text.contains("\n# B\n")) {
            return ModelRole.EVALUATE;
        }
        return text.contains("```prompt\n") ? ModelRole.OPTIMIZE : ModelRole.EXECUTE;
    }

    private static ObjectNode completion(ModelReply reply) {
        ObjectNode root = JSON.createObjectNode();
        root.put("id", "simulated").put("object", "chat.completion").put("model", "simulation");
        ObjectNode choice = root.putArray("choices").addObject();
        choice.put("index", 0).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", reply.text());
        Long input = reply.usage().input();
        Long output = reply.usage().output();
        if (input != null && output != null) {
            root.putObject("usage")
                    .put("prompt_tokens", input)
                    .put("completion_tokens", output)
                    .put("total_tokens", input + output);
        }
        return root;
    }

    @Override
    public String toString() {
        return "SimulatedServer[" + baseUrl() + "]";
    }
}
