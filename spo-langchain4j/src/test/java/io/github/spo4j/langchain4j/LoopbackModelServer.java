package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A model server on a loopback socket, with kept connections. It records what it is sent and answers as scripted; the
 * last answer of the script is repeated. It works on raw sockets, because the faults that matter are below HTTP.
 */
final class LoopbackModelServer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final ServerSocket listening;
    private final Queue<Answer> script = new ArrayDeque<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);

    /** What a request held. */
    record Received(String method, String path, Map<String, String> headers, String text) {

        JsonNode body() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** How to answer one request. False ends the connection. */
    @FunctionalInterface
    interface Answer {
        boolean to(Connection connection) throws IOException;
    }

    LoopbackModelServer(Answer... answers) {
        script.addAll(List.of(answers));
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + listening.getLocalPort() + "/v1";
    }

    List<Received> received() {
        return received;
    }

    Received only() {
        if (received.size() != 1) {
            throw new AssertionError("expected one request, got " + received.size());
        }
        return received.get(0);
    }

    int connections() {
        return open.size();
    }

    /** Opens when a request is there. */
    CountDownLatch arrived() {
        return arrived;
    }

    /** Opens when a client closed its end before the answer was complete. */
    CountDownLatch hungUp() {
        return hungUp;
    }

    static String completion(String message, String rest) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"served-model\",\"choices\":"
                + "[{\"index\":0,\"message\":" + message + ",\"finish_reason\":\"stop\"}]" + rest + "}";
    }

    static String completion(String text) {
        return completion(
                "{\"role\":\"assistant\",\"content\":\"" + text + "\"}",
                ",\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}");
    }

    static Answer ok(String body) {
        return status(200, body);
    }

    static Answer status(int status, String body, String... headers) {
        return connection -> {
            connection.write(head(status, length(body), headers) + body);
            return true;
        };
    }

    static Answer html(int status, String body) {
        return connection -> {
            connection.write("HTTP/1.1 " + status + " X\r\nContent-Type: text/html\r\nContent-Length: " + length(body)
                    + "\r\n\r\n" + body);
            return true;
        };
    }

    /** Says nothing at all until the client gives up. */
    static Answer silence() {
        return Connection::waitForHangUp;
    }

    /** Sends headers and half a body, then nothing until the client gives up. */
    static Answer stalledBody(String body) {
        return connection -> {
            connection.write(head(200, length(body)) + body.substring(0, body.length() / 2));
            return connection.waitForHangUp();
        };
    }

    /** Sends a body that never ends, a blank at a time, so that the connection is never idle. */
    static Answer trickle() {
        return connection -> {
            connection.write(head(200, 1_000_000));
            return connection.trickleUntilHangUp();
        };
    }

    /** Sends half a body and closes the connection in order. */
    static Answer closedMidBody(String body) {
        return connection -> {
            connection.write(head(200, length(body)) + body.substring(0, body.length() / 2));
            return false;
        };
    }

    /** Sends half a body and resets the connection. */
    static Answer resetMidBody(String body) {
        return connection -> {
            connection.write(head(200, length(body)) + body.substring(0, body.length() / 2));
            connection.reset();
            return false;
        };
    }

    /** Closes the connection without a word. */
    static Answer closedAtOnce() {
        return connection -> false;
    }

    private static int length(String body) {
        return body.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String head(int status, int length, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + length + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Connection connection = new Connection(socket, hungUp);
            Received request = connection.read();
            while (request != null) {
                received.add(request);
                Answer answer = next();
                arrived.countDown();
                if (!answer.to(connection)) {
                    return;
                }
                request = connection.read();
            }
        } catch (IOException e) {
            hungUp.countDown();
        }
    }

    private synchronized Answer next() {
        Answer answer = script.size() > 1 ? script.poll() : script.peek();
        return answer == null ? ok(completion("Hello")) : answer;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "loopback-model-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One kept connection. */
    static final class Connection {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final CountDownLatch hungUp;

        private Connection(Socket socket, CountDownLatch hungUp) throws IOException {
            this.socket = socket;
            this.hungUp = hungUp;
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
        }

        boolean waitForHangUp() throws IOException {
            while (in.read() >= 0) {
                // a client that waits sends nothing more
            }
            hungUp.countDown();
            return false;
        }

        boolean trickleUntilHangUp() throws IOException {
            socket.setSoTimeout(10);
            while (true) {
                try {
                    if (in.read() < 0) {
                        hungUp.countDown();
                        return false;
                    }
                } catch (SocketTimeoutException e) {
                    write(" ");
                }
            }
        }

        private @Nullable Received read() throws IOException {
            String start = line();
            if (start.isEmpty()) {
                return null;
            }
            Map<String, String> headers = new TreeMap<>();
            for (String header = line(); !header.isEmpty(); header = line()) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            String[] parts = start.split(" ", -1);
            return new Received(parts[0], parts[1], headers, body);
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                if (c != '\r') {
                    line.write(c);
                }
            }
            return line.toString(StandardCharsets.UTF_8);
        }
    }
}
