package io.github.spo4j.langchain4j;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of server that a config file may name. Each knows what it needs of an entry and how to reach its server. */
enum ApiType {
    /** OpenAI and every server that speaks its protocol. */
    OPENAI {
        @Override
        Endpoint endpoint(ConfigEntry entry, Values values) {
            if (!OptionalClasses.OPEN_AI) {
                throw entry.wrong("api_type", "needs langchain4j-open-ai: add that dependency");
            }
            String baseUrl = values.text("base_url").orElse(OpenAiServer.DEFAULT_URL);
            if (!OpenAiServer.isBaseUrl(baseUrl)) {
                throw entry.wrong(
                        "base_url", "must be an http or https address with a host and no user, query or fragment");
            }
            String key = values.text("api_key").orElse(null);
            if (key == null && baseUrl.equals(OpenAiServer.DEFAULT_URL)) {
                throw entry.wrong("api_key", "is missing: write ${OPENAI_API_KEY} there and set that variable");
            }
            if (key != null && PLACEHOLDER.matcher(key).matches()) {
                throw entry.wrong("api_key", "is a placeholder: put your key there, or ${OPENAI_API_KEY}");
            }
            if (key != null && !OpenAiServer.isSendable(key)) {
                throw entry.wrong("api_key", "has a blank or a character that no key has: copy it again");
            }
            return new Endpoint(this, baseUrl, key);
        }

        @Override
        ModelServer server(Endpoint endpoint, Connections connections) {
            OpenAiServer.Builder server =
                    OpenAiServer.builder().connections(connections).baseUrl(endpoint.baseUrl());
            if (endpoint.key() != null) {
                server.apiKey(endpoint.key());
            }
            return server.build();
        }
    };

    /** What example files put where the key goes. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?i)(sk-)?(\\.{2,}|…|x{3,}|\\*{3,})|sk-|<.*>|.*your[-_ ].*|change[-_ ]?me|todo");

    /** Looks up a setting of an entry, its variables replaced. */
    @FunctionalInterface
    interface Values {

        /** The setting, or empty if it is not there or blank. */
        Optional<String> text(String key);
    }

    /** One server with one key; entries that are equal in it share connections. */
    record Endpoint(ApiType type, String baseUrl, @Nullable String key) {

        @Override
        public String toString() {
            return "Endpoint[" + type + "]";
        }
    }

    /**
     * What an entry says about its server.
     *
     * @throws ConfigException if something is missing or wrong
     */
    abstract Endpoint endpoint(ConfigEntry entry, Values values);

    /** The server at an endpoint. */
    abstract ModelServer server(Endpoint endpoint, Connections connections);

    static Optional<ApiType> named(String text) {
        return Arrays.stream(values())
                .filter(type -> type.label().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    static String labels() {
        return Arrays.stream(values()).map(ApiType::label).collect(Collectors.joining(", "));
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
