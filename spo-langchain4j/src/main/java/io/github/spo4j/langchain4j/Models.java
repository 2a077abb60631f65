package io.github.spo4j.langchain4j;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model by its provider and name, without a config file:
 *
 * <pre>{@code
 * ChatModelPort model = Models.of("openai:NAME");
 * }</pre>
 *
 * <p>The model is written as
 *
 * <ul>
 *   <li>{@code openai:NAME}, with the key in {@code OPENAI_API_KEY};
 *   <li>{@code anthropic:NAME}, with the key in {@code ANTHROPIC_API_KEY};
 *   <li>{@code gemini:NAME}, with the key in {@code GOOGLE_API_KEY}, else {@code GEMINI_API_KEY}, as Google's own
 *       clients do;
 *   <li>{@code azure:DEPLOYMENT}, with the key in {@code AZURE_OPENAI_API_KEY} and the resource's address in {@code
 *       AZURE_OPENAI_ENDPOINT}: {@code https://NAME.openai.azure.com}, with or without {@code /openai/v1};
 *   <li>{@code ollama:NAME}, on this machine, or {@code ollama:NAME@http://HOST:11434/v1}; no key;
 *   <li>{@code openai-compatible:NAME@http://HOST:PORT/v1}, any other server with OpenAI's protocol, with the key in
 *       {@code OPENAI_COMPATIBLE_API_KEY} if that is set. OpenAI's key is never sent there.
 * </ul>
 *
 * <p>The variables are those of the environment. No message and no {@code toString} shows a key. Several models, each
 * with its settings, stand best in a file, see {@link ModelsConfig}, which takes these names as well.
 */
public final class Models {

    private Models() {}

    /**
     * A port to a model, with the key from the environment of this process. Nothing is sent yet.
     *
     * @param model the provider and the name, as above
     * @return the port; keep it, because its calls share their connections
     * @throws ConfigException if a variable is not set, the provider's dependency is not on the class path, or the
     *     model is not written as above
     */
    public static LangChain4jChatModel of(String model) {
        return of(model, System::getenv);
    }

    /**
     * A port to a model. Nothing is sent yet.
     *
     * @param model the provider and the name, as above
     * @param environment gives the value of a variable, or null if it is not set
     * @return the port; keep it, because its calls share their connections
     * @throws ConfigException if a variable is not set, the provider's dependency is not on the class path, or the
     *     model is not written as above
     */
    public static LangChain4jChatModel of(String model, Function<String, @Nullable String> environment) {
        return ModelsConfig.withoutFile(environment).port(model);
    }
}
