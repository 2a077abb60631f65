package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {

    private static final String KEY = "sk-proj-0123456789abcdefSECRET";

    private static ModelRequest request() {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi"))).build();
    }

    private static ConfigEntry entry(String text, Map<String, String> environment) {
        return ModelSpec.read(text).orElseThrow().entry(environment::get);
    }

    private static @Nullable String value(String text, String key, Map<String, String> environment) {
        return entry(text, environment).text(key, environment::get).orElse(null);
    }

    @Nested
    class A_name_with_its_provider {

        static Stream<Arguments> known() {
            return Stream.of(
                    argumentSet("OpenAI", "openai:NAME", "NAME", "OPENAI_API_KEY"),
                    argumentSet("in capitals", "OpenAI:NAME", "NAME", "OPENAI_API_KEY"),
                    argumentSet("Anthropic", "anthropic:NAME", "NAME", "ANTHROPIC_API_KEY"),
                    argumentSet("Gemini", "gemini:NAME", "NAME", "GEMINI_API_KEY"),
                    argumentSet("Gemini, as its clients read it", "gemini:NAME", "NAME", "GOOGLE_API_KEY"),
                    argumentSet("a name with slash and @", "openai:@cf/meta/NAME", "@cf/meta/NAME", "OPENAI_API_KEY"));
        }

        @ParameterizedTest
        @MethodSource("known")
        void takes_the_key_from_the_provider_s_own_variable(String text, String name, String variable) {
            LangChain4jChatModel model = Models.of(text, Map.of(variable, KEY)::get);

            assertThat(model.defaults().name()).isEqualTo(name);
            assertThat(value(text, "api_key", Map.of(variable, KEY))).isEqualTo(KEY);
            assertThat(model.toString()).doesNotContain("SECRET");
        }

        @Test
        void prefers_the_variable_that_Google_s_clients_prefer() {
            Map<String, String> both = Map.of("GOOGLE_API_KEY", "first", "GEMINI_API_KEY", "second");

            assertThat(value("gemini:NAME", "api_key", both)).isEqualTo("first");
        }

        @Test
        void keeps_the_colons_of_a_local_model() {
            assertThat(Models.of("ollama:llama3:8b", any -> null).defaults().name())
                    .isEqualTo("llama3:8b");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://NAME.openai.azure.com",
                    "https://NAME.openai.azure.com/",
                    "https://NAME.openai.azure.com/openai/v1/"
                })
        void finds_a_deployment_of_Azure_at_the_resource_s_address(String endpoint) {
            Map<String, String> azure = Map.of("AZURE_OPENAI_API_KEY", KEY, "AZURE_OPENAI_ENDPOINT", endpoint);

            assertThat(value("azure:my-deployment", "base_url", azure))
                    .isEqualTo("https://NAME.openai.azure.com/openai/v1");
            assertThat(Models.of("azure:my-deployment", azure::get).defaults().name())
                    .isEqualTo("my-deployment");
        }

        @Test
        void asks_a_server_of_one_s_own_and_never_sends_it_the_key_of_OpenAI() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                Map<String, String> openAi = Map.of("OPENAI_API_KEY", KEY);
                String model = "openai-compatible:team/some:8b@" + server.baseUrl();

                Models.of(model, openAi::get).chat(request());

                assertThat(server.only().body().path("model").asText()).isEqualTo("team/some:8b");
                assertThat(server.only().headers().toString()).doesNotContain("SECRET");
            }
        }

        @Test
        void sends_such_a_server_the_key_that_is_meant_for_it() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                Map<String, String> own = Map.of("OPENAI_COMPATIBLE_API_KEY", KEY);

                Models.of("openai-compatible:NAME@" + server.baseUrl(), own::get)
                        .chat(request());

                assertThat(server.only().headers()).containsEntry("authorization", "Bearer " + KEY);
            }
        }

        @Test
        void has_settings_without_a_key() {
            assertThat(ModelsConfig.withoutFile(any -> null).settings("openai:NAME"))
                    .isEqualTo(ModelSettings.named("NAME"));
        }
    }

    @Nested
    class What_cannot_be_used {

        static Stream<Arguments> refused() {
            return Stream.of(
                    argumentSet(
                            "no key",
                            "openai:NAME",
                            "the api_key of \"openai:NAME\" needs the environment variable OPENAI_API_KEY, which is not set: "
                                    + "set it"),
                    argumentSet(
                            "no key of Anthropic", "anthropic:NAME", "variable ANTHROPIC_API_KEY, which is not set"),
                    argumentSet("no key of Gemini", "gemini:NAME", "variable GEMINI_API_KEY, which is not set"),
                    argumentSet(
                            "no address of Azure", "azure:NAME", "variable AZURE_OPENAI_ENDPOINT, which is not set"),
                    argumentSet("no name", "openai:", "\"openai:\" names no model: write openai:NAME"),
                    argumentSet(
                            "no provider",
                            "NAME",
                            "\"NAME\" does not say whose model it is: write one of openai:NAME, anthropic:NAME, gemini:NAME, "
                                    + "azure:NAME, ollama:NAME, openai-compatible:NAME@http://HOST:PORT/v1"),
                    argumentSet("an unknown provider", "llama3:8b", "\"llama3:8b\" does not say whose model it is"),
                    argumentSet(
                            "no address",
                            "openai-compatible:NAME",
                            "\"openai-compatible:NAME\" does not say where its server is: write openai-compatible:NAME@http"),
                    argumentSet(
                            "another address",
                            "openai:NAME@http://localhost:8080/v1",
                            "\"openai:NAME\" has an address of its own: write openai-compatible:NAME@http"),
                    argumentSet("a key", "openai:" + KEY, "what stands after \"openai:\" looks like a key"),
                    argumentSet(
                            "a password",
                            "ollama:NAME@http://me:SECRET@localhost/v1",
                            "the base_url of \"ollama:NAME\" must be an http or https address"));
        }

        @ParameterizedTest
        @MethodSource("refused")
        void is_refused_with_what_to_write(String text, String message) {
            assertThatThrownBy(() -> Models.of(text, any -> null))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(message)
                    .message()
                    .doesNotContain("SECRET");
        }

        @Test
        void is_no_entry_of_a_file_either() {
            ModelsConfig none = ModelsConfig.withoutFile(any -> null);

            assertThat(none.has("openai:NAME")).isTrue();
            assertThat(none.has("llama3:8b")).isFalse();
            assertThat(none.file()).isEmpty();
            assertThat(none.names()).isEmpty();
            assertThat(none.roles()).isEmpty();
            assertThat(none).hasToString("ModelsConfig[no file, 0 model(s)]");
        }
    }
}
