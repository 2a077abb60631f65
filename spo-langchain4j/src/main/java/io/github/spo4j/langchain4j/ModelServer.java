package io.github.spo4j.langchain4j;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.model.chat.ChatModel;
import io.github.spo4j.internal.Require;
import io.github.spo4j.model.ModelSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A provider's address with a key.
 *
 * <pre>{@code
 * ChatModelPort claude = ModelServer.anthropic()
 *         .apiKey(System.getenv("ANTHROPIC_API_KEY"))
 *         .build()
 *         .port(ModelSettings.named("NAME"));
 * ChatModelPort local = ModelServer.ollama().build().port(ModelSettings.named("NAME"));
 * }</pre>
 *
 * <p>A proxy of the JVM ({@code -Dhttps.proxyHost}, {@code -Dhttp.proxyHost}) is used, else one of the environment ({@code
 * HTTPS_PROXY}, {@code HTTP_PROXY}, {@code NO_PROXY}).
 *
 * <p>Its models send each request once: LangChain4j's hidden retries are off, redirects are not followed, and retries are
 * up to the caller's policy. How long a call may take is up to the policy, too, and to the request's deadline, unless {@link
 * Builder#timeout} sets less; a connection must be there within ten seconds. The time that a server asks
 * to wait is in {@link io.github.spo4j.model.ModelException#retryAfter()}. No request or reply is logged. All ports of one
 * server share its open connections, so make one server for a run. Thread-safe; nothing to close.
 *
 * <p><b>Settings that a model refuses are not sent</b>, with one warning. These are known by the model's name:
 *
 * <ul>
 *   <li>OpenAI's reasoning models (o1, o3, o4, gpt-5 and later, but not gpt-5.1, 5.2 and 5.4, which reason only on
 *       request, and none with "chat" in the name) take neither temperature nor top_p, and take
 *       {@code max_completion_tokens} in place of {@code max_tokens}. So do the servers of OpenAI and Azure for all models.
 *   <li>Claude from 4.7 on takes neither temperature nor top_p; from 4.1 on only one of the two, and temperature is
 *       sent. Anthropic takes temperatures up to 1 and no seed.
 * </ul>
 *
 * <p>In a config file, {@code refuses} lists them for any model, see {@link ModelsConfig}.
 *
 * <p><b>Anthropic requires a limit of output tokens.</b> The default is 4,096 for Claude 3, which allows no more; 16,384
 * from Claude 4.7 on, which may think within that limit; otherwise 8,192.
 *
 * <p>No model is asked to think or to show its thoughts; what it shows unasked is the reply's reasoning.
 *
 * <p>OpenAI, Azure and Ollama need the dependency {@code dev.langchain4j:langchain4j-open-ai}, the others {@code
 * dev.langchain4j:langchain4j-anthropic} and {@code dev.langchain4j:langchain4j-google-ai-gemini}.
 */
public final class ModelServer {

    private final Access access;
    private final KeyMask mask;
    private final Omissions omissions = new Omissions();

    /** By seed, which Gemini's client takes only when it is built; null cannot be a key. */
    private final Map<Optional<Integer>, ChatModel> models = new ConcurrentHashMap<>();

    /** A server with all that its clients need. */
    record Access(
            ApiType.Endpoint endpoint,
            @Nullable Duration timeout,
            Proxies.@Nullable Address proxy,
            Connections connections,
            Clock clock) {

        TimedHttpClient.Builder httpClient() {
            return new TimedHttpClient.Builder(this);
        }

        /** Host and port, which a message may show. */
        String address() {
            URI uri = URI.create(endpoint.baseUrl());
            return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        }

        /** How the server is reached, for the message of a failure. */
        String way() {
            String used = connections.proxy(URI.create(endpoint.baseUrl()), proxy);
            return used == null ? "without a proxy" : "through the proxy " + used;
        }
    }

    private ModelServer(Access access) {
        this.access = access;
        mask = KeyMask.of(access.endpoint().key());
        model(Optional.empty()); // fails now if anything is wrong
    }

    /**
     * OpenAI, or another server that speaks its chat protocol: a gateway, vLLM, …
     *
     * @return a builder with OpenAI's address, no key and no time-out of its own
     */
    public static Builder openAi() {
        return new Builder(ApiType.OPENAI);
    }

    /**
     * Azure OpenAI, through its v1 API. A model's name is that of its deployment.
     *
     * @param baseUrl the resource's address with the API's path: {@code https://NAME.openai.azure.com/openai/v1}
     * @return a builder with this address, no key and no time-out of its own; it needs a key
     * @throws IllegalArgumentException see {@link Builder#baseUrl(String)}
     */
    public static Builder azure(String baseUrl) {
        return new Builder(ApiType.AZURE).baseUrl(baseUrl);
    }

    /**
     * Anthropic, or another server that speaks its Messages API.
     *
     * @return a builder with Anthropic's address, no key and no time-out of its own; it needs a key
     */
    public static Builder anthropic() {
        return new Builder(ApiType.ANTHROPIC);
    }

    /**
     * Google's Gemini API.
     *
     * @return a builder with Google's address, no key and no time-out of its own; it needs a key
     */
    public static Builder gemini() {
        return new Builder(ApiType.GEMINI);
    }

    /**
     * Ollama, through the part of it that speaks OpenAI's protocol.
     *
     * @return a builder with the address {@code http://localhost:11434/v1}, no key and no time-out of its own
     */
    public static Builder ollama() {
        return new Builder(ApiType.OLLAMA);
    }

    /**
     * A port to the server's models.
     *
     * @param own the settings for what a request does not set; at least the model's name, unless every request has one
     * @return the port; it shares the server's connections
     */
    public LangChain4jChatModel port(ModelSettings own) {
        return port(own, null);
    }

    /** A port to a model; {@code refused} is null if it is not known what the model refuses. */
    LangChain4jChatModel port(ModelSettings own, @Nullable Set<Setting> refused) {
        return new LangChain4jChatModel(
                settings -> model(seed(settings)),
                requireNonNull(own, "own"),
                ModelSettings.unset(),
                new SettingFilter(
                        access.endpoint().type(), access.endpoint().knowsCompletionTokens(), refused, omissions),
                mask,
                access);
    }

    private ChatModel model(Optional<Integer> seed) {
        return models.computeIfAbsent(seed, any -> access.endpoint().type().model(access, any.orElse(null)));
    }

    private Optional<Integer> seed(ModelSettings settings) {
        return access.endpoint().type() == ApiType.GEMINI
                ? Optional.ofNullable(LangChain4jChatModel.seed(settings))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "ModelServer[" + access.endpoint().type().label() + ", "
                + mask.mask(access.endpoint().baseUrl()) + "]";
    }

    /** Collects what a {@link ModelServer} is made of. Not thread-safe. */
    public static final class Builder {

        private final ApiType type;
        private @Nullable String baseUrl;
        private @Nullable String apiKey;
        private @Nullable Duration timeout;
        private Proxies.@Nullable Address proxy;
        private Clock clock = Clock.systemUTC();
        private Connections connections = new Connections();

        private Builder(ApiType type) {
            this.type = type;
            baseUrl = type.defaultUrl();
        }

        /** The builder of a server that a config file describes. */
        static Builder of(ApiType.Endpoint endpoint) {
            Builder builder = new Builder(endpoint.type()).baseUrl(endpoint.baseUrl());
            return endpoint.key() == null ? builder : builder.apiKey(endpoint.key());
        }

        /**
         * Sets the server's address, for a gateway or a local server. The key is sent there.
         *
         * @param value what comes before {@code /chat/completions}, {@code /messages} or {@code /models/…}, with the
         *     API's version; default the provider's
         * @return this builder
         * @throws IllegalArgumentException if it is no http or https address with a host, or holds a user, query or
         *     fragment, or lacks the path that a known provider has; the message does not repeat it, because it could
         *     hold a key
         */
        public Builder baseUrl(String value) {
            type.complaint(requireNonNull(value, "baseUrl")).ifPresent(complaint -> {
                throw new IllegalArgumentException("baseUrl " + complaint);
            });
            baseUrl = value.replaceFirst("/+$", "");
            return this;
        }

        /**
         * Sets the key.
         *
         * @param value the key; default none, which suits most local servers
         * @return this builder
         * @throws IllegalArgumentException if it is empty or has a character that cannot be in an HTTP header
         */
        public Builder apiKey(String value) {
            if (!ApiType.isSendable(requireNonNull(value, "apiKey"))) {
                throw new IllegalArgumentException("apiKey is empty or has a blank or a character outside of ASCII");
            }
            apiKey = value;
            return this;
        }

        /**
         * Limits a whole call. Set it for calls that no {@link io.github.spo4j.policy.CallPolicy} limits, or to give up on
         * this server sooner than the policy does: the shorter time counts.
         *
         * @param value from sending to the last byte of the answer; default: no limit
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration value) {
            timeout = Require.positive(value, "timeout");
            return this;
        }

        /**
         * Sets the clock for deadlines and for dates in {@code Retry-After}, for tests.
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

        Builder proxy(Proxies.@Nullable Address value) {
            proxy = value;
            return this;
        }

        /**
         * Makes the server. Nothing is sent yet.
         *
         * @return the server
         * @throws IllegalStateException if the provider's dependency is not on the class path, or no key is set where
         *     the provider wants one
         */
        public ModelServer build() {
            type.missingDependency().ifPresent(missing -> {
                throw new IllegalStateException("the api type " + type.label() + " " + missing);
            });
            if (apiKey == null && type.needsKey()) {
                throw new IllegalStateException("apiKey is not set, and " + type.label() + " wants one");
            }
            ApiType.Endpoint endpoint = new ApiType.Endpoint(type, requireNonNull(baseUrl, "baseUrl"), apiKey);
            return new ModelServer(new Access(endpoint, timeout, proxy, connections, clock));
        }
    }
}
