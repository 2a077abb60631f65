package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request once and waits for the whole answer, body included, no longer than the time-out.
 *
 * <p>LangChain4j's client stops the clock when the headers have arrived, so that a stalled body hangs, and drops the
 * {@code Retry-After} header; hence this one. It does not stream, which no model built on it does. Thread-safe.
 */
final class TimedHttpClient implements HttpClient {

    private static final JsonMapper JSON = new JsonMapper();

    private final Connections connections;
    private final Duration timeout;
    private final Clock clock;
    private final AnswerFormat format;

    private TimedHttpClient(Connections connections, Duration timeout, Clock clock, AnswerFormat format) {
        this.connections = connections;
        this.timeout = timeout;
        this.clock = clock;
        this.format = format;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        Duration limit = CallDeadline.cut(timeout, clock);
        java.net.http.HttpRequest converted = converted(request);
        CompletableFuture<HttpResponse<String>> answer =
                connections.pool(converted.uri()).sendAsync(converted, BodyHandlers.ofString());
        try {
            return read(answer.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS));
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the answer", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new UncheckedIOException(
                    e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause()));
        } finally {
            answer.cancel(true); // closes the connection if the answer is not complete
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("this client does not stream");
    }

    private static java.net.http.HttpRequest converted(HttpRequest request) {
        java.net.http.HttpRequest.Builder converted = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .method(
                        request.method().name(),
                        request.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> converted.header(name, value)));
        return converted.build();
    }

    private SuccessfulHttpResponse read(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status < 200 || status > 299) {
            throw failure(answer);
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(status)
                .headers(answer.headers().map())
                .body(prepared(answer))
                .build();
    }

    /** Some gateways answer 200 with an error instead of content. */
    private String prepared(HttpResponse<String> answer) {
        try {
            JsonNode root = JSON.readTree(answer.body());
            if (root.hasNonNull("error") && root.path(format.content()).isEmpty()) {
                throw failure(answer);
            }
            if (!(root instanceof ObjectNode object)) {
                throw AnswerFormat.unexpected("the answer is no JSON object");
            }
            format.prepare(object);
            return object.toString();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpFailure failure(HttpResponse<String> answer) {
        Duration wait =
                answer.headers().firstValue("Retry-After").map(this::wait).orElse(null);
        return new HttpFailure(answer.statusCode(), answer.body(), wait);
    }

    /** Seconds or a date (RFC 9110, 10.2.3); anything else is ignored. */
    private @Nullable Duration wait(String header) {
        String value = header.strip();
        try {
            if (value.matches("[0-9]{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(value));
            }
            Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            Duration wait = Duration.between(clock.instant(), then);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** For LangChain4j's builders. They set two time-outs; here the read time-out is for the whole call. */
    static final class Builder implements HttpClientBuilder {

        private final Connections connections;
        private final Clock clock;
        private final AnswerFormat format;
        private @Nullable Duration connectTimeout;
        private @Nullable Duration readTimeout;

        Builder(Connections connections, Clock clock, AnswerFormat format) {
            this.connections = connections;
            this.clock = clock;
            this.format = format;
        }

        @Override
        public @Nullable Duration connectTimeout() {
            return connectTimeout;
        }

        @Override
        public Builder connectTimeout(@Nullable Duration value) {
            connectTimeout = value;
            return this;
        }

        @Override
        public @Nullable Duration readTimeout() {
            return readTimeout;
        }

        @Override
        public Builder readTimeout(@Nullable Duration value) {
            readTimeout = value;
            return this;
        }

        @Override
        public HttpClient build() {
            return new TimedHttpClient(
                    connections, readTimeout == null ? ModelServer.DEFAULT_TIMEOUT : readTimeout, clock, format);
        }
    }
}
