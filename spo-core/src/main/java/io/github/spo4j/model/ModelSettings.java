package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which model to ask and how. What is not set is not sent, so that the port's setting applies. Immutable; each
 * setter returns a changed copy.
 *
 * <pre>{@code
 * ModelSettings.named("NAME").temperature(0.3)
 * }</pre>
 */
public final class ModelSettings {

    private static final String MODEL = "model";
    private static final String TEMPERATURE = "temperature";
    private static final String TOP_P = "top_p";
    private static final String MAX_OUTPUT_TOKENS = "max_output_tokens";
    private static final String SEED = "seed";

    private static final ModelSettings UNSET = new ModelSettings(null, null, null, null, null);

    private final @Nullable String name;
    private final @Nullable Double temperature;
    private final @Nullable Double topP;
    private final @Nullable Integer maxOutputTokens;
    private final @Nullable Long seed;

    private ModelSettings(
            @Nullable String name,
            @Nullable Double temperature,
            @Nullable Double topP,
            @Nullable Integer maxOutputTokens,
            @Nullable Long seed) {
        this.name = name;
        this.temperature = temperature;
        this.topP = topP;
        this.maxOutputTokens = maxOutputTokens;
        this.seed = seed;
    }

    /** {@return settings with nothing set, which leave everything to the port} */
    public static ModelSettings unset() {
        return UNSET;
    }

    /**
     * Settings that name a model and leave the rest to the port.
     *
     * @param name the model's name as its provider knows it
     * @throws IllegalArgumentException if the name is blank
     */
    public static ModelSettings named(String name) {
        if (requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("the model's name is blank");
        }
        return new ModelSettings(name, null, null, null, null);
    }

    /**
     * Sets the sampling temperature. High ones make answers differ from run to run, low ones repeat them.
     *
     * @param value from 0 (always the likeliest token) to 2
     * @throws IllegalArgumentException if the value is out of range
     */
    public ModelSettings temperature(double value) {
        if (!(value >= 0 && value <= 2)) {
            throw new IllegalArgumentException("temperature must be from 0 to 2: " + value);
        }
        return new ModelSettings(name, value, topP, maxOutputTokens, seed);
    }

    /**
     * Sets nucleus sampling. Providers advise to change this or the temperature, not both.
     *
     * @param value above 0, up to 1
     * @throws IllegalArgumentException if the value is out of range
     */
    public ModelSettings topP(double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException("topP must be above 0 and at most 1: " + value);
        }
        return new ModelSettings(name, temperature, value, maxOutputTokens, seed);
    }

    /**
     * Sets how long a reply may get. A budget reserves this much for each call; a longer reply is cut, and a cut one may be
     * of no use.
     *
     * @param value tokens, reasoning included where the provider counts it so
     * @throws IllegalArgumentException if the value is not positive
     */
    public ModelSettings maxOutputTokens(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("maxOutputTokens must be positive: " + value);
        }
        return new ModelSettings(name, temperature, topP, value, seed);
    }

    /**
     * Sets the provider's sampling seed. It makes replies repeatable only as far as the provider honours it.
     *
     * @param value any number
     */
    public ModelSettings seed(long value) {
        return new ModelSettings(name, temperature, topP, maxOutputTokens, value);
    }

    /**
     * Fills in what is not set here.
     *
     * @param defaults the values for that, such as a port's own
     * @return the changed copy
     */
    public ModelSettings withDefaults(ModelSettings defaults) {
        return new ModelSettings(
                name == null ? defaults.name : name,
                temperature == null ? defaults.temperature : temperature,
                topP == null ? defaults.topP : topP,
                maxOutputTokens == null ? defaults.maxOutputTokens : maxOutputTokens,
                seed == null ? defaults.seed : seed);
    }

    /** {@return the model's name, or null to leave it to the port} */
    public @Nullable String name() {
        return name;
    }

    /** {@return the sampling temperature, from 0 to 2, or null to leave it to the port} */
    public @Nullable Double temperature() {
        return temperature;
    }

    /** {@return nucleus sampling, above 0 and up to 1, or null to leave it to the port} */
    public @Nullable Double topP() {
        return topP;
    }

    /** {@return how many tokens a reply may have, or null to leave it to the port} */
    public @Nullable Integer maxOutputTokens() {
        return maxOutputTokens;
    }

    /** {@return the provider's sampling seed, or null to send none} */
    public @Nullable Long seed() {
        return seed;
    }

    /**
     * What is set, by the names that the files of a run and most providers have for it: {@code model}, {@code temperature},
     * {@code top_p}, {@code max_output_tokens} and {@code seed}.
     *
     * @return in this order; unmodifiable
     */
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        put(parameters, MODEL, name);
        put(parameters, TEMPERATURE, temperature);
        put(parameters, TOP_P, topP);
        put(parameters, MAX_OUTPUT_TOKENS, maxOutputTokens);
        put(parameters, SEED, seed);
        return Collections.unmodifiableMap(parameters);
    }

    private static void put(Map<String, Object> parameters, String key, @Nullable Object value) {
        if (value != null) {
            parameters.put(key, value);
        }
    }

    /**
     * Reads settings that were written down.
     *
     * @param parameters some or all of what {@link #parameters()} names, each as text; other names are ignored
     * @throws IllegalArgumentException if a text is no such value, or out of range
     */
    public static ModelSettings of(Map<String, String> parameters) {
        ModelSettings settings = parameters.containsKey(MODEL) ? named(parameters.get(MODEL)) : unset();
        settings =
                with(settings, parameters.get(TEMPERATURE), (all, text) -> all.temperature(Double.parseDouble(text)));
        settings = with(settings, parameters.get(TOP_P), (all, text) -> all.topP(Double.parseDouble(text)));
        settings = with(
                settings,
                parameters.get(MAX_OUTPUT_TOKENS),
                (all, text) -> all.maxOutputTokens(Integer.parseInt(text)));
        return with(settings, parameters.get(SEED), (all, text) -> all.seed(Long.parseLong(text)));
    }

    private static ModelSettings with(
            ModelSettings settings, @Nullable String text, BiFunction<ModelSettings, String, ModelSettings> setter) {
        return text == null ? settings : setter.apply(settings, text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelSettings that
                && Objects.equals(name, that.name)
                && Objects.equals(temperature, that.temperature)
                && Objects.equals(topP, that.topP)
                && Objects.equals(maxOutputTokens, that.maxOutputTokens)
                && Objects.equals(seed, that.seed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, temperature, topP, maxOutputTokens, seed);
    }

    @Override
    public String toString() {
        return "ModelSettings[name=" + name + ", temperature=" + temperature + ", topP=" + topP + ", maxOutputTokens="
                + maxOutputTokens + ", seed=" + seed + "]";
    }
}
