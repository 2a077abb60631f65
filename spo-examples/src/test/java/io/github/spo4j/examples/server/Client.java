package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a service over HTTP. Each answer is held against the OpenAPI document. */
final class Client {

    private static final OpenApi DOCUMENT = OpenApi.read();
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final @Nullable String token;

    Client(String url, @Nullable String token) {
        this.url = url;
        this.token = token;
    }

    /** What came back. */
    record Answer(int status, HttpResponse<byte[]> response) {

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return Client.json(text());
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** The answer, which must have this status. */
        Answer is(int expected) {
            assertThat(status).as(text()).isEqualTo(expected);
            return this;
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE().build());
    }

    Answer post(String path, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    /** A file of a form, or a field that has no file name. */
    static final class Part {

        private final String head;
        private final byte[] content;

        private Part(String head, byte[] content) {
            this.head = head;
            this.content = content;
        }

        static Part field(String name, String content) {
            return new Part("name=\"" + name + "\"", content.getBytes(StandardCharsets.UTF_8));
        }

        static Part file(String name, String fileName, byte[] content) {
            return new Part("name=\"" + name + "\"; filename=\"" + fileName + "\"", content);
        }
    }

    Answer postForm(String path, Part... parts) throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Part part : parts) {
            body.writeBytes(("--b0undary\r\nContent-Disposition: form-data; " + part.head + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(part.content);
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes("--b0undary--\r\n".getBytes(StandardCharsets.UTF_8));
        return send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=b0undary")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build());
    }

    Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        Answer answer = new Answer(response.statusCode(), response);
        Optional<String> type = answer.header("Content-Type");
        Optional<JsonNode> body = type.filter(any -> any.contains("json")).map(any -> answer.json());
        assertThat(DOCUMENT.against(request.method(), request.uri().getPath(), answer.status(), answer::header, body))
                .as("%s %s: %s", request.method(), request.uri(), answer.text())
                .isEmpty();
        return answer;
    }

    /** What the service counts, by the name of the series with its labels. */
    Map<String, Double> metrics() throws IOException, InterruptedException {
        return get("/metrics")
                .is(200)
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
    }

    /** Something that happened to a job. */
    record Event(long id, String type, JsonNode data) {}

    /** The events of a job behind one, until it ends. */
    List<Event> events(String id, long after) throws IOException, InterruptedException {
        try (Stream<String> lines = stream(id, after)) {
            return events(lines);
        }
    }

    /** The lines of a stream of events; to be closed. */
    Stream<String> stream(String id, long after) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = http.send(
                request("/api/v1/jobs/" + id + "/events")
                        .header("Last-Event-ID", Long.toString(after))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return response.body();
    }

    static List<Event> events(Stream<String> lines) {
        List<Event> events = new ArrayList<>();
        long[] id = {0};
        String[] type = {""};
        lines.forEach(line -> {
            if (line.startsWith("id: ")) {
                id[0] = Long.parseLong(line.substring(4));
            } else if (line.startsWith("event: ")) {
                type[0] = line.substring(7);
            } else if (line.startsWith("data: ")) {
                JsonNode data = json(line.substring(6));
                String schema = type[0].substring(0, 1).toUpperCase(Locale.ROOT) + type[0].substring(1) + "Event";
                assertThat(DOCUMENT.against(schema, data)).as(line).isEmpty();
                events.add(new Event(id[0], type[0], data));
            }
        });
        return events;
    }

    /** Waits for the end of a job and returns it. */
    JsonNode ended(String id) throws IOException, InterruptedException {
        long last = 0;
        while (true) {
            List<Event> events = events(id, last);
            if (!events.isEmpty()) {
                last = events.get(events.size() - 1).id();
            }
            JsonNode job = get("/api/v1/jobs/" + id).is(200).json();
            if (Stream.of("done", "failed", "cancelled")
                    .anyMatch(job.path("state").asText()::equals)) {
                return job;
            }
        }
    }
}
