package io.github.spo4j.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Stands in for a provider on the loopback interface: gives scripted answers and keeps its requests. */
public final class StandInServer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final Function<Request, Answer> answers;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "stand-in-server");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * What a request held.
     *
     * @param method the HTTP method
     * @param path the path, without a query
     * @param headers the headers, their names in lower case, the first value of each
     * @param body the body as text
     */
    public record Request(String method, String path, Map<String, String> headers, String body) {

        /**
         * The body as JSON.
         *
         * @return its root
         * @throws UncheckedIOException if it is none
         */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * What a request is answered with.
     *
     * @param status the HTTP status
     * @param body the body
     * @param headers as "Name: value"
     */
    public record Answer(int status, String body, List<String> headers) {

        /** Closes the connection without a word. */
        public static final Answer HANG_UP = new Answer(0, "", List.of());

        /** Says nothing until the server is closed. */
        public static final Answer SILENCE = new Answer(0, "", List.of("silence"));

        /**
         * A success.
         *
         * @param json the body
         * @return the answer
         */
        public static Answer ok(String json) {
            return of(200, json);
        }

        /**
         * An answer in JSON.
         *
         * @param status the HTTP status
         * @param json the body
         * @param headers as "Name: value"
         * @return the answer
         */
        public static Answer of(int status, String json, String... headers) {
            return new Answer(status, json, List.of(headers));
        }
    }

    /**
     * Starts to listen on a free port.
     *
     * @param answer what each request is answered with
     */
    public StandInServer(Answer answer) {
        this(any -> answer);
    }

    /**
     * Starts to listen on a free port.
     *
     * @param answers what a request is answered with; called from several threads at once
     */
    public StandInServer(Function<Request, Answer> answers) {
        this.answers = answers;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /**
     * Where it listens.
     *
     * @return the address, without a slash at the end
     */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * What it was sent.
     *
     * @return all requests, in the order of arrival
     */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /**
     * The only request.
     *
     * @return what it held
     * @throws AssertionError if there was none or more than one
     */
    public Request only() {
        if (requests.size() != 1) {
            throw new AssertionError("expected one request, got " + requests.size());
        }
        return requests.get(0);
    }

    /**
     * Opens when the first request is there.
     *
     * @return the latch
     */
    public CountDownLatch arrived() {
        return arrived;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    headers,
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            requests.add(request);
            arrived.countDown();
            Answer answer = answers.apply(request);
            if (answer.equals(Answer.SILENCE)) {
                closed.await();
            }
            if (answer.status() != 0) {
                write(answer, exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(Answer answer, HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        for (String header : answer.headers()) {
            int colon = header.indexOf(':');
            exchange.getResponseHeaders()
                    .set(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        byte[] body = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
