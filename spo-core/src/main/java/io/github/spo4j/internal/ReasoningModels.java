package io.github.spo4j.internal;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Models that think before they answer, known by their names. Their thoughts are output: they are paid for, and a limit of
 * output tokens cuts them too.
 */
public final class ReasoningModels {

    private static final int USUAL = 4_096;
    private static final int USUAL_WITH_THOUGHTS = 16_384;

    /** Unless they are told not to; most of these names hold for a whole line of models. */
    private static final Pattern NAMES = Pattern.compile(String.join(
            "|",
            "(?<![a-z0-9])o[1-9](?![a-z0-9.])",
            "gpt-(?:[5-9]|1[0-9])(?!.*chat)",
            "gpt-oss",
            "deepseek-(?:reasoner|flash|v[4-9])",
            "(?<![a-z0-9])r1(?![0-9])",
            "qwq",
            "qwen-?3(?!.*(?:instruct|coder))",
            "gemini-(?:2\\.5-(?:pro|flash(?!-lite))|[3-9])",
            "claude-[a-z]+-(?:4-[7-9]|[5-9])(?![0-9])",
            "grok-(?:3-mini|[4-9])",
            "glm-(?:4\\.[5-9]|[5-9])",
            "magistral",
            "minimax-m",
            "think(?:ing|er)",
            "reason"));

    private ReasoningModels() {}

    /**
     * {@return whether a model is known to think before it answers}
     *
     * @param model its name, or null if it is not known
     */
    public static boolean includes(@Nullable String model) {
        return model != null && NAMES.matcher(model.toLowerCase(Locale.ROOT)).find();
    }

    /**
     * {@return the maximum of output tokens where nothing else is set and a budget needs one}
     *
     * @param model the model's name, or null if it is not known
     */
    public static int usualOutput(@Nullable String model) {
        return includes(model) ? USUAL_WITH_THOUGHTS : USUAL;
    }
}
