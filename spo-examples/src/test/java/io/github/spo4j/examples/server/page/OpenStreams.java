package io.github.spo4j.examples.server.page;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Other viewers of a job, who have its streams. */
final class OpenStreams implements AutoCloseable {

    private final List<Socket> sockets = new ArrayList<>();

    /** Opens streams, as many as others may have left free. */
    static OpenStreams of(URI service, String job, int number) throws IOException {
        OpenStreams streams = new OpenStreams();
        for (int i = 0; i < number; i++) {
            streams.open(service, job);
        }
        return streams;
    }

    private void open(URI service, String job) throws IOException {
        Socket socket = new Socket(service.getHost(), service.getPort());
        sockets.add(socket);
        socket.getOutputStream()
                .write(("GET /api/v1/jobs/" + job + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        if (in.read() < 0) { // the answer has begun
            throw new IOException("the service has hung up");
        }
    }

    boolean areOpen() {
        return sockets.stream().noneMatch(Socket::isClosed);
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
