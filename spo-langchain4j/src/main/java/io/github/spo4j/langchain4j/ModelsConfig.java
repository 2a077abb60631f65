package io.github.spo4j.langchain4j;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.KnownModel;
import io.github.spo4j.internal.NearestName;
import io.github.spo4j.internal.YamlNodes;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The models that a {@code config2.yaml} names, each with its own endpoint, key and settings:
 *
 * <pre>{@code
 * models:
 *   writer:
 *     api_type: anthropic
 *     api_key: ${ANTHROPIC_API_KEY}
 *     model: NAME
 *     max_tokens: 16000
 *   judge:
 *     api_type: azure
 *     base_url: https://NAME.openai.azure.com/openai/v1
 *     api_key: ${AZURE_OPENAI_API_KEY}
 *     model: my-deployment
 *     refuses: [temperature, top_p]
 *   local:
 *     api_type: ollama
 *     model: NAME
 *     temperature: 0
 * roles:
 *   optimize: writer
 *   evaluate: judge
 *   execute: local
 * }</pre>
 *
 * <p>An entry under {@code models:} has the settings
 *
 * <ul>
 *   <li>{@code api_type}: {@code openai}, which is also the default, for OpenAI and any server that speaks its protocol;
 *       {@code azure}, {@code anthropic}, {@code gemini} or {@code ollama};
 *   <li>{@code base_url}: the address with the API's version; default the provider's, for Ollama {@code
 *       http://localhost:11434/v1}; Azure has none;
 *   <li>{@code api_key}: not needed for Ollama and custom servers that speak OpenAI's protocol;
 *   <li>{@code model}: the name that is sent, for Azure the deployment's; default the entry's name;
 *   <li>{@code temperature} (from 0 to 2, Anthropic 0 to 1), {@code top_p} and {@code max_tokens} (how long a reply may
 *       get): not sent unless set, except that Anthropic always gets a limit, see {@link ModelServer};
 *   <li>{@code refuses}: a list of settings that the model answers with an error and that are therefore never sent:
 *       {@code temperature}, {@code top_p}, {@code seed}, {@code max_tokens}, {@code max_completion_tokens}, {@code
 *       response_format}. If only one of the two names for the limit of output tokens is refused, the other is used.
 *       By default, {@link ModelServer} goes by the model's name; with {@code refuses: []} the model takes all.
 *   <li>{@code timeout}: after how many seconds a call to this model is given up, sooner or later than those to others;
 *       a time-out that is set for the {@link io.github.spo4j.policy.CallPolicy} holds as well;
 *   <li>{@code proxy}: {@code http://HOST:PORT} or {@code http://USER:PASSWORD@HOST:PORT}, the proxy to this model; by
 *       default that of the JVM or of the environment, see {@link ModelServer}.
 * </ul>
 *
 * <p>A block {@code llm:} has the same settings; its name is its {@code model}. A block {@code roles:} says which model
 * does what: {@code optimize} rewrites prompts, {@code evaluate} compares answers, {@code execute} is the model that
 * the prompt is for, {@code extract} describes styles. The only model of a file does all of it, see {@link #roles()}.
 * Instead of an entry's name, there and in all methods here, {@code openai:NAME} and its like need no entry, see {@link
 * Models}.
 *
 * <p>Other settings are ignored with a
 * {@linkplain #notices() notice}.
 *
 * <p>{@code ${NAME}} in a value is replaced from the environment when the entry is first used, so that an unused entry
 * needs no variable. Of the environment, only the names of its proxies are read beside these.
 *
 * <p>Entries with the same endpoint, key, time-out and proxy share one {@link ModelServer}, and all share one pool of
 * connections, so read the file once for a run. Thread-safe; nothing to close. Shows no key in {@link #toString()}.
 */
public final class ModelsConfig {

    private static final String KEY_AS_NAME =
            "what stands before the colon looks like a key: put the model's name there, and the key under api_key";
    private static final Set<String> BLOCKS = Set.of("models", "llm", ConfigRoles.BLOCK);
    private static final Set<String> SETTINGS = Set.of(
            "api_type",
            "base_url",
            "api_key",
            "model",
            "temperature",
            "top_p",
            "max_tokens",
            "timeout",
            "proxy",
            ConfigEntry.REFUSES);

    private final @Nullable Path file;
    private final Function<String, @Nullable String> environment;
    private final Map<String, ConfigEntry> entries = new LinkedHashMap<>();
    private final ConfigRoles roles = new ConfigRoles();
    private final List<String> notices = new ArrayList<>();
    private final Connections connections;
    private final Map<Server, ModelServer> servers = new ConcurrentHashMap<>();
    private final Map<String, LangChain4jChatModel> ports = new ConcurrentHashMap<>();

    /** What entries must have in common to share a server. */
    private record Server(
            ApiType.Endpoint endpoint, @Nullable Duration timeout, Proxies.@Nullable Address proxy) {}

    private ModelsConfig(@Nullable Path file, Function<String, @Nullable String> environment) {
        this.file = file;
        this.environment = requireNonNull(environment, "environment");
        connections = new Connections(environment);
    }

    /**
     * Models without a file: each is named with its provider, as {@code openai:NAME}, see {@link Models}. Variables
     * come from the environment of this process.
     *
     * @return models without entries
     */
    public static ModelsConfig withoutFile() {
        return withoutFile(System::getenv);
    }

    /**
     * Models without a file: each is named with its provider, as {@code openai:NAME}, see {@link Models}.
     *
     * @param environment gives the value of a variable, or null if it is not set
     * @return models without entries
     */
    public static ModelsConfig withoutFile(Function<String, @Nullable String> environment) {
        return new ModelsConfig(null, environment);
    }

    /**
     * Reads a config file; variables come from the environment of this process.
     *
     * @param file the file
     * @return its models
     * @throws ConfigException if the file is missing, no valid YAML or names no model
     */
    public static ModelsConfig read(Path file) {
        return read(file, System::getenv);
    }

    /**
     * Reads a config file.
     *
     * @param file the file
     * @param environment gives the value of a variable, or null if it is not set
     * @return its models
     * @throws ConfigException if the file is missing, no valid YAML or names no model
     */
    public static ModelsConfig read(Path file, Function<String, @Nullable String> environment) {
        ModelsConfig config = new ModelsConfig(requireNonNull(file, "file"), environment);
        config.collect(file, new ConfigYaml(file));
        return config;
    }

    /**
     * Looks for a config file where the Python system does: {@code config/config2.yaml}, then {@code config2.yaml}.
     * Variables come from the environment of this process.
     *
     * @param directory where to look
     * @return the first file's models, or empty if there is no such file
     * @throws ConfigException if the file is no valid YAML or names no model
     */
    public static Optional<ModelsConfig> find(Path directory) {
        return find(directory, System::getenv);
    }

    /**
     * Looks for a config file where the Python system does: {@code config/config2.yaml}, then {@code config2.yaml}.
     *
     * @param directory where to look
     * @param environment gives the value of a variable, or null if it is not set
     * @return the first file's models, or empty if there is no such file
     * @throws ConfigException if the file is no valid YAML or names no model
     */
    public static Optional<ModelsConfig> find(Path directory, Function<String, @Nullable String> environment) {
        for (Path file : List.of(directory.resolve("config/config2.yaml"), directory.resolve("config2.yaml"))) {
            if (Files.exists(file)) {
                return Optional.of(read(file, environment));
            }
        }
        return Optional.empty();
    }

    private void collect(Path from, ConfigYaml yaml) {
        Map<String, ConfigYaml.Field> fields = yaml.read();
        fields.forEach((name, field) -> {
            if (name.equals("models")) {
                collectModels(yaml, field);
            } else if (name.equals(ConfigRoles.BLOCK)) {
                roles.collect(yaml, field.value());
            } else if (!name.equals("llm")) {
                requireNoSetting(name, field);
                notices.add(ignored(name, field, BLOCKS));
            }
        });
        ConfigYaml.Field llm = fields.get("llm");
        if (llm != null && !YamlNodes.isNull(llm.value())) {
            collectLlm(yaml, llm);
        }
        roles.requireIn(this);
        if (entries.isEmpty() && roles.isEmpty()) {
            throw new ConfigException(from + " names no model: list at least one under \"models:\"");
        }
    }

    private void collectModels(ConfigYaml yaml, ConfigYaml.Field models) {
        if (YamlNodes.isNull(models.value())) {
            return;
        }
        yaml.fields(models.value(), "\"models:\" must have one name a model below, each with indented settings")
                .forEach((name, field) -> {
                    requireNoSetting(name, field);
                    if (KeyMask.isKey(name)) {
                        throw field.place().wrong(KEY_AS_NAME);
                    }
                    entries.put(name, entry(yaml, name, field));
                });
    }

    /** A key one level too high would be ignored, or taken for a model. */
    private static void requireNoSetting(String name, ConfigYaml.Field field) {
        if (SETTINGS.contains(name) && field.value() instanceof ScalarNode) {
            throw field.place().wrong("\"" + name + "\" belongs to a model: indent it below the model's name");
        }
    }

    private void collectLlm(ConfigYaml yaml, ConfigYaml.Field field) {
        ConfigEntry llm = entry(yaml, "llm", field);
        String model = llm.text("model", environment)
                .orElseThrow(() -> llm.wrong("model", "is missing: name the model that it is"));
        requireNoKey(llm, model);
        entries.putIfAbsent(model, llm.named(model));
    }

    private ConfigEntry entry(ConfigYaml yaml, String name, ConfigYaml.Field field) {
        Map<String, ConfigEntry.Value> values = new LinkedHashMap<>();
        Map<String, ConfigEntry.Value> unknown = new LinkedHashMap<>();
        String shown = KeyMask.quoted(name);
        yaml.fields(field.value(), shown + " must have indented settings below, such as base_url and api_key")
                .forEach((key, value) -> {
                    String label = key + " of " + shown;
                    if (!SETTINGS.contains(key)) {
                        notices.add(ignored(key, value, SETTINGS));
                        String text = value.value() instanceof ScalarNode scalar ? scalar.getValue() : "";
                        unknown.put(key, new ConfigEntry.Value(text, value.place()));
                    } else if (!YamlNodes.isNull(value.value())) {
                        String text =
                                key.equals(ConfigEntry.REFUSES) ? yaml.list(value, label) : yaml.scalar(value, label);
                        values.put(key, new ConfigEntry.Value(text, value.place()));
                    }
                });
        return new ConfigEntry(name, field.place(), values, unknown);
    }

    private static String ignored(String name, ConfigYaml.Field field, Set<String> names) {
        return field.place() + ": " + KeyMask.quoted(name) + " is not used and ignored"
                + NearestName.slipOf(name, names)
                        .map(meant -> ", did you mean \"" + meant + "\"?")
                        .orElse("");
    }

    /** {@return the path of the file, as it was given or found; empty without a file} */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** {@return the names of the models, in the file's order, {@code llm:} last; unmodifiable} */
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /** {@return the name of the only model, or empty if there are several} */
    public Optional<String> onlyName() {
        return entries.size() == 1 ? Optional.of(names().get(0)) : Optional.empty();
    }

    /**
     * The model of each role: the one that {@code roles:} names, else the only model of the file. A role that neither
     * names is missing. Who describes styles ({@code EXTRACT}) merges them as well; there is no entry for that.
     *
     * @return names for {@link #port(String)} and {@link #settings(String)}, by role; unmodifiable
     */
    public Map<ModelRole, String> roles() {
        return Collections.unmodifiableMap(roles.with(onlyName()));
    }

    /**
     * The settings of the model that plays a role, see {@link #settings(String)}.
     *
     * @param role the role; {@code MERGE} is that of {@code EXTRACT}
     * @return the settings
     * @throws ConfigException if no model is named for this role, or its settings cannot be used
     */
    public ModelSettings settings(ModelRole role) {
        return settings(playing(role));
    }

    /**
     * A port to the model that plays a role, see {@link #port(String)}.
     *
     * @param role the role; {@code MERGE} is that of {@code EXTRACT}
     * @return the port
     * @throws ConfigException if no model is named for this role, or it cannot be used
     */
    public LangChain4jChatModel port(ModelRole role) {
        return port(playing(role));
    }

    private String playing(ModelRole role) {
        ModelRole named = requireNonNull(role, "role") == ModelRole.MERGE ? ModelRole.EXTRACT : role;
        String name = roles().get(named);
        if (name == null) {
            throw new ConfigException(
                    (file == null ? "without a file, no model" : file + ": no model") + " is named to "
                            + ConfigRoles.label(named) + ": write it under \"roles:\", one of " + shownNames());
        }
        return name;
    }

    /**
     * Whether there is such a model: an entry of the file, or a name with its provider, such as {@code openai:NAME}.
     * That its key is there is not checked.
     *
     * @param name a name
     * @return whether {@link #port(String)} knows it
     */
    public boolean has(String name) {
        return entries.containsKey(requireNonNull(name, "name")) || ModelSpec.isOne(name);
    }

    /** {@return what was ignored in the file: one sentence each, with file and line; unmodifiable} */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    /**
     * The settings of a model: the name that is sent, and the entry's temperature, {@code top_p} and {@code max_tokens}, if
     * set. A model of Anthropic always has a limit of output tokens, so that a run can estimate with it.
     *
     * @param name one of {@link #names()}, or a name with its provider, such as {@code openai:NAME}
     * @return the settings
     * @throws ConfigException if there is no such model, a variable is not set, a value is no number or out of range, or
     *     a key is where a name should be
     */
    public ModelSettings settings(String name) {
        ConfigEntry entry = entry(name);
        String model = text(entry, "model").orElse(entry.name());
        requireNoKey(entry, model);
        boolean anthropic = apiType(entry) == ApiType.ANTHROPIC;
        double hottest = anthropic ? 1 : 2;
        ModelSettings settings = ModelSettings.named(model);
        if (anthropic) {
            settings = settings.maxOutputTokens(KnownModel.named(model).outputTokens());
        }
        settings = with(settings, entry, "temperature", "from 0 to " + (anthropic ? 1 : 2), (all, number) -> {
            if (number.doubleValue() > hottest) {
                throw new IllegalArgumentException("too hot");
            }
            return all.temperature(number.doubleValue());
        });
        settings = with(
                settings, entry, "top_p", "above 0 and at most 1", (all, number) -> all.topP(number.doubleValue()));
        return with(
                settings,
                entry,
                "max_tokens",
                "without decimals above 0",
                (all, number) -> all.maxOutputTokens(whole(number)));
    }

    private static void requireNoKey(ConfigEntry entry, String model) {
        if (KeyMask.isKey(model)) {
            throw entry.wrong("model", "looks like a key: put the model's name there, and the key under api_key");
        }
    }

    /** A whole number; {@link IllegalArgumentException} for any other. */
    private static int whole(BigDecimal number) {
        try {
            return number.intValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * A port to a model, with the entry's endpoint and key. It sends {@link #settings(String)} for what a request does not
     * set. It is the same at each call, so that roles and runs with this model share its pace.
     *
     * @param name one of {@link #names()}, or a name with its provider, such as {@code openai:NAME}
     * @return the port
     * @throws ConfigException if there is no such model, a variable is not set, the {@code api_type} is not known or its
     *     dependency not on the class path, a setting is not valid, the key is missing or a placeholder, or the entry has
     *     no {@code base_url} and a setting that looks like a misspelt one, since its key would be sent to the provider's
     *     address
     */
    public LangChain4jChatModel port(String name) {
        return ports.computeIfAbsent(name, this::newPort);
    }

    private LangChain4jChatModel newPort(String name) {
        ConfigEntry entry = entry(name);
        ModelSettings settings = settings(name);
        Set<Setting> refused = refused(entry);
        ApiType.Endpoint endpoint = apiType(entry).endpoint(entry, key -> text(entry, key));
        Server server = new Server(endpoint, timeout(entry), proxy(entry));
        return servers.computeIfAbsent(server, this::connected).port(settings, refused);
    }

    private ModelServer connected(Server server) {
        ModelServer.Builder builder =
                ModelServer.Builder.of(server.endpoint).connections(connections).proxy(server.proxy);
        return (server.timeout == null ? builder : builder.timeout(server.timeout)).build();
    }

    private @Nullable Duration timeout(ConfigEntry entry) {
        Optional<String> text = text(entry, "timeout");
        if (text.isEmpty()) {
            return null;
        }
        if (!text.get().matches("[0-9]{1,9}(\\.[0-9]{1,3})?") || new BigDecimal(text.get()).signum() == 0) {
            throw entry.wrong("timeout", "must be a number of seconds above 0");
        }
        return Duration.ofMillis(new BigDecimal(text.get()).movePointRight(3).longValueExact());
    }

    private Proxies.@Nullable Address proxy(ConfigEntry entry) {
        return text(entry, "proxy")
                .map(text -> Proxies.Address.read(text)
                        .orElseThrow(() -> entry.wrong(
                                "proxy", "must be http://HOST:PORT; Java calls servers through HTTP proxies only")))
                .orElse(null);
    }

    private ApiType apiType(ConfigEntry entry) {
        return text(entry, "api_type")
                .map(text -> ApiType.named(text).orElseThrow(() -> unknownType(entry, text)))
                .orElse(ApiType.OPENAI);
    }

    private static ConfigException unknownType(ConfigEntry entry, String text) {
        return entry.wrong(
                "api_type",
                ApiType.insteadOf(text)
                                .map(instead -> "is not known, write " + instead + ": it")
                                .or(() -> NearestName.slipOf(text, ApiType.labels())
                                        .map(meant -> "is not known, did you mean " + meant + "? It"))
                                .orElse("is not known: it")
                        + " must be one of " + String.join(", ", ApiType.labels())
                        + "; openai is also for other servers that speak its protocol");
    }

    /** The settings that the model refuses, or null if the entry does not list them. */
    private static @Nullable Set<Setting> refused(ConfigEntry entry) {
        List<String> names = entry.refused().orElse(null);
        if (names == null) {
            return null;
        }
        Set<Setting> refused = EnumSet.noneOf(Setting.class);
        for (String name : names) {
            refused.add(Setting.named(name)
                    .orElseThrow(() -> entry.wrong(
                            ConfigEntry.REFUSES,
                            "names something that is never sent"
                                    + NearestName.slipOf(name, Setting.labels())
                                            .map(meant -> ", did you mean " + meant + "?")
                                            .orElse(":")
                                    + " It may hold " + String.join(", ", Setting.labels()))));
        }
        return refused;
    }

    private ConfigEntry entry(String name) {
        ConfigEntry entry = entries.get(requireNonNull(name, "name"));
        return entry != null
                ? entry
                : ModelSpec.read(name).orElseThrow(() -> unknown(name)).entry(environment);
    }

    private ConfigException unknown(String name) {
        if (entries.isEmpty()) {
            return new ConfigException(
                    KeyMask.quoted(name) + " does not say whose model it is: write one of " + Provider.forms());
        }
        return new ConfigException(KeyMask.quoted(name) + " is no model of " + file + ", did you mean "
                + KeyMask.quoted(NearestName.of(name, entries.keySet())) + "? It has " + shownNames());
    }

    /** The names of the entries, for a message. */
    String shownNames() {
        return entries.isEmpty()
                ? Provider.forms()
                : entries.keySet().stream().map(KeyMask::quoted).collect(Collectors.joining(", "));
    }

    private Optional<String> text(ConfigEntry entry, String key) {
        return entry.text(key, environment);
    }

    private ModelSettings with(
            ModelSettings settings,
            ConfigEntry entry,
            String key,
            String range,
            BiFunction<ModelSettings, BigDecimal, ModelSettings> setter) {
        Optional<String> text = text(entry, key);
        if (text.isEmpty()) {
            return settings;
        }
        try {
            return setter.apply(settings, new BigDecimal(text.get()));
        } catch (IllegalArgumentException e) { // no number, or out of range; its message repeats the value
            throw entry.wrong(key, "must be a number " + range);
        }
    }

    @Override
    public String toString() {
        return "ModelsConfig[" + (file == null ? "no file" : file) + ", " + entries.size() + " model(s)]";
    }
}
