package io.github.spo4j.examples.ownport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * A port to a server with OpenAI's protocol, as short as a port can be that keeps the whole contract: settings that are
 * not set are not sent, each call sends one request, a call ends in time or when its thread is interrupted, and
 * anything but a reply is a {@link ModelException} of the right kind. Thread-safe.
 */
public final class HttpChatModel implements ChatModelPort {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI address;
    private final String key;
    private final String model;
    private final Duration timeout;

    /** A message in the protocol's format. */
    private record Said(String role, String content) {

        static Said of(Message message) {
            return new Said(message.speaker().name().toLowerCase(Locale.ROOT), message.text());
        }
    }

    /**
     * Creates a port to a server.
     *
     * @param baseUrl the part before {@code /chat/completions}
     * @param key the key
     * @param model the model to use when a request names none
     * @param timeout how long a call may take, from sending to the last byte
     */
    public HttpChatModel(String baseUrl, String key, String model, Duration timeout) {
        this.address = URI.create(baseUrl + "/chat/completions");
        this.key = key;
        this.model = model;
        this.timeout = timeout;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(httpRequest(request), BodyHandlers.ofString());
        try {
            return reply(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new ModelException(Kind.TIMEOUT, "no complete answer within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(Kind.INTERRUPTED, "interrupted while waiting for the answer", e);
        } catch (ExecutionException e) {
            if (isUnconnected(e.getCause())) { // costs nothing
                throw ModelException.notSent(Kind.NETWORK, "the server cannot be reached", e);
            }
            throw new ModelException(Kind.NETWORK, "the server cannot be reached, or the connection broke", e);
        } finally {
            answer.cancel(true); // closes the connection if the answer is not complete
        }
    }

    /** Whether it failed before there was a connection, so that no server has seen the request. */
    private static boolean isUnconnected(@Nullable Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException;
    }

    private HttpRequest httpRequest(ModelRequest request) {
        ModelSettings settings = request.settings();
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("model", settings.name() == null ? model : settings.name());
        body.put("messages", request.messages().stream().map(Said::of).toList());
        body.put("temperature", settings.temperature());
        body.put("top_p", settings.topP());
        body.put("max_tokens", settings.maxOutputTokens());
        body.put("seed", settings.seed());
        body.put("response_format", request.json() ? Map.of("type", "json_object") : null);
        body.values().removeIf(Objects::isNull); // what is not set is not sent
        return HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.valueToTree(body).toString()))
                .build();
    }

    private static ModelReply reply(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw refusal(answer);
        }
        JsonNode root = parsed(answer.body());
        JsonNode choice = root.path("choices").path(0);
        JsonNode message = choice.path("message");
        String end = choice.path("finish_reason").asText("");
        String text = message.path("content").asText("");
        if (root.hasNonNull("error")) {
            throw new ModelException(Kind.SERVER_ERROR, "the server answered 200 with an error");
        } else if (root.path("choices").isArray() && choice.isMissingNode()) {
            throw new ModelException(Kind.NO_CHOICES, "the reply has no choice");
        } else if (!message.isObject()) {
            throw new ModelException(Kind.MALFORMED_REPLY, "the answer is not a chat completion");
        } else if (end.equals("content_filter")) {
            throw new ModelException(Kind.CONTENT_FILTERED, "the provider's filter held the reply back");
        } else if (message.hasNonNull("refusal")) {
            throw new ModelException(Kind.REFUSED, "the model refused to answer");
        } else if (text.isBlank()) {
            throw new ModelException(Kind.BLANK_REPLY, "the reply has no text");
        }
        JsonNode usage = root.path("usage");
        return ModelReply.builder(text)
                .reasoning(message.path("reasoning_content").asText(null))
                .finishReason(
                        switch (end) {
                            case "stop" -> FinishReason.STOP;
                            case "length" -> FinishReason.LENGTH;
                            default -> FinishReason.OTHER;
                        })
                .usage(new TokenUsage(
                        count(usage.path("prompt_tokens")),
                        count(usage.path("completion_tokens")),
                        count(usage.path("prompt_tokens_details").path("cached_tokens")),
                        null,
                        count(usage.path("completion_tokens_details").path("reasoning_tokens"))))
                .servedModel(root.path("model").asText(null))
                .build();
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // no cause: its message quotes the answer, which may contain the key
            throw new ModelException(Kind.MALFORMED_REPLY, "the answer is not JSON: check the address");
        }
    }

    /** Classifies by status and body. The body is not quoted, because it may repeat the key. */
    private static ModelException refusal(HttpResponse<String> answer) {
        int status = answer.statusCode();
        String body = answer.body();
        Kind kind =
                switch (status) {
                    case 401, 403 -> Kind.UNAUTHORIZED;
                    case 402 -> Kind.QUOTA_EXHAUSTED;
                    case 404 -> Kind.NOT_FOUND;
                    case 413 -> Kind.REQUEST_TOO_LONG;
                    case 408, 429 -> body.contains("insufficient_quota") ? Kind.QUOTA_EXHAUSTED : Kind.RATE_LIMITED;
                    default ->
                        status >= 500
                                ? Kind.SERVER_ERROR
                                : body.contains("context_length_exceeded")
                                        ? Kind.REQUEST_TOO_LONG
                                        : body.contains("\"content_") ? Kind.CONTENT_FILTERED : Kind.INVALID_REQUEST;
                };
        Duration wait = answer.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(null);
        return new ModelException(kind, "the server answered with status " + status, null, status, wait);
    }

    /** Unknown is not zero. */
    private static @Nullable Long count(JsonNode number) {
        return number.isIntegralNumber() ? Long.valueOf(number.asLong()) : null;
    }

    @Override
    public String toString() {
        return "HttpChatModel[" + address + "]";
    }
}
