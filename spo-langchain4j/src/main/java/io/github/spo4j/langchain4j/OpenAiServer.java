package io.github.spo4j.langchain4j;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import io.github.spo4j.model.ModelSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks OpenAI's chat protocol: OpenAI's own, a gateway, or a local one such as Ollama or vLLM.
 *
 * <pre>{@code
 * ChatModelPort port = OpenAiServer.builder()
 *         .baseUrl("http://localhost:11434/v1")
 *         .build()
 *         .port(ModelSettings.named("llama3.2"));
 * }</pre>
 *
 * <p>Its models send each request once: LangChain4j's hidden retries are off, redirects are not followed, and retrying
 * is left to the caller's policy. The time-out is for the whole call, so that a body that stalls or trickles ends too.
 * {@code Retry-After} reaches {@link io.github.spo4j.model.ModelException#retryAfter()}. Nothing is logged. Connections
 * are kept open and shared by all ports of one server, so make one server for a run. Needs the
 * {@code langchain4j-open-ai} dependency. Thread-safe; nothing to close.
 */
public final class OpenAiServer implements ModelServer {

    static final String DEFAULT_URL = "https://api.openai.com/v1";
    static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    private final ChatModel model;
    private final LangChain4jChatModel.Limits limits;
    private final KeyMask mask;
    private final Clock clock;
    private final String baseUrl;

    private OpenAiServer(Builder builder) {
        baseUrl = builder.baseUrl;
        clock = builder.clock;
        mask = KeyMask.of(builder.apiKey);
        // OpenAI's reasoning models refuse max_tokens, and many other servers know nothing else
        limits = "api.openai.com".equalsIgnoreCase(URI.create(baseUrl).getHost())
                ? LangChain4jChatModel.Limits.COMPLETION_TOKENS
                : LangChain4jChatModel.Limits.AS_LANGCHAIN4J;
        model = OpenAiChatModel.builder()
                .httpClientBuilder(new TimedHttpClient.Builder(builder.connections, clock))
                .baseUrl(baseUrl)
                .apiKey(builder.apiKey)
                .timeout(builder.timeout)
                .maxRetries(0)
                .returnThinking(true)
                .logRequests(false)
                .logResponses(false)
                .build();
    }

    /**
     * Starts a server.
     *
     * @return a builder with OpenAI's address, no key and a time-out of 120 seconds
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A port to the server's models.
     *
     * @param own what is sent where a request sets nothing itself, at least the model's name unless every request
     *     names one
     * @return the port; it shares the server's connections
     */
    @Override
    public LangChain4jChatModel port(ModelSettings own) {
        return new LangChain4jChatModel(model, requireNonNull(own, "own"), limits, mask, clock);
    }

    @Override
    public String toString() {
        return "OpenAiServer[" + mask.mask(baseUrl) + "]";
    }

    /** Collects what an {@link OpenAiServer} is made of. Not thread-safe. */
    public static final class Builder {

        private String baseUrl = DEFAULT_URL;
        private @Nullable String apiKey;
        private Duration timeout = DEFAULT_TIMEOUT;
        private Clock clock = Clock.systemUTC();
        private Connections connections = new Connections();

        private Builder() {}

        /**
         * Sets the server's address.
         *
         * @param value what comes before {@code /chat/completions}; default {@code https://api.openai.com/v1}
         * @return this builder
         * @throws IllegalArgumentException if it is no http or https address with a host, or holds a user, query or
         *     fragment; the message does not repeat it, because a key could be in it
         */
        public Builder baseUrl(String value) {
            if (!isBaseUrl(requireNonNull(value, "baseUrl"))) {
                throw new IllegalArgumentException(
                        "baseUrl must be an http or https address with a host and no user, query or fragment");
            }
            baseUrl = value;
            return this;
        }

        /**
         * Sets the key.
         *
         * @param value the key; none is sent if it is not set, which suits most local servers
         * @return this builder
         * @throws IllegalArgumentException if it is empty or has a character that cannot be in an HTTP header
         */
        public Builder apiKey(String value) {
            if (!isSendable(requireNonNull(value, "apiKey"))) {
                throw new IllegalArgumentException("apiKey is empty or has a blank or a character outside of ASCII");
            }
            apiKey = value;
            return this;
        }

        /**
         * Sets how long a whole call may take.
         *
         * @param value from sending to the last byte of the answer; default 120 seconds
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("timeout must be positive: " + value);
            }
            timeout = value;
            return this;
        }

        /**
         * Sets the clock that deadlines and dates in {@code Retry-After} are measured by.
         *
         * @param value default: the system's
         * @return this builder
         */
        public Builder clock(Clock value) {
            clock = requireNonNull(value, "clock");
            return this;
        }

        Builder connections(Connections value) {
            connections = value;
            return this;
        }

        /**
         * Makes the server. Nothing is sent yet.
         *
         * @return the server
         */
        public OpenAiServer build() {
            return new OpenAiServer(this);
        }
    }

    static boolean isBaseUrl(String text) {
        try {
            URI uri = new URI(text);
            return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static boolean isSendable(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
