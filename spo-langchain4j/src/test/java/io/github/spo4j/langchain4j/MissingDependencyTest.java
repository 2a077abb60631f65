package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MissingDependencyTest {

    private static final Map<ApiType, String> ARTIFACTS = Map.of(
            ApiType.OPENAI, "langchain4j-open-ai",
            ApiType.AZURE, "langchain4j-open-ai",
            ApiType.OLLAMA, "langchain4j-open-ai",
            ApiType.ANTHROPIC, "langchain4j-anthropic",
            ApiType.GEMINI, "langchain4j-google-ai-gemini");

    @TempDir
    private Path directory;

    private Path config(ApiType type) throws Exception {
        return Files.writeString(
                directory.resolve("config2.yaml"),
                "models:\n  m:\n    api_type: " + type.label() + "\n    base_url: https://example.org/openai/v1\n"
                        + "    api_key: sk-one\n");
    }

    @ParameterizedTest
    @EnumSource(ApiType.class)
    void is_named_with_its_Maven_coordinates(ApiType type) throws Exception {
        String artifact = ARTIFACTS.get(type);
        Path config = config(type);

        assertThat(HiddenJars.call(List.of(artifact), Calls.class, "configured", config.toString()))
                .isEqualTo("ConfigException: " + config + ", line 3: the api_type of \"m\" is " + type.label()
                        + ", which needs the dependency dev.langchain4j:" + artifact
                        + ": add it, in the version of your dev.langchain4j:langchain4j-core");
        assertThat(HiddenJars.call(List.of(artifact), Calls.class, "built", type.label()))
                .asString()
                .startsWith("IllegalStateException: ")
                .contains("needs the dependency dev.langchain4j:" + artifact);
    }

    @ParameterizedTest
    @EnumSource(ApiType.class)
    void of_one_provider_does_not_matter_to_another(ApiType type) throws Exception {
        List<String> others = ARTIFACTS.values().stream()
                .filter(artifact -> !artifact.equals(ARTIFACTS.get(type)))
                .distinct()
                .toList();

        assertThat(HiddenJars.call(
                        others, Calls.class, "configured", config(type).toString()))
                .asString()
                .startsWith("LangChain4jChatModel[");
    }

    @Test
    void does_not_matter_to_a_model_of_the_user_s() throws Exception {
        List<String> all = List.copyOf(ARTIFACTS.values());

        assertThat(HiddenJars.call(all, Calls.class, "ownModel", "Hello")).isEqualTo("Hello");
    }

    /** Public, so that the tests above can call it across class loaders. */
    public static final class Calls {

        private Calls() {}

        /** What a config file with one model "m" comes to. */
        public static String configured(String file) {
            try {
                return ModelsConfig.read(Path.of(file), name -> null).port("m").toString();
            } catch (ConfigException e) {
                return "ConfigException: " + e.getMessage();
            }
        }

        /** What building a server comes to. */
        public static String built(String type) {
            ApiType.Endpoint endpoint =
                    new ApiType.Endpoint(ApiType.named(type).orElseThrow(), "https://example.org/openai/v1", "sk-one");
            try {
                return ModelServer.Builder.of(endpoint).build().toString();
            } catch (IllegalStateException e) {
                return "IllegalStateException: " + e.getMessage();
            }
        }

        /** One call of a model that has nothing to do with a provider. */
        public static String ownModel(String text) {
            ChatModel model = new ChatModel() {
                @Override
                public ChatResponse doChat(ChatRequest request) {
                    return ChatResponse.builder()
                            .aiMessage(AiMessage.from(text))
                            .tokenUsage(new dev.langchain4j.model.output.TokenUsage(1, 2))
                            .build();
                }
            };
            ModelReply reply = LangChain4jChatModel.of(model)
                    .chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")))
                            .settings(ModelSettings.unset().seed(1))
                            .build());
            return reply.text();
        }
    }
}
