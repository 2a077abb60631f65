package io.github.spo4j.langchain4j;

import io.github.spo4j.internal.NearestName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One model as it is described, in a config file or by its name alone, with values as written. Immutable; {@link
 * #toString()} shows no value.
 */
final class ConfigEntry {

    /** Stands for a value of the environment: {@code ${NAME}}. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    /** What decides where a key is sent. */
    private static final Set<String> KINDS = Set.of("base_url", "api_type");

    private static final Pattern ADDRESS = Pattern.compile("(?i)\\s*https?://");

    /** The setting that holds a list. */
    static final String REFUSES = "refuses";

    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final String name;
    private final Place place;
    private final Map<String, Value> values;

    /** The settings that are not known, in the file's order. */
    private final Map<String, Value> ignored;

    /** A value as written, and its line. */
    record Value(String text, Place place) {

        @Override
        public String toString() {
            return "Value[" + place + "]";
        }
    }

    ConfigEntry(String name, Place place, Map<String, Value> values, Map<String, Value> ignored) {
        this.name = name;
        this.place = place;
        this.values = Map.copyOf(values);
        this.ignored = new LinkedHashMap<>(ignored);
    }

    /** The same settings under another name. */
    ConfigEntry named(String other) {
        return new ConfigEntry(other, place, values, ignored);
    }

    String name() {
        return name;
    }

    /** The complaint about a value, with the line of the entry if there is none. */
    ConfigException wrong(String key, String what) {
        Value value = values.get(key);
        return (value == null ? place : value.place()).wrong("the " + key + " of " + KeyMask.quoted(name) + " " + what);
    }

    /**
     * Refuses an entry without an address whose address stands under another name: it would send its key to the provider.
     *
     * @param provider where the key would go
     */
    void requireNoOtherAddress(String provider) {
        ignored.forEach((key, value) -> {
            String slip = NearestName.slipOf(key, KINDS).orElse(null);
            String meant = slip != null ? slip : ADDRESS.matcher(value.text()).lookingAt() ? "base_url" : null;
            if (meant != null) {
                throw value.place()
                        .wrong(KeyMask.quoted(key) + " is not known, did you mean \"" + meant
                                + "\"? Without it, the key of " + KeyMask.quoted(name) + " would be sent to " + provider
                                + ": correct or remove it");
            }
        });
    }

    /** A stripped value, its variables replaced; empty if it is not set or blank. */
    Optional<String> text(String key, Function<String, @Nullable String> environment) {
        Value value = values.get(key);
        return value == null
                ? Optional.empty()
                : Optional.of(expanded(key, value, environment).strip()).filter(text -> !text.isEmpty());
    }

    /** The settings that the model refuses, or empty if the entry does not list them. */
    Optional<List<String>> refused() {
        Value value = values.get(REFUSES);
        return value == null
                ? Optional.empty()
                : Optional.of(Arrays.stream(value.text().split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList());
    }

    private String expanded(String key, Value value, Function<String, @Nullable String> environment) {
        Matcher variables = VARIABLE.matcher(value.text());
        StringBuilder text = new StringBuilder();
        while (variables.find()) {
            String variable = variables.group(1);
            if (!VARIABLE_NAME.matcher(variable).matches()) {
                throw wrong(key, "has ${…} around something that is no variable's name: write it as ${OPENAI_API_KEY}");
            }
            String known = environment.apply(variable);
            if (known == null || known.isBlank()) {
                String state = known == null ? ", which is not set: set it" : ", which is empty: give it a value";
                throw wrong(key, "needs the environment variable " + KeyMask.LOOKS.excerpt(variable) + state);
            }
            variables.appendReplacement(text, Matcher.quoteReplacement(known));
        }
        if (value.text().lastIndexOf("${") > value.text().lastIndexOf('}')) {
            throw wrong(key, "has a ${ without the } that ends it: write it as ${OPENAI_API_KEY}");
        }
        return variables.appendTail(text).toString();
    }

    @Override
    public String toString() {
        return "ConfigEntry[" + KeyMask.quoted(name) + ", " + place + "]";
    }
}
