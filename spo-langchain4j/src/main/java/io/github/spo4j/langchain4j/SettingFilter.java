package io.github.spo4j.langchain4j;

import io.github.spo4j.internal.KnownModel;
import io.github.spo4j.model.ModelSettings;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Leaves out settings that a model refuses, with a warning. Thread-safe. */
final class SettingFilter {

    private final @Nullable ApiType type;
    private final boolean prefersCompletionTokens;
    private final @Nullable Set<Setting> configured;
    private final Omissions omissions;

    /**
     * A filter for one entry of a config file or one port.
     *
     * @param type the server's kind, or null if it is not known
     * @param prefersCompletionTokens whether the server knows {@code max_completion_tokens}
     * @param configured what the model refuses, or null to go by its name
     * @param omissions warns of what is left out
     */
    SettingFilter(
            @Nullable ApiType type,
            boolean prefersCompletionTokens,
            @Nullable Set<Setting> configured,
            Omissions omissions) {
        this.type = type;
        this.prefersCompletionTokens = prefersCompletionTokens;
        this.configured = configured;
        this.omissions = omissions;
    }

    /** A filter that knows only the name of a model. */
    static SettingFilter byName() {
        return new SettingFilter(null, false, null, new Omissions());
    }

    /**
     * What is left to send.
     *
     * @param settings the settings that the model takes
     * @param limit the name of the limit of output tokens
     * @param json whether to ask for JSON
     */
    record Sendable(ModelSettings settings, Setting limit, boolean json) {

        Sendable withoutJson() {
            return new Sendable(settings, limit, false);
        }
    }

    Sendable sendable(String model, ModelSettings asked, boolean json) {
        KnownModel known = KnownModel.named(model);
        Set<Setting> refused = configured == null ? refused(known) : configured;
        Setting limit = limit(model, refused);
        ModelSettings sent = asked.name() == null ? ModelSettings.unset() : ModelSettings.named(asked.name());
        Double temperature = asked.temperature();
        if (temperature != null && takes(model, Setting.TEMPERATURE, temperature, refused)) {
            if (type == ApiType.ANTHROPIC && temperature > 1) {
                omissions.warn(model, Setting.TEMPERATURE, temperature, "Anthropic takes temperatures from 0 to 1");
            } else {
                sent = sent.temperature(temperature);
            }
        }
        Double topP = asked.topP();
        if (topP != null && takes(model, Setting.TOP_P, topP, refused)) {
            if (configured == null && known.onlyOneSampler() && sent.temperature() != null) {
                omissions.warn(model, Setting.TOP_P, topP, "the model takes temperature or top_p, not both");
            } else {
                sent = sent.topP(topP);
            }
        }
        Long seed = asked.seed();
        if (seed != null && takes(model, Setting.SEED, seed, refused)) {
            if (type == ApiType.ANTHROPIC) {
                omissions.warn(model, Setting.SEED, seed, "Anthropic takes no seed");
            } else {
                sent = sent.seed(seed);
            }
        }
        Integer tokens = asked.maxOutputTokens();
        if (type == ApiType.ANTHROPIC) { // required, and LangChain4j would send 1,024
            sent = sent.maxOutputTokens(tokens == null ? known.outputTokens() : tokens);
        } else if (tokens != null && takes(model, limit, tokens, refused)) {
            sent = sent.maxOutputTokens(tokens);
        }
        boolean askForJson =
                json && !refused.contains(Setting.RESPONSE_FORMAT) && !omissions.has(model, Setting.RESPONSE_FORMAT);
        return new Sendable(sent, limit, askForJson);
    }

    private static Set<Setting> refused(KnownModel known) {
        return known.takesSamplers() ? Set.of() : EnumSet.of(Setting.TEMPERATURE, Setting.TOP_P);
    }

    /** From now on the model is not asked for JSON mode. */
    void leaveOutJson(String model) {
        omissions.warn(model, Setting.RESPONSE_FORMAT, "json_object", "the server refuses it");
    }

    private boolean takes(String model, Setting setting, Object value, Set<Setting> refused) {
        if (refused.contains(setting)) {
            omissions.warn(model, setting, value, "the model refuses it");
            return false;
        }
        return true;
    }

    /** Servers know the old name, the new one or both; if one is refused, the other is sent. */
    private Setting limit(String model, Set<Setting> refused) {
        boolean completion = prefersCompletionTokens || KnownModel.wantsCompletionTokens(model);
        Setting first = completion ? Setting.MAX_COMPLETION_TOKENS : Setting.MAX_TOKENS;
        Setting other = completion ? Setting.MAX_TOKENS : Setting.MAX_COMPLETION_TOKENS;
        boolean openAi = type == null || type == ApiType.OPENAI || type == ApiType.AZURE || type == ApiType.OLLAMA;
        return openAi ? (refused.contains(first) ? other : first) : Setting.MAX_TOKENS;
    }
}
