package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.github.spo4j.model.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request once and waits for the whole answer, body included, no longer than the time-out.
 *
 * <p>LangChain4j's client stops the clock when the headers have arrived, so that a stalled body hangs, and drops the
 * {@code Retry-After} header; hence this one. It does not stream, which no model built on it does. Thread-safe.
 */
final class TimedHttpClient implements HttpClient {

    /** Some servers write NaN for a count, or a line break into a text as it is. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private static final Pattern STREAM = Pattern.compile("\\s*(?:data|event|id|retry)?:");

    private final ModelServer.Access access;
    private final AnswerFormat format;

    private TimedHttpClient(ModelServer.Access access) {
        this.access = access;
        format = access.endpoint().type().answers();
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        Duration limit = CallDeadline.cut(access.timeout(), access.clock());
        java.net.http.HttpRequest converted = converted(request);
        CompletableFuture<HttpResponse<byte[]>> answer = access.connections()
                .pool(converted.uri(), access.proxy())
                .sendAsync(converted, BodyHandlers.ofByteArray());
        try {
            return read(limit == null ? answer.get() : answer.get(nanoseconds(limit), TimeUnit.NANOSECONDS));
        } catch (java.util.concurrent.TimeoutException e) {
            throw new CallFailure(
                    ModelException.Kind.TIMEOUT,
                    "no complete answer within "
                            + FailedCall.seconds(limit == null || limit.isNegative() ? Duration.ZERO : limit)
                            + ": raise the time-out, limit the length of replies (max_tokens) or have fewer calls in flight",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the answer", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw broken(e.getCause());
        } finally {
            answer.cancel(true); // closes the connection if the answer is not complete
        }
    }

    private static long nanoseconds(Duration time) {
        return TimeUnit.NANOSECONDS.convert(time);
    }

    private RuntimeException broken(@Nullable Throwable cause) {
        for (Throwable here = cause; here != null; here = here.getCause()) {
            if (here instanceof HttpConnectTimeoutException) {
                String time = FailedCall.seconds(access.connections().connectTimeout());
                return CallFailure.unconnected(
                        ModelException.Kind.NETWORK,
                        "no connection within " + time + ": check address, network and proxy",
                        null,
                        here);
            }
            if (here instanceof UnresolvedAddressException || here instanceof UnknownHostException) {
                return CallFailure.unconnected(
                        ModelException.Kind.NETWORK,
                        "the server's name is not known: check address, network and proxy",
                        null,
                        here);
            }
            if (isTls(here)) {
                return CallFailure.unconnected(
                        ModelException.Kind.NOT_FOUND,
                        "no secure connection (TLS): check that the address is https, the certificate and the proxy",
                        innermost(here),
                        here);
            }
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return CallFailure.unconnected(
                    ModelException.Kind.NETWORK,
                    "the connection is refused: check that the server runs, its address and the network",
                    null,
                    cause);
        }
        return new UncheckedIOException(cause instanceof IOException broken ? broken : new IOException(cause));
    }

    /** Whether it is about keys and certificates, which another attempt does not mend; a connection may also just break. */
    private static boolean isTls(Throwable e) {
        return e instanceof SSLHandshakeException
                || e instanceof SSLPeerUnverifiedException
                || (e instanceof SSLException
                        && String.valueOf(e.getMessage()).contains("Unsupported or unrecognized SSL message"));
    }

    /** The reason that names what is wrong with the certificate. */
    private static @Nullable String innermost(Throwable e) {
        Throwable here = e;
        for (int depth = 0; here.getCause() != null && depth < 10; depth++) {
            here = here.getCause();
        }
        return here.getMessage() == null ? e.getMessage() : here.getMessage();
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("this client does not stream");
    }

    private java.net.http.HttpRequest converted(HttpRequest request) {
        java.net.http.HttpRequest.Builder converted = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .method(
                        request.method().name(),
                        request.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> converted.header(name, value)));
        URI address = URI.create(request.url());
        String authorization = access.connections().proxyAuthorization(address, access.proxy());
        if (authorization != null) {
            converted.header("Proxy-Authorization", authorization);
        }
        return converted.build();
    }

    private SuccessfulHttpResponse read(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        String body = AnswerText.of(answer.body(), answer.headers());
        if (status < 200 || status > 299) {
            throw failure(answer, body);
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(status)
                .headers(Map.of("Content-Type", List.of("application/json; charset=utf-8"))) // it is decoded here
                .body(prepared(answer, body))
                .build();
    }

    /** Some gateways answer 200 with an error instead of content. */
    private String prepared(HttpResponse<byte[]> answer, String body) {
        try {
            JsonNode root = JSON.readTree(body);
            if (root.path(format.content()).isEmpty() && ErrorBody.isIn(root)) {
                throw failure(answer, body);
            }
            if (!(root instanceof ObjectNode object)) {
                throw AnswerFormat.unexpected("the answer is no JSON object");
            }
            format.prepare(object);
            return object.toString();
        } catch (JsonProcessingException e) {
            throw unreadable(answer, body, e);
        }
    }

    /** What came in place of JSON. */
    private static RuntimeException unreadable(
            HttpResponse<byte[]> answer, String body, JsonProcessingException problem) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")
                || STREAM.matcher(body).lookingAt()) {
            return new CallFailure(
                    ModelException.Kind.INVALID_REQUEST,
                    "the server streams its answer although it was asked not to (stream: false): "
                            + "switch streaming off there or call the model without that gateway",
                    problem);
        }
        if (ErrorBody.isPage(body)) {
            return new CallFailure(
                    ModelException.Kind.MALFORMED_REPLY,
                    "a page for people came in place of the model's answer: check base_url and the network",
                    ErrorBody.of(body).words());
        }
        return new UncheckedIOException(problem);
    }

    private HttpFailure failure(HttpResponse<byte[]> answer, String body) {
        Optional<Duration> precise =
                answer.headers().firstValue("retry-after-ms").flatMap(TimedHttpClient::milliseconds);
        Duration wait = precise.or(
                        () -> answer.headers().firstValue("Retry-After").flatMap(this::wait))
                .orElse(null);
        return new HttpFailure(answer.statusCode(), body, wait);
    }

    private static Optional<Duration> milliseconds(String header) {
        String value = header.strip();
        return value.matches("[0-9]{1,12}(\\.[0-9]{1,9})?")
                ? Optional.of(Duration.ofMillis(new BigDecimal(value).longValue()))
                : Optional.empty();
    }

    /** Seconds or a date (RFC 9110, 10.2.3), also part of a second; anything else is ignored. */
    private Optional<Duration> wait(String header) {
        String value = header.strip();
        if (value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            return milliseconds(new BigDecimal(value).movePointRight(3).toPlainString());
        }
        try {
            Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            Duration wait = Duration.between(access.clock().instant(), then);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** For LangChain4j's builders. The two time-outs that they set are not used: the server's is for the whole call. */
    static final class Builder implements HttpClientBuilder {

        private final ModelServer.Access access;
        private @Nullable Duration connectTimeout;
        private @Nullable Duration readTimeout;

        Builder(ModelServer.Access access) {
            this.access = access;
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
            return new TimedHttpClient(access);
        }
    }
}
