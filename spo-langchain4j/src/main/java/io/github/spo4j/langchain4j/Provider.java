package io.github.spo4j.langchain4j;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who serves a model that is named without a config file, and the variables that hold the key and the address. */
enum Provider {
    OPENAI(ApiType.OPENAI),
    ANTHROPIC(ApiType.ANTHROPIC),
    GEMINI(ApiType.GEMINI),
    AZURE(ApiType.AZURE),
    OLLAMA(ApiType.OLLAMA),
    /** Any other server with OpenAI's protocol. */
    OPENAI_COMPATIBLE(ApiType.OPENAI);

    private static final String AZURE_ADDRESS = "AZURE_OPENAI_ENDPOINT";
    private static final String AZURE_PATH = "/openai/v1";

    private final ApiType type;

    Provider(ApiType type) {
        this.type = type;
    }

    private List<String> keyVariables() {
        return switch (this) {
            case OPENAI -> List.of("OPENAI_API_KEY");
            case ANTHROPIC -> List.of("ANTHROPIC_API_KEY");
            case GEMINI -> List.of("GOOGLE_API_KEY", "GEMINI_API_KEY"); // the order of Google's own clients
            case AZURE -> List.of("AZURE_OPENAI_API_KEY");
            case OLLAMA -> List.of();
            case OPENAI_COMPATIBLE -> List.of("OPENAI_COMPATIBLE_API_KEY"); // OpenAI's key is not for strangers
        };
    }

    /** The provider of that name, in any case. */
    static Optional<Provider> named(String text) {
        return Arrays.stream(values())
                .filter(provider -> provider.label().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** How to name a model of each, for a message. */
    static String forms() {
        return Arrays.stream(values()).map(Provider::form).collect(Collectors.joining(", "));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String form() {
        return label() + ":NAME" + (this == OPENAI_COMPATIBLE ? "@http://HOST:PORT/v1" : "");
    }

    ApiType type() {
        return type;
    }

    /** Whether the user says where its server is. */
    boolean isAnywhere() {
        return this == OPENAI_COMPATIBLE || this == OLLAMA;
    }

    /**
     * The key, as a config file would name it: the first variable that is set, else the last; empty if none is
     * needed.
     */
    Optional<String> key(Function<String, @Nullable String> environment) {
        List<String> names = keyVariables();
        Optional<String> set =
                names.stream().filter(name -> !isBlank(environment.apply(name))).findFirst();
        boolean needed = type.needsKey() || this == OPENAI;
        return set.or(() -> needed ? Optional.of(names.get(names.size() - 1)) : Optional.empty())
                .map(Provider::variable);
    }

    /** The address, as a config file would have it; empty for the provider's usual one. */
    Optional<String> address(Function<String, @Nullable String> environment) {
        if (this != AZURE) {
            return Optional.empty();
        }
        String written = environment.apply(AZURE_ADDRESS);
        if (isBlank(written)) {
            return Optional.of(variable(AZURE_ADDRESS));
        }
        String bare = String.valueOf(written).strip().replaceFirst("/+$", "");
        return Optional.of(bare.endsWith(AZURE_PATH) ? bare : bare + AZURE_PATH);
    }

    private static String variable(String name) {
        return "${" + name + "}";
    }

    private static boolean isBlank(@Nullable String value) {
        return value == null || value.isBlank();
    }
}
