package io.github.spo4j.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of server that there are, and what each wants of a config file's entry. */
enum ApiType {
    /** OpenAI and every server that speaks its protocol. */
    OPENAI("langchain4j-open-ai", "https://api.openai.com/v1", "api\\.openai\\.com", "/v1", "OPENAI_API_KEY"),
    /** Azure OpenAI's v1 API: OpenAI's protocol with another header for the key. */
    AZURE("langchain4j-open-ai", null, ".*\\.azure\\.com", "/openai/v1", "AZURE_OPENAI_API_KEY"),
    /** Anthropic's Messages API. */
    ANTHROPIC(
            "langchain4j-anthropic",
            "https://api.anthropic.com/v1",
            "api\\.anthropic\\.com",
            "/v1",
            "ANTHROPIC_API_KEY"),
    /** Google's Gemini API. */
    GEMINI(
            "langchain4j-google-ai-gemini",
            "https://generativelanguage.googleapis.com/v1beta",
            "generativelanguage\\.googleapis\\.com",
            "/v1beta",
            "GEMINI_API_KEY"),
    /** Ollama's OpenAI-compatible part. */
    OLLAMA("langchain4j-open-ai", "http://localhost:11434/v1", ".*", "/v1", "OLLAMA_API_KEY");

    /** What example files have instead of a key. */
    private static final Pattern PLACEHOLDER = Pattern.compile("(?i)(sk-(ant-)?)?(\\.{2,}|…|x{3,}|\\*{3,})|sk-(ant-)?"
            + "|<.*>|.*your[-_ ].*|change[-_ ]?me|todo|\\$[a-z_]+|%[a-z_]+%");

    private static final Pattern UNDERSCORE =
            Pattern.compile("(?i)https?://(?=[^/:@]*_)[a-z0-9._-]+(?::[0-9]*)?(?:/|$)");

    private final String artifact;
    private final @Nullable String defaultUrl;
    private final Pattern ownHosts;
    private final String ownPath;
    private final String keyVariable;

    ApiType(String artifact, @Nullable String defaultUrl, String ownHosts, String ownPath, String keyVariable) {
        this.artifact = artifact;
        this.defaultUrl = defaultUrl;
        this.ownHosts = Pattern.compile(ownHosts, Pattern.CASE_INSENSITIVE);
        this.ownPath = ownPath;
        this.keyVariable = keyVariable;
    }

    /** What to write for types of other tools, MetaGPT's among them; the address is the provider's OpenAI-compatible one. */
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("claude", "anthropic"),
            Map.entry("google_gemini", "gemini"),
            Map.entry("google", "gemini"),
            Map.entry("azure_openai", "azure"),
            Map.entry("fireworks", openAiAt("https://api.fireworks.ai/inference/v1")),
            Map.entry("zhipuai", openAiAt("https://open.bigmodel.cn/api/paas/v4")),
            Map.entry("dashscope", openAiAt("https://dashscope.aliyuncs.com/compatible-mode/v1")),
            Map.entry("deepseek", openAiAt("https://api.deepseek.com/v1")),
            Map.entry("moonshot", openAiAt("https://api.moonshot.cn/v1")),
            Map.entry("mistral", openAiAt("https://api.mistral.ai/v1")),
            Map.entry("groq", openAiAt("https://api.groq.com/openai/v1")),
            Map.entry("openrouter", openAiAt("https://openrouter.ai/api/v1")),
            Map.entry("siliconflow", openAiAt("https://api.siliconflow.cn/v1")),
            Map.entry("ark", openAiAt("https://ark.cn-beijing.volces.com/api/v3")),
            Map.entry("qianfan", openAiAt("https://qianfan.baidubce.com/v2")),
            Map.entry("yi", openAiAt("https://api.lingyiwanwu.com/v1")),
            Map.entry("spark", openAiAt("https://spark-api-open.xf-yun.com/v1")),
            Map.entry("lm_studio", openAiAt("http://localhost:1234/v1")),
            Map.entry("llama_api", openAiAt("the server's address")),
            Map.entry("open_llm", openAiAt("the server's address")),
            Map.entry("vllm", openAiAt("the server's address")));

    private static String openAiAt(String address) {
        return "openai, and " + address + " as base_url";
    }

    /** What to write in place of a type that is not known here, if that is known. */
    static Optional<String> insteadOf(String type) {
        return Optional.ofNullable(INSTEAD.get(type.toLowerCase(Locale.ROOT).replace('-', '_')));
    }

    /** Looks up a setting of an entry, its variables replaced. */
    @FunctionalInterface
    interface Values {

        /** The setting, or empty if it is not there or blank. */
        Optional<String> text(String key);
    }

    /** One server with one key; entries with equal ones share connections. */
    record Endpoint(ApiType type, String baseUrl, @Nullable String key) {

        /** Whether it knows {@code max_completion_tokens}; many that speak OpenAI's protocol do not. */
        boolean knowsCompletionTokens() {
            return type == AZURE || (type == OPENAI && type.isOwn(URI.create(baseUrl)));
        }

        // written out, because a record builds these when first used, which costs 10 ms of the start

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Endpoint that
                    && type == that.type
                    && baseUrl.equals(that.baseUrl)
                    && Objects.equals(key, that.key);
        }

        @Override
        public int hashCode() {
            return Objects.hash(type, baseUrl, key);
        }

        @Override
        public String toString() {
            return "Endpoint[" + type + "]";
        }
    }

    /**
     * The server of an entry.
     *
     * @throws ConfigException if something is missing or wrong
     */
    Endpoint endpoint(ConfigEntry entry, Values values) {
        missingDependency().ifPresent(missing -> {
            throw entry.wrong("api_type", "is " + label() + ", which " + missing);
        });
        Optional<String> written = values.text("base_url");
        if (written.isEmpty() && this != OLLAMA && defaultUrl != null) { // Ollama's is this machine
            entry.requireNoOtherAddress(URI.create(defaultUrl).getHost());
        }
        String baseUrl = written.or(() -> Optional.ofNullable(defaultUrl))
                .orElseThrow(() -> entry.wrong(
                        "base_url",
                        "is missing: write the address of your resource there, "
                                + "such as https://NAME.openai.azure.com/openai/v1"));
        complaint(baseUrl).ifPresent(complaint -> {
            throw entry.wrong("base_url", complaint);
        });
        String key = values.text("api_key").orElse(null);
        if (key == null && (needsKey() || (this == OPENAI && isOwn(URI.create(baseUrl))))) {
            throw entry.wrong("api_key", "is missing: write ${" + keyVariable + "} there and set that variable");
        }
        if (key != null && PLACEHOLDER.matcher(key).matches()) {
            throw entry.wrong("api_key", "is a placeholder: put your key there, or ${" + keyVariable + "}");
        }
        if (key != null && !isSendable(key)) {
            throw entry.wrong("api_key", "has a blank or a character that no key has: copy it again");
        }
        return new Endpoint(this, baseUrl.replaceFirst("/+$", ""), key);
    }

    /** A LangChain4j model at an endpoint; a seed is for Gemini only. */
    ChatModel model(ModelServer.Access access, @Nullable Integer seed) {
        return switch (this) {
            case OPENAI, AZURE, OLLAMA -> OpenAiDetails.model(access);
            case ANTHROPIC -> AnthropicDetails.model(access);
            case GEMINI -> GeminiDetails.model(access, seed);
        };
    }

    AnswerFormat answers() {
        return switch (this) {
            case OPENAI, AZURE, OLLAMA -> new OpenAiAnswer();
            case ANTHROPIC -> new AnthropicAnswer();
            case GEMINI -> new GeminiAnswer();
        };
    }

    @Nullable
    String defaultUrl() {
        return defaultUrl;
    }

    boolean needsKey() {
        return this == AZURE || this == ANTHROPIC || this == GEMINI;
    }

    /** What to add to the class path, if it is missing. */
    Optional<String> missingDependency() {
        boolean present =
                switch (this) {
                    case OPENAI, AZURE, OLLAMA -> OptionalClasses.OPEN_AI;
                    case ANTHROPIC -> OptionalClasses.ANTHROPIC;
                    case GEMINI -> OptionalClasses.GEMINI;
                };
        return present
                ? Optional.empty()
                : Optional.of("needs the dependency dev.langchain4j:" + artifact
                        + ": add it, in the version of your dev.langchain4j:langchain4j-core");
    }

    /** What is wrong with an address; it is not repeated, because it could hold a key. */
    Optional<String> complaint(String baseUrl) {
        URI uri;
        try {
            uri = new URI(baseUrl);
        } catch (URISyntaxException e) {
            uri = URI.create("");
        }
        if (uri.getHost() == null && UNDERSCORE.matcher(baseUrl).lookingAt()) {
            return Optional.of("has a host with an underscore, which Java's HTTP client does not call: "
                    + "give the server another name or write its IP address");
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            return Optional.of("must be an http or https address with a host and no user, query or fragment");
        }
        return isOwn(uri) && !uri.getPath().replaceFirst("/+$", "").endsWith(ownPath)
                ? Optional.of("must end in " + ownPath + " for the api_type " + label())
                : Optional.empty();
    }

    private boolean isOwn(URI baseUrl) {
        return ownHosts.matcher(baseUrl.getHost()).matches();
    }

    static boolean isSendable(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    static Optional<ApiType> named(String text) {
        return Arrays.stream(values())
                .filter(type -> type.label().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(ApiType::label).toList();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
