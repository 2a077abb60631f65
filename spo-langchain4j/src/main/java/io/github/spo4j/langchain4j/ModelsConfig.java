package io.github.spo4j.langchain4j;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.ModelSettings;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The models that a {@code config2.yaml} names, each with its own endpoint, key and settings:
 *
 * <pre>{@code
 * models:
 *   gpt-4o-mini:
 *     api_type: openai
 *     base_url: https://api.openai.com/v1
 *     api_key: ${OPENAI_API_KEY}
 *     temperature: 0.3
 *   local:
 *     base_url: http://localhost:11434/v1
 *     model: llama3.2
 * }</pre>
 *
 * <p>An entry under {@code models:} has the settings {@code api_type} ({@code openai}, which is also the default: any
 * server that speaks OpenAI's protocol), {@code base_url} (default OpenAI's own), {@code api_key} (may be left out with
 * a {@code base_url} of your own), {@code model} (the name that is sent; default the entry's name), {@code temperature}
 * and {@code top_p} (not sent unless set). A block {@code llm:} has the same settings and is found by its {@code model}.
 * Other settings are ignored with a {@linkplain #notices() notice}.
 *
 * <p>{@code ${NAME}} in a value is replaced from the environment when the model is first asked for, so that an entry
 * that is not used needs no variable. Nothing else of the environment is read.
 *
 * <p>Entries with the same endpoint and key share one {@link OpenAiServer}, and all share one pool of connections, so
 * read the file once for a run. Thread-safe; nothing to close. Shows no key in {@link #toString()}.
 */
public final class ModelsConfig {

    private static final Set<String> SETTINGS =
            Set.of("api_type", "base_url", "api_key", "model", "temperature", "top_p");

    private final Path file;
    private final Function<String, @Nullable String> environment;
    private final Map<String, ConfigEntry> entries = new LinkedHashMap<>();
    private final List<String> notices = new ArrayList<>();
    private final Connections connections = new Connections();
    private final Map<ApiType.Endpoint, ModelServer> servers = new ConcurrentHashMap<>();

    private ModelsConfig(Path file, Function<String, @Nullable String> environment) {
        this.file = requireNonNull(file, "file");
        this.environment = requireNonNull(environment, "environment");
        collect(new ConfigYaml(file));
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
        return new ModelsConfig(file, environment);
    }

    /**
     * Looks for a config file where the reference does: {@code config/config2.yaml}, then {@code config2.yaml}.
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
     * Looks for a config file where the reference does: {@code config/config2.yaml}, then {@code config2.yaml}.
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

    private void collect(ConfigYaml yaml) {
        Map<String, ConfigYaml.Field> fields = yaml.read();
        fields.forEach((name, field) -> {
            if (name.equals("models")) {
                collectModels(yaml, field);
            } else if (!name.equals("llm")) {
                notices.add(ignored(name, field));
            }
        });
        ConfigYaml.Field llm = fields.get("llm");
        if (llm != null && !ConfigYaml.isNull(llm.value())) {
            collectLlm(yaml, llm);
        }
        if (entries.isEmpty()) {
            throw new ConfigException(file + " names no model: list at least one under \"models:\"");
        }
    }

    private void collectModels(ConfigYaml yaml, ConfigYaml.Field models) {
        if (ConfigYaml.isNull(models.value())) {
            return;
        }
        yaml.fields(models.value(), "\"models:\" must have one name a model below, each with indented settings")
                .forEach((name, field) -> entries.put(name, entry(yaml, name, field)));
    }

    private void collectLlm(ConfigYaml yaml, ConfigYaml.Field field) {
        ConfigEntry llm = entry(yaml, "llm", field);
        String model = llm.text("model", environment)
                .orElseThrow(() -> llm.wrong("model", "is missing: name the model that it is"));
        entries.putIfAbsent(model, llm.named(model));
    }

    private ConfigEntry entry(ConfigYaml yaml, String name, ConfigYaml.Field field) {
        Map<String, ConfigEntry.Value> values = new LinkedHashMap<>();
        String shown = KeyMask.LOOKS.excerpt(name);
        yaml.fields(field.value(), "\"" + shown + "\" must have indented settings below, such as base_url and api_key")
                .forEach((key, value) -> {
                    if (!SETTINGS.contains(key)) {
                        notices.add(ignored(key, value));
                    } else if (!ConfigYaml.isNull(value.value())) {
                        String text = yaml.scalar(value, key + " of \"" + shown + "\"");
                        values.put(key, new ConfigEntry.Value(text, value.place()));
                    }
                });
        return new ConfigEntry(name, field.place(), values);
    }

    private static String ignored(String name, ConfigYaml.Field field) {
        return field.place() + ": \"" + KeyMask.LOOKS.excerpt(name) + "\" is not used and ignored";
    }

    /**
     * The models that the file offers.
     *
     * @return their names, in the file's order, {@code llm:} last; unmodifiable
     */
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /**
     * The model that needs no naming.
     *
     * @return the only name, or empty if the file offers several
     */
    public Optional<String> onlyName() {
        return entries.size() == 1 ? Optional.of(names().get(0)) : Optional.empty();
    }

    /**
     * What in the file was ignored.
     *
     * @return one sentence each, with file and line; unmodifiable
     */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    /**
     * How a model is asked: the name that is sent, and the entry's own temperature and {@code top_p} where it sets them.
     *
     * @param name one of {@link #names()}
     * @return the settings
     * @throws ConfigException if there is no such model, a variable is not set, or a number is none or out of range
     */
    public ModelSettings settings(String name) {
        ConfigEntry entry = entry(name);
        ModelSettings settings = ModelSettings.named(text(entry, "model").orElse(entry.name()));
        settings = with(settings, entry, "temperature", ModelSettings::temperature, "from 0 to 2");
        return with(settings, entry, "top_p", ModelSettings::topP, "above 0 and at most 1");
    }

    /**
     * A port to a model, with the model's own endpoint and key. Where a request sets nothing itself, it sends
     * {@link #settings(String)}.
     *
     * @param name one of {@link #names()}
     * @return the port
     * @throws ConfigException if there is no such model, a variable is not set, the {@code api_type} is not known, or the
     *     key is missing or a placeholder
     */
    public LangChain4jChatModel port(String name) {
        ConfigEntry entry = entry(name);
        ApiType type = text(entry, "api_type")
                .map(text -> ApiType.named(text)
                        .orElseThrow(() -> entry.wrong("api_type", "is not supported: use one of " + ApiType.labels())))
                .orElse(ApiType.OPENAI);
        ModelSettings settings = settings(name);
        ApiType.Endpoint endpoint = type.endpoint(entry, key -> text(entry, key));
        return servers.computeIfAbsent(endpoint, any -> type.server(any, connections))
                .port(settings);
    }

    private ConfigEntry entry(String name) {
        ConfigEntry entry = entries.get(requireNonNull(name, "name"));
        if (entry == null) {
            throw new ConfigException(
                    "\"" + KeyMask.LOOKS.excerpt(name) + "\" is no model of " + file + ", did you mean "
                            + shown(nearest(name)) + "? It has "
                            + entries.keySet().stream().map(ModelsConfig::shown).collect(Collectors.joining(", ")));
        }
        return entry;
    }

    private static String shown(String name) {
        return "\"" + KeyMask.LOOKS.excerpt(name) + "\"";
    }

    private String nearest(String name) {
        return entries.keySet().stream()
                .min(Comparator.comparingInt(candidate -> edits(candidate, name)))
                .orElseThrow();
    }

    /** How many characters to insert, delete or replace to make one text the other. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    private Optional<String> text(ConfigEntry entry, String key) {
        return entry.text(key, environment);
    }

    private ModelSettings with(ModelSettings settings, ConfigEntry entry, String key, Setter setter, String range) {
        Optional<String> text = text(entry, key);
        if (text.isEmpty()) {
            return settings;
        }
        try {
            return setter.set(settings, new BigDecimal(text.get()).doubleValue());
        } catch (IllegalArgumentException e) { // no number, or out of range; its message repeats the value
            throw entry.wrong(key, "must be a number " + range);
        }
    }

    private interface Setter {
        ModelSettings set(ModelSettings settings, double value);
    }

    @Override
    public String toString() {
        return "ModelsConfig[" + file + ", " + entries.size() + " model(s)]";
    }
}
