package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.StandInServer;
import io.github.spo4j.testing.StandInServer.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsConfigTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("OPENAI_API_KEY", "sk-from-environment", "SIZE", "mini", "EMPTY", " ");
    private static final String TWO_MODELS = """
            models:
              gpt-4o-mini:
                api_type: openai
                api_key: sk-one
                temperature: 0.3
                top_p: 0.9
              local:
                base_url: http://localhost:11434/v1
                model: llama3.2
            """;

    @TempDir
    private Path directory;

    private Path file(String text) {
        Path file = directory.resolve("config2.yaml");
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ModelsConfig config(String text) {
        return ModelsConfig.read(file(text), ENVIRONMENT::get);
    }

    private static ModelRequest request() {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi"))).build();
    }

    private ConfigException refusal(String text) {
        return catchThrowableOfType(ConfigException.class, () -> {
            ModelsConfig config = config(text);
            config.names().forEach(config::port);
        });
    }

    @Nested
    class Names {

        @Test
        void are_the_entries_and_the_llm_block_s_model() {
            ModelsConfig config = config(TWO_MODELS + "llm:\n  model: gpt-4.1\n  api_key: sk-two\n");

            assertThat(config.names()).containsExactly("gpt-4o-mini", "local", "gpt-4.1");
            assertThat(config.onlyName()).isEmpty();
        }

        @Test
        void need_not_be_given_where_there_is_one() {
            assertThat(config("llm:\n  model: gpt-4.1\n").onlyName()).contains("gpt-4.1");
        }

        @Test
        void under_models_come_before_the_llm_block() {
            ModelsConfig config = config("llm:\n  model: a\n  temperature: 1\nmodels:\n  a:\n    temperature: 0\n");

            assertThat(config.settings("a")).isEqualTo(ModelSettings.named("a").temperature(0));
            assertThat(config.names()).containsExactly("a");
        }

        @Test
        void that_are_unknown_are_answered_with_the_nearest_and_all() {
            assertThatThrownBy(() -> config(TWO_MODELS).port("gpt-4o-mnii"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("did you mean \"gpt-4o-mini\"?")
                    .hasMessageEndingWith("It has \"gpt-4o-mini\", \"local\"");
        }

        @Test
        void may_be_numbers() {
            assertThat(config("models:\n  010:\n    api_key: sk-one\n")
                            .settings("010")
                            .name())
                    .isEqualTo("010");
        }
    }

    @Nested
    class Settings {

        @Test
        void are_the_entry_s_own_and_nothing_else() {
            ModelsConfig config = config(TWO_MODELS);

            assertThat(config.settings("gpt-4o-mini"))
                    .isEqualTo(
                            ModelSettings.named("gpt-4o-mini").temperature(0.3).topP(0.9));
            assertThat(config.settings("local")).isEqualTo(ModelSettings.named("llama3.2"));
        }

        @Test
        void may_be_shared_by_an_alias() {
            ModelsConfig config = config("models:\n  a: &common\n    temperature: 0.5\n  b: *common\n");

            assertThat(config.settings("b")).isEqualTo(ModelSettings.named("b").temperature(0.5));
        }

        @Test
        void may_be_shared_by_a_merge_key() {
            ModelsConfig config =
                    config("models:\n  a: &common\n    temperature: 0.5\n  b:\n    <<: *common\n    top_p: 0.9\n");

            assertThat(config.settings("b"))
                    .isEqualTo(ModelSettings.named("b").temperature(0.5).topP(0.9));
        }

        @Test
        void that_are_not_used_are_noticed() {
            ModelsConfig config = config("models:\n  a:\n    pricing_plan: x\nworkspace:\n  path: y\n");

            assertThat(config.notices())
                    .containsExactly(
                            directory.resolve("config2.yaml") + ", line 3: \"pricing_plan\" is not used and ignored",
                            directory.resolve("config2.yaml") + ", line 4: \"workspace\" is not used and ignored");
        }

        @Test
        void that_are_a_slip_are_noticed_with_the_right_name() {
            ModelsConfig config =
                    config("model:\n  b: c\nmodels:\n  a:\n    ApiKey: x\n    base-url: y\n    stream: z\n");

            assertThat(config.notices().stream().map(notice -> notice.replaceFirst(".*, line ", "")))
                    .containsExactly(
                            "1: \"model\" is not used and ignored, did you mean \"models\"?",
                            "5: \"ApiKey\" is not used and ignored, did you mean \"api_key\"?",
                            "6: \"base-url\" is not used and ignored, did you mean \"base_url\"?",
                            "7: \"stream\" is not used and ignored");
        }

        @ParameterizedTest
        @CsvSource({"openai, , ", "openai, 16000, 16000", "anthropic, , 8192", "anthropic, 16000, 16000"})
        void hold_the_limit_of_output_tokens(String type, @Nullable String set, @Nullable Integer limit) {
            String tokens = set == null ? "" : ", max_tokens: " + set;

            assertThat(config("models:\n  a: {api_type: " + type + tokens + "}\n")
                            .settings("a")
                            .maxOutputTokens())
                    .isEqualTo(limit);
        }

        @Test
        void take_variables_from_the_given_environment_only() {
            ModelsConfig config = config("models:\n  a:\n    model: gpt-${SIZE}-${SIZE}\n");

            assertThat(config.settings("a").name()).isEqualTo("gpt-mini-mini");
        }

        @Test
        void need_no_variable_until_they_are_used() {
            ModelsConfig config = config("models:\n  a:\n    api_key: ${MISSING}\n  b:\n    api_key: sk-one\n");

            assertThat(config.port("b")).isNotNull();
            assertThatThrownBy(() -> config.port("a"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("config2.yaml, line 3: the api_key of \"a\" needs the environment variable "
                            + "MISSING, which is not set");
        }
    }

    @Nested
    class Ports {

        @Test
        void are_one_for_each_model_so_that_its_roles_share_its_pace() {
            ModelsConfig config = config("""
                    models:
                      first:
                        base_url: http://127.0.0.1:1/v1
                        api_key: sk-one
                      second:
                        base_url: http://127.0.0.1:1/v1
                        api_key: sk-one
                    """);

            assertThat(config.port("first")).isSameAs(config.port("first")).isNotSameAs(config.port("second"));
        }

        @Test
        void B25_each_model_uses_its_own_endpoint_and_key() {
            try (LoopbackModelServer one = new LoopbackModelServer();
                    LoopbackModelServer two = new LoopbackModelServer()) {
                ModelsConfig config = config("""
                        models:
                          first:
                            base_url: %s
                            api_key: sk-one
                            temperature: 0.7
                          second:
                            base_url: %s
                            api_key: ${OPENAI_API_KEY}
                            model: sent-name
                        """.formatted(one.baseUrl(), two.baseUrl()));

                config.port("first").chat(request());
                config.port("second").chat(request());

                assertThat(one.only().headers()).containsEntry("authorization", "Bearer sk-one");
                assertThat(one.only().body().path("model").asText()).isEqualTo("first");
                assertThat(one.only().body().path("temperature").asDouble()).isEqualTo(0.7);
                assertThat(two.only().headers()).containsEntry("authorization", "Bearer sk-from-environment");
                assertThat(two.only().body().path("model").asText()).isEqualTo("sent-name");
                assertThat(two.only().body().has("temperature")).isFalse();
            }
        }

        @Test
        void of_one_endpoint_share_its_connections() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                String entry = "    base_url: " + server.baseUrl() + "\n    api_key: sk-one\n";
                ModelsConfig config = config("models:\n  a:\n" + entry + "  b:\n" + entry);

                config.port("a").chat(request());
                config.port("b").chat(request());

                assertThat(server.received()).hasSize(2);
                assertThat(server.connections()).isEqualTo(1);
            }
        }

        @Test
        void say_how_long_they_wait_themselves() {
            ModelsConfig config = config("""
                    models:
                      a: {base_url: 'http://h/v1', timeout: 300}
                      b: {base_url: 'http://h/v1'}
                    """);

            assertThat(config.port("a").timeout()).isEqualTo(Duration.ofMinutes(5));
            assertThat(config.port("b").timeout()).isNull();
        }

        @Test
        void of_a_local_server_need_no_key() {
            try (LoopbackModelServer server = new LoopbackModelServer()) {
                config("llm:\n  model: m\n  base_url: " + server.baseUrl() + "\n  api_key:\n")
                        .port("m")
                        .chat(request());

                assertThat(server.only().headers()).doesNotContainKey("authorization");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"sk-...", "YOUR_API_KEY", "<your key>", "sk-xxxx", "sk-", "your-key-here", "changeme"})
        void with_a_placeholder_as_key_are_refused(String key) {
            assertThat(refusal("models:\n  a:\n    api_key: \"" + key + "\"\n"))
                    .hasMessageContaining("line 3: the api_key of \"a\" is a placeholder")
                    .hasMessageNotContaining(key);
        }

        @Test
        void of_Azure_need_its_v1_address() {
            assertThat(refusal("models:\n  a: {api_type: azure, api_key: sk-one}\n"))
                    .hasMessageContaining("the base_url of \"a\" is missing")
                    .hasMessageContaining("/openai/v1");
            assertThat(refusal("models:\n  a: {api_type: azure, base_url: https://n.openai.azure.com/, api_key: k}\n"))
                    .hasMessageContaining("the base_url of \"a\" must end in /openai/v1");
        }

        @ParameterizedTest
        @CsvSource({"openai, OPENAI", "anthropic, ANTHROPIC", "gemini, GEMINI"})
        void without_a_key_name_the_variable_for_it(String type, String prefix) {
            assertThat(refusal("models:\n  a:\n    api_type: " + type + "\n"))
                    .hasMessageContaining("line 2: the api_key of \"a\" is missing: write ${" + prefix + "_API_KEY}");
        }

        @Test
        void of_Ollama_need_nothing_but_a_name() {
            assertThat(config("models:\n  llama3.2: {api_type: Ollama}\n").port("llama3.2"))
                    .isNotNull();
            assertThat(refusal("models:\n  a: {api_type: ollama, base_url: 'http://localhost:11434'}\n"))
                    .hasMessageContaining("must end in /v1");
        }

        @Test
        void with_a_list_of_what_the_model_refuses_send_the_rest() {
            try (StandInServer server = new StandInServer(Answer.ok(LoopbackModelServer.completion("Hello")));
                    CapturedLog log = new CapturedLog(Omissions.class)) {
                String entry = "{base_url: " + server.url() + "/v1, temperature: 0.5, top_p: 0.9, max_tokens: 50";
                ModelsConfig config = config("models:\n  picky: " + entry + ", refuses: [top_p, seed, max_tokens]}\n"
                        + "  one: " + entry + ", refuses: 'temperature, response_format'}\n"
                        + "  none: " + entry + ", refuses: [max_tokens, max_completion_tokens]}\n"
                        + "  o3-mini: " + entry + ", refuses: []}\n"
                        + "  gpt-5: " + entry + ", refuses: [max_completion_tokens]}\n");
                ModelRequest request = ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")))
                        .json(true)
                        .settings(ModelSettings.unset().seed(4))
                        .build();
                config.names().forEach(name -> config.port(name).chat(request));

                assertThat(server.requests())
                        .extracting(sent -> Json.fields(sent.json()).stream()
                                .filter(field ->
                                        !List.of("model", "messages", "stream").contains(field))
                                .sorted()
                                .collect(Collectors.joining(" ")))
                        .containsExactly(
                                "max_completion_tokens response_format temperature",
                                "max_tokens seed top_p",
                                "response_format seed temperature top_p",
                                "max_completion_tokens response_format seed temperature top_p",
                                "max_tokens response_format seed temperature top_p");
                assertThat(log.messages()).hasSize(4);
            }
        }

        static Stream<Arguments> types() {
            return Stream.of(
                    argumentSet("slip", "antropic", "did you mean anthropic?"),
                    argumentSet("separator", "open_ai", "did you mean openai?"),
                    argumentSet("other", "mistral", "it must be one of openai, azure, anthropic, gemini, ollama"),
                    argumentSet("a key", "sk-0123456789abcdefSECRET", "openai is also for other servers"));
        }

        @ParameterizedTest
        @MethodSource("types")
        void of_another_api_type_are_refused_with_what_there_is(String type, String message) {
            assertThat(refusal("models:\n  a:\n    api_type: " + type + "\n    api_key: sk-one\n"))
                    .hasMessageContaining("line 3: the api_type of \"a\" is not known")
                    .hasMessageContaining(message)
                    .hasMessageNotContaining("SECRET");
        }
    }

    @Nested
    class ConfigFiles {

        @Test
        void are_found_where_the_reference_looks() throws IOException {
            assertThat(ModelsConfig.find(directory)).isEmpty();

            file("models:\n  plain:\n");
            Files.writeString(directory.resolve("config2.yaml"), "models:\n  outer:\n    model: m\n");
            assertThat(ModelsConfig.find(directory).orElseThrow().names()).containsExactly("outer");

            Files.createDirectory(directory.resolve("config"));
            Files.writeString(directory.resolve("config/config2.yaml"), "models:\n  inner:\n    model: m\n");
            assertThat(ModelsConfig.find(directory).orElseThrow().names()).containsExactly("inner");
        }

        static Stream<Arguments> broken() {
            return Stream.of(
                    argumentSet("empty", "", "is empty"),
                    argumentSet("comments only", "# nothing\n", "is empty"),
                    argumentSet("a text", "hello", "line 1: the file must hold"),
                    argumentSet("a list", "- a\n", "line 1: the file must hold"),
                    argumentSet("no models", "models:\n", "names no model"),
                    argumentSet("other keys only", "x: y\n", "names no model"),
                    argumentSet("models as text", "models: a\n", "line 1: \"models:\" must have"),
                    argumentSet("models as list", "models:\n  - a\n", "line 2: \"models:\" must have"),
                    argumentSet("entry without settings", "models:\n  a:\n", "line 2: \"a\" must have"),
                    argumentSet("entry as text", "models:\n  a: sk-one\n", "line 2: \"a\" must have"),
                    argumentSet(
                            "list as value", "models:\n  a:\n    model: [b]\n", "line 3: the model of \"a\" must be"),
                    argumentSet("list as key", "models:\n  [a]: b\n", "line 2: a key here is a list"),
                    argumentSet(
                            "no key before the colon", "models:\n  '': b\n", "line 2: what stands before the colon"),
                    argumentSet("tag", "models:\n  a: {api_key: !sk-one x}\n", "line 2: a tag is not allowed here"),
                    argumentSet("undefined alias", "models:\n  a: {api_key: *sk-one}\n", "this is not valid YAML"),
                    argumentSet("tab", "models:\n  a:\n\t\tmodel: b\n", "line 3: a tab stands"),
                    argumentSet("quote", "models:\n  a:\n    model: \"b\n", "this is not valid YAML"),
                    argumentSet("indent", "models:\n  a:\n    model: b\n   x: y\n", "line 4: this is not valid YAML"),
                    argumentSet("two documents", "models:\n  a: {model: b}\n---\nx: y\n", "this is not valid YAML"),
                    argumentSet("control", "models: \u0001\n", "line 1: YAML does not allow the character U+0001"),
                    argumentSet("deep", "[".repeat(200), "this is not valid YAML"),
                    argumentSet(
                            "duplicate",
                            "models:\n  a: {model: b}\n  a: {model: c}\n",
                            "line 3: the key \"a\" is already there in line 2"),
                    argumentSet("merge of a text", "models:\n  a:\n    <<: x\n", "line 3: the merge key <<"),
                    argumentSet(
                            "llm without model",
                            "llm:\n  api_key: sk-one\n",
                            "line 1: the model of \"llm\" is missing"),
                    argumentSet(
                            "temperature text",
                            "models:\n  a: {temperature: hot}\n",
                            "line 2: the temperature of \"a\" must be a number from 0 to 2"),
                    argumentSet("temperature 3", "models:\n  a: {temperature: 3}\n", "from 0 to 2"),
                    argumentSet("top_p 0", "models:\n  a: {top_p: 0}\n", "above 0 and at most 1"),
                    argumentSet("no key", "models:\n  a: {model: b}\n", "line 2: the api_key of \"a\" is missing"),
                    argumentSet("key with blank", "models:\n  a: {api_key: sk-o ne}\n", "has a blank"),
                    argumentSet("no address", "models:\n  a: {base_url: localhost}\n", "the base_url of \"a\" must be"),
                    argumentSet(
                            "key at the top",
                            "api_key: sk-one\nmodels:\n  a: {model: b}\n",
                            "line 1: \"api_key\" belongs to a model: indent it"),
                    argumentSet(
                            "key beside the models",
                            "models:\n  a: {model: b}\n  api_key: sk-one\n",
                            "line 3: \"api_key\" belongs to a model: indent it"),
                    argumentSet(
                            "key as name",
                            "models:\n  sk-one0123456789abcdef:\n    model: b\n",
                            "line 2: what stands before the colon looks like a key"),
                    argumentSet(
                            "key as model",
                            "models:\n  a:\n    model: sk-one0123456789abcdef\n",
                            "line 3: the model of \"a\" looks like a key"),
                    argumentSet(
                            "key as llm's model",
                            "llm:\n  model: AIzaSysk-one0123456789abcdef\n",
                            "line 2: the model of \"llm\" looks like a key"),
                    argumentSet(
                            "key as address",
                            "models:\n  a: {base_url: sk-one0123456789abcdef}\n",
                            "the base_url of \"a\" must be an http"),
                    argumentSet(
                            "Anthropic's temperature",
                            "models:\n  a: {api_type: anthropic, temperature: 1.5}\n",
                            "line 2: the temperature of \"a\" must be a number from 0 to 1"),
                    argumentSet("max_tokens 0", "models:\n  a: {max_tokens: 0}\n", "without decimals above 0"),
                    argumentSet("max_tokens 1.5", "models:\n  a: {max_tokens: 1.5}\n", "without decimals above 0"),
                    argumentSet(
                            "refuses a slip",
                            "models:\n  a:\n    api_key: sk-one\n    refuses: [top_k, top-p]\n",
                            "line 4: the refuses of \"a\" names something that is never sent, did you mean top_p?"),
                    argumentSet(
                            "refuses a map",
                            "models:\n  a: {refuses: {top_p: 1}}\n",
                            "line 2: the refuses of \"a\" must be"),
                    argumentSet("open variable", "models:\n  a: {api_key: '${OPENAI'}\n", "without the } that ends it"),
                    argumentSet(
                            "empty variable",
                            "models:\n  a: {api_key: '${EMPTY}'}\n",
                            "needs the environment variable EMPTY, which is empty"),
                    argumentSet("shell variable", "models:\n  a: {api_key: $OPENAI_API_KEY}\n", "is a placeholder"),
                    argumentSet("odd variable", "models:\n  a: {api_key: \"${sk-one}\"}\n", "no variable's name"));
        }

        @ParameterizedTest
        @MethodSource("broken")
        void that_are_broken_are_refused_with_file_and_line(String text, String message) {
            ConfigException refusal = refusal(text);

            assertThat(refusal)
                    .hasMessageStartingWith(directory.resolve("config2.yaml").toString())
                    .hasMessageContaining(message)
                    .hasMessageNotContaining("sk-o");
            assertThat(refusal.getCause()).isNull();
        }

        @Test
        void that_are_missing_or_no_files_are_refused() {
            assertThatThrownBy(() -> ModelsConfig.read(directory))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("this is a folder");
            assertThatThrownBy(() -> ModelsConfig.read(directory.resolve("none.yaml")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("there is no such file");
        }

        @Test
        void in_another_encoding_are_refused() throws IOException {
            Path file =
                    Files.write(directory.resolve("config2.yaml"), "models: é".getBytes(StandardCharsets.ISO_8859_1));

            assertThatThrownBy(() -> ModelsConfig.read(file))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("UTF-8");
        }

        @Test
        void may_begin_with_a_byte_order_mark() {
            assertThat(config("\uFEFF" + TWO_MODELS).names()).hasSize(2);
        }

        @Test
        void of_the_examples_are_read_without_a_notice() {
            ModelsConfig config = ModelsConfig.read(Path.of("../spo-examples/config2.example.yaml"), any -> "one");

            assertThat(config.notices()).isEmpty();
            assertThat(config.names()).containsExactly("openai", "claude", "gemini", "azure", "local", "gateway");
            config.names().forEach(name -> assertThat(config.port(name)).isNotNull());
            assertThat(config.settings("local"))
                    .isEqualTo(ModelSettings.named("one").temperature(0));
            assertThat(config.roles())
                    .hasSize(4)
                    .allSatisfy((role, name) -> assertThat(name).isEqualTo("openai"));
        }
    }

    @Nested
    class Roles {

        @Test
        void are_all_played_by_the_only_model() {
            assertThat(config("llm:\n  model: a\n").roles())
                    .containsOnlyKeys(ModelRole.OPTIMIZE, ModelRole.EVALUATE, ModelRole.EXECUTE, ModelRole.EXTRACT)
                    .containsValue("a");
        }

        @Test
        void of_several_models_are_those_that_the_file_says() {
            ModelsConfig config = config(TWO_MODELS + "roles: {optimize: gpt-4o-mini, execute: local}\n");

            assertThat(config.roles())
                    .containsExactly(
                            Map.entry(ModelRole.OPTIMIZE, "gpt-4o-mini"), Map.entry(ModelRole.EXECUTE, "local"));
            assertThat(config(TWO_MODELS).roles()).isEmpty();
            assertThat(config(TWO_MODELS + "roles:\n").roles()).isEmpty();
        }

        @Test
        void of_one_model_may_be_given_to_another_all_the_same() {
            ModelsConfig config = config("models:\n  a: {api_key: sk-one}\nroles:\n  evaluate: ollama:b\n");

            assertThat(config.roles())
                    .containsEntry(ModelRole.EVALUATE, "ollama:b")
                    .containsEntry(ModelRole.EXECUTE, "a");
            assertThat(config.settings("ollama:b")).isEqualTo(ModelSettings.named("b"));
        }

        @Test
        void need_no_entry_if_each_says_whose_model_it_is() {
            ModelsConfig config = config("roles: {optimize: 'openai:a', evaluate: 'ollama:llama3:8b'}\n");

            assertThat(config.names()).isEmpty();
            assertThat(config.settings(ModelRole.EVALUATE).name()).isEqualTo("llama3:8b");
        }

        @Test
        void give_their_model_s_port_and_settings() {
            ModelsConfig config = config(TWO_MODELS + "roles: {optimize: gpt-4o-mini, extract: local}\n");

            assertThat(config.port(ModelRole.OPTIMIZE)).isSameAs(config.port("gpt-4o-mini"));
            assertThat(config.settings(ModelRole.MERGE)).isEqualTo(config.settings("local"));
            assertThatThrownBy(() -> config.port(ModelRole.EVALUATE))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageEndingWith(
                            "config2.yaml: no model is named to evaluate: write it under \"roles:\", one of "
                                    + "\"gpt-4o-mini\", \"local\"");
        }

        static Stream<Arguments> broken() {
            return Stream.of(
                    argumentSet(
                            "a model that there is not",
                            "roles:\n  optimize: gpt\n",
                            "line 11: the model of optimize, \"gpt\", is not in this file: add it under \"models:\", or "
                                    + "write one of \"gpt-4o-mini\", \"local\""),
                    argumentSet(
                            "a slip",
                            "roles:\n  optimise: local\n",
                            "line 11: \"optimise\" is no role, did you mean \"optimize\"? There are optimize, evaluate, "
                                    + "execute, extract"),
                    argumentSet(
                            "a list", "roles:\n  optimize: [a]\n", "the optimize of \"roles:\" must be a single value"),
                    argumentSet("a word", "roles: local\n", "\"roles:\" must have the names of roles below"),
                    argumentSet(
                            "a key",
                            "roles:\n  optimize: sk-proj-0123456789abcdef\n",
                            "the model of optimize, \"***\", is not in this file"));
        }

        @ParameterizedTest
        @MethodSource("broken")
        void that_nobody_can_play_are_refused_with_file_and_line(String roles, String message) {
            assertThatThrownBy(() -> config(TWO_MODELS + roles))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(message)
                    .hasMessageContaining("config2.yaml, line ");
        }
    }

    @Nested
    class Keys {

        private static final String SECRET = "sk-proj-0123456789abcdefSECRETfedcba";
        private static final String WHOLE = """
                # models of a team
                models:
                  gpt-4o-mini:
                    api_type: openai
                    base_url: "https://api.openai.com/v1"
                    api_key: %s
                    temperature: 0.3
                  local: {base_url: 'http://localhost:11434/v1', api_key: "%s", model: llama3.2}
                llm:
                  api_type: openai
                  model: gpt-4.1
                  api_key: '%s'
                """.formatted(SECRET, SECRET, SECRET);
        private static final List<String> BITS = List.of(
                "\t", "\n", ":", ": ", "\"", "'", "- ", "{", "}", "[", "]", "#", "&a ", "*a", "${", "|", "%", "\u0000",
                "é");

        @Test
        void are_in_no_string() {
            ModelsConfig config = config(WHOLE);

            assertThat(config + " " + config.port("local") + config.settings("local"))
                    .doesNotContain("SECRET");
        }

        @Test
        void are_in_no_message_whatever_is_wrong_with_the_file() {
            int refused = 0;
            for (int seed = 0; seed < 2000; seed++) {
                String text = mutated(WHOLE, new Random(seed));
                String said = saidAbout(text, seed);
                assertThat(said).as("seed %s", seed).doesNotContain(SECRET);
                refused += said.startsWith("ModelsConfig") ? 0 : 1;
            }
            assertThat(refused).as("files that cannot be read").isBetween(500, 1900);
        }

        private String saidAbout(String text, int seed) {
            StringBuilder said = new StringBuilder();
            try {
                ModelsConfig config = config(text);
                said.append(config).append(config.notices());
                for (String name : config.names()) {
                    said.append(portOrRefusal(config, name));
                }
                said.append(portOrRefusal(config, "nobody"));
            } catch (ConfigException e) {
                said.append(printed(e));
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
            return said.toString();
        }

        private static String portOrRefusal(ModelsConfig config, String name) {
            try {
                return config.port(name).toString();
            } catch (ConfigException e) {
                return printed(e);
            }
        }

        private static String printed(Throwable failure) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            return trace.toString();
        }

        private static String mutated(String text, Random random) {
            StringBuilder mutated = new StringBuilder(text);
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = random.nextInt(mutated.length());
                switch (random.nextInt(4)) {
                    case 0 -> mutated.insert(at, BITS.get(random.nextInt(BITS.size())));
                    case 1 -> mutated.deleteCharAt(at);
                    case 2 -> mutated.delete(at, Math.min(mutated.length(), at + random.nextInt(20)));
                    default ->
                        mutated.insert(at, mutated.substring(at, Math.min(mutated.length(), at + random.nextInt(60))));
                }
            }
            return mutated.toString();
        }
    }
}
