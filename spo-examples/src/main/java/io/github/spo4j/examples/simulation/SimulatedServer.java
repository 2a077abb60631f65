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
 * A server on the loopback address with OpenAI's chat protocol that answers from a {@link SimulatedModel} after a
 * chosen latency. For benchmarks and tests that include the network. Thread-safe.
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
     * Starts a server on a free port that gives a new reply to a repeated request, as models do.
     *
     * @param model gives the replies
     * @param latency how long every answer takes
     * @return the running server
     */
    public static SimulatedServer start(SimulatedModel model, Duration latency) {
        return start(model, latency, true);
    }

    /**
     * Starts a server on a free port that always gives the same reply to the same request.
     *
     * @param model gives the replies
     * @param latency how long every answer takes
     * @return the running server
     */
    public static SimulatedServer startRepeatable(SimulatedModel model, Duration latency) {
        return start(model, latency, false);
    }

    private static SimulatedServer start(SimulatedModel model, Duration latency, boolean sampling) {
        // The JDK's server writes head and body separately; without this each answer waits 40 ms for an
        // acknowledgement.
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

    /** {@return the base URL for a config file} */
    public String baseUrl() {
        InetSocketAddress address = server.getAddress();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/v1";
    }

    /** {@return the number of requests since the start} */
    public int requests() {
        synchronized (lock) {
            return requests;
        }
    }

    /**
     * Waits until this many requests have arrived.
     *
     * @param count the number since the start
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

    /** Waits without a thread, so that any number of requests can wait together. */
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
            // Only the connection can fail here: the client has hung up or was killed.
            LOGGER.log(Level.DEBUG, "a client has gone before its answer", e);
        }
    }

    private static ObjectNode error(@Nullable String message) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("error").put("message", message);
        return root;
    }

    /** The messages give the role; a repeated request gets another sample. */
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
