package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.Speaker;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A model server on loopback sockets, one for each role, that answers from a {@link SimulatedModel} until it is told to
 * misbehave. It works on raw sockets, because some faults are below HTTP. The same question gets the same answer, and
 * the n-th rewrite that it gives is the n-th sample, so that runs which were disturbed can be compared with one that was
 * not.
 */
final class MisbehavingServer implements AutoCloseable {

    /** What no file, request or message may repeat. */
    static final String ERROR_TEXT = "UPSTREAM-ERROR-TEXT";

    private static final JsonMapper JSON = new JsonMapper();
    private static final int BACKLOG = 50;
    private static final Duration BYTE_BY_BYTE = Duration.ofSeconds(1);

    private final SimulatedModel model;
    private final Map<ModelRole, Door> doors = new EnumMap<>(ModelRole.class);
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    MisbehavingServer(SimulatedModel model) {
        this.model = model;
        for (ModelRole role : List.of(ModelRole.OPTIMIZE, ModelRole.EXECUTE, ModelRole.EVALUATE)) {
            doors.put(role, new Door(role));
        }
    }

    /** How one request is not answered as it should be. False ends the connection. */
    @FunctionalInterface
    interface Misdeed {

        boolean on(Connection connection) throws IOException;
    }

    String baseUrl(ModelRole role) {
        return "http://127.0.0.1:" + door(role).port + "/v1";
    }

    /** The next request in this role, or all from now on, is answered this way. */
    void misbehave(ModelRole role, Misdeed misdeed, boolean once) {
        door(role).misbehave(misdeed, times(once));
    }

    /** The next request in this role, or all from now on, is answered properly, except that no usage is reported. */
    void leaveOutUsage(ModelRole role, boolean once) {
        door(role).leaveOutUsage(times(once));
    }

    private static int times(boolean once) {
        return once ? 1 : Integer.MAX_VALUE;
    }

    /** Refuses connections in this role, and breaks those that are open. */
    void refuse(ModelRole role) {
        door(role).close();
    }

    /** Takes connections again and answers properly. */
    void heal() {
        doors.values().forEach(Door::heal);
    }

    /** How many requests were received, answered properly or not. */
    int requests() {
        return doors.values().stream().mapToInt(Door::received).sum();
    }

    /** How many requests were answered as they should be. */
    Map<ModelRole, Integer> answered() {
        Map<ModelRole, Integer> answered = new EnumMap<>(ModelRole.class);
        doors.forEach((role, door) -> answered.put(role, door.answered()));
        return answered;
    }

    /** What was received. */
    List<String> bodies() {
        return bodies;
    }

    private Door door(ModelRole role) {
        Door door = doors.get(role);
        if (door == null) {
            throw new IllegalArgumentException("no door for " + role);
        }
        return door;
    }

    @Override
    public void close() {
        doors.values().forEach(Door::close);
    }

    private static ObjectNode completion(ModelReply reply) {
        ObjectNode root = JSON.createObjectNode().put("id", "1").put("model", "served");
        ObjectNode choice = root.putArray("choices").addObject().put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", reply.text());
        root.putObject("usage")
                .put("prompt_tokens", reply.usage().input())
                .put("completion_tokens", reply.usage().output());
        return root;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "misbehaving-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where requests in one role come in. */
    private final class Door {

        private final ModelRole role;
        private final int port;
        private final List<Socket> open = new CopyOnWriteArrayList<>();
        private final Object lock = new Object();
        private ServerSocket listening;
        private @Nullable Misdeed misdeed;
        private int misdeedsLeft;
        private int withoutUsage;
        private int received;
        private int answered;

        Door(ModelRole role) {
            this.role = role;
            listening = listening(0);
            port = listening.getLocalPort();
            take(listening);
        }

        int received() {
            synchronized (lock) {
                return received;
            }
        }

        int answered() {
            synchronized (lock) {
                return answered;
            }
        }

        void misbehave(Misdeed how, int times) {
            synchronized (lock) {
                misdeed = how;
                misdeedsLeft = times;
            }
        }

        void leaveOutUsage(int times) {
            synchronized (lock) {
                withoutUsage = times;
            }
        }

        void heal() {
            synchronized (lock) {
                misdeedsLeft = 0;
                withoutUsage = 0;
                if (listening.isClosed()) {
                    listening = listening(port);
                    take(listening);
                }
            }
        }

        private static ServerSocket listening(int where) {
            try {
                ServerSocket socket = new ServerSocket();
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), where), BACKLOG);
                return socket;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void take(ServerSocket from) {
            daemon(() -> {
                while (!from.isClosed()) {
                    try {
                        Socket socket = from.accept();
                        open.add(socket);
                        daemon(() -> serve(socket));
                    } catch (IOException e) {
                        return; // closed
                    }
                }
            });
        }

        private void serve(Socket socket) {
            try (socket) {
                Connection connection = new Connection(socket);
                String body = connection.readRequest();
                while (body != null && answer(body, connection)) {
                    body = connection.readRequest();
                }
            } catch (IOException e) {
                return; // the client hung up, as it should when it waits no longer
            }
        }

        private boolean answer(String body, Connection connection) throws IOException {
            bodies.add(body);
            Misdeed deed;
            int sample = 1;
            boolean usage = true;
            synchronized (lock) {
                received++;
                deed = misdeedsLeft > 0 ? misdeed : null;
                if (deed != null) {
                    misdeedsLeft--;
                } else {
                    answered++;
                    sample = role == ModelRole.OPTIMIZE ? answered : 1;
                    usage = withoutUsage == 0;
                    withoutUsage = Math.max(0, withoutUsage - 1);
                }
            }
            if (deed != null) {
                return deed.on(connection);
            }
            ObjectNode completion = completion(reply(body, sample));
            if (!usage) {
                completion.remove("usage");
            }
            connection.answer(200, completion.toString());
            return true;
        }

        private ModelReply reply(String body, int sample) throws IOException {
            List<Message> messages = new ArrayList<>();
            for (JsonNode message : JSON.readTree(body).path("messages")) {
                messages.add(new Message(
                        Speaker.valueOf(message.path("role").asText().toUpperCase(Locale.ROOT)),
                        message.path("content").asText()));
            }
            return model.chat(ModelRequest.of(role, messages)
                    .callId(new CallId(sample, "0", 0))
                    .build());
        }

        void close() {
            try {
                synchronized (lock) {
                    listening.close();
                }
                for (Socket socket : open) {
                    socket.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** One kept connection. */
    static final class Connection {

        private final Socket socket;
        private final InputStream in;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void answer(int status, String body, String... headers) throws IOException {
            write(head(status, length(body), headers) + body);
        }

        /** Announces more than it sends. */
        void answerHalf(String body) throws IOException {
            write(head(200, 2 * length(body)) + body);
        }

        private static int length(String body) {
            return body.getBytes(StandardCharsets.UTF_8).length;
        }

        private static String head(int status, int length, String... headers) {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nContent-Length: " + length + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            return head.append("\r\n").toString();
        }

        private void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** The client gets a reset in place of an orderly end. */
        boolean reset() throws IOException {
            socket.setSoLinger(true, 0);
            return false;
        }

        boolean waitForHangUp() throws IOException {
            while (in.read() >= 0) {
                // a client that waits sends nothing more
            }
            return false;
        }

        /** A byte, then another one a second later, until the client hangs up. */
        boolean trickle(String body) throws IOException {
            write(head(200, length(body)));
            socket.setSoTimeout((int) BYTE_BY_BYTE.toMillis());
            for (int i = 0; i < body.length() && (i == 0 || !isHungUp()); i++) {
                write(body.substring(i, i + 1));
            }
            return false;
        }

        private boolean isHungUp() throws IOException {
            try {
                return in.read() < 0;
            } catch (SocketTimeoutException e) {
                return false;
            }
        }

        /** The body of the next request, or null at the end. */
        private @Nullable String readRequest() throws IOException {
            if (line().isEmpty()) {
                return null;
            }
            int length = 0;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring(header.indexOf(':') + 1).strip());
                }
            }
            return new String(in.readNBytes(length), StandardCharsets.UTF_8);
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
