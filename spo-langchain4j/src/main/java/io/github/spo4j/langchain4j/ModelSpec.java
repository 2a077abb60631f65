package io.github.spo4j.langchain4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A model that needs no config file: {@code openai:NAME}, or {@code openai-compatible:NAME@ADDRESS}. Shows no key. */
final class ModelSpec implements Place {

    /** The name may have colons, slashes and an @ of its own. */
    private static final Pattern FORM =
            Pattern.compile("(?<provider>[A-Za-z-]+):(?<name>.*?)(?:@(?<address>https?://.*))?", Pattern.DOTALL);

    private final Provider provider;
    private final String name;
    private final @Nullable String address;

    private ModelSpec(Provider provider, String name, @Nullable String address) {
        this.provider = provider;
        this.name = name;
        this.address = address;
    }

    /** Whether a text begins with a provider. */
    static boolean isOne(String text) {
        return provider(text).isPresent();
    }

    private static Optional<Provider> provider(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? Optional.empty() : Provider.named(text.substring(0, colon));
    }

    /**
     * Reads a text.
     *
     * @return the model, or empty if the text does not begin with a provider
     * @throws ConfigException if it does, and the rest cannot be used
     */
    static Optional<ModelSpec> read(String text) {
        Matcher form = FORM.matcher(text.strip());
        Provider provider = provider(text.strip()).orElse(null);
        if (provider == null || !form.matches()) {
            return Optional.empty();
        }
        ModelSpec spec = new ModelSpec(provider, form.group("name").strip(), form.group("address"));
        spec.requireComplete();
        return Optional.of(spec);
    }

    private void requireComplete() {
        if (name.isEmpty()) {
            throw wrong(this + " names no model: write " + provider.form());
        }
        if (KeyMask.isKey(name)) {
            throw wrong("what stands after \"" + provider.label()
                    + ":\" looks like a key: put the model's name there, and the key into the environment");
        }
        if (address == null && provider == Provider.OPENAI_COMPATIBLE) {
            throw wrong(this + " does not say where its server is: write " + provider.form());
        }
        if (address != null && !provider.isAnywhere()) {
            throw wrong(this + " has an address of its own: write " + Provider.OPENAI_COMPATIBLE.form()
                    + ", or describe the model in a config file");
        }
    }

    /** The entry that a config file would have. Variables are read when it is used. */
    ConfigEntry entry(Function<String, @Nullable String> environment) {
        Map<String, ConfigEntry.Value> values = new LinkedHashMap<>();
        values.put("api_type", value(provider.type().label()));
        values.put("model", value(name));
        Optional.ofNullable(address)
                .or(() -> provider.address(environment))
                .ifPresent(known -> values.put("base_url", value(known)));
        provider.key(environment).ifPresent(key -> values.put("api_key", value(key)));
        return new ConfigEntry(shown(), this, values, Map.of());
    }

    private ConfigEntry.Value value(String written) {
        return new ConfigEntry.Value(written, this);
    }

    @Override
    public ConfigException wrong(String what) {
        return new ConfigException(what);
    }

    /** Without the address, which could hold a password. */
    private String shown() {
        return provider.label() + ":" + name;
    }

    @Override
    public String toString() {
        return KeyMask.quoted(shown());
    }
}
