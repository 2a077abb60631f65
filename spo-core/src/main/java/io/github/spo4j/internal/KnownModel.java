package io.github.spo4j.internal;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known about a model from its name. Gateways prefix the maker and deployments append a remark
 * ({@code openai/o3-mini}, {@code o3-mini-eu}), so the name is searched for a word.
 *
 * @param takesSamplers whether it takes temperature and top_p; else it answers them with an error (OpenAI's guide to
 *     reasoning models, Anthropic's migration guides)
 * @param onlyOneSampler whether it refuses temperature and top_p together
 * @param outputTokens the default limit, which only Anthropic requires
 */
public record KnownModel(boolean takesSamplers, boolean onlyOneSampler, int outputTokens) {

    private static final KnownModel ANY = new KnownModel(true, false, 8_192);

    /** o1, o3-mini, …; gpt-5 and later, but not gpt-35-turbo, which is Azure's gpt-3.5. */
    private static final Pattern REASONING =
            Pattern.compile("(?<![a-z0-9])(?:o[1-9]|gpt-(?:[5-9]|1[0-9])(?:\\.[0-9]+)?)(?![a-z0-9.])");

    /** They reason only on request, which we never make. Their pro and codex variants always do. */
    private static final Pattern REASONING_ON_DEMAND = Pattern.compile("gpt-5\\.[124](?![0-9])(?!.*(?:pro|codex))");

    /** claude-3-5-sonnet-20241022, claude-opus-4-7, claude-opus-4.7, anthropic.claude-haiku-4-5-20251001-v1:0. */
    private static final Pattern CLAUDE =
            Pattern.compile("claude-(?:(?<first>[0-9])(?:[-.](?<firstMinor>[0-9])(?![0-9]))?-[a-z]+"
                    + "|[a-z]+-(?<last>[0-9]+)(?:[-.](?<lastMinor>[0-9]{1,2})(?![0-9]))?)");

    /**
     * {@return what is known of a model}
     *
     * @param model its name
     */
    public static KnownModel named(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        Matcher claude = CLAUDE.matcher(name);
        if (claude.find()) {
            return claude(number(claude, "first", "last"), number(claude, "firstMinor", "lastMinor"));
        }
        boolean reasons = REASONING.matcher(name).find()
                && !name.contains("chat")
                && !REASONING_ON_DEMAND.matcher(name).find();
        return reasons ? new KnownModel(false, false, ANY.outputTokens) : ANY;
    }

    /**
     * {@return whether a model refuses {@code max_tokens} and takes {@code max_completion_tokens}}
     *
     * @param model its name
     */
    public static boolean wantsCompletionTokens(String model) {
        return REASONING.matcher(model.toLowerCase(Locale.ROOT)).find();
    }

    private static KnownModel claude(int major, int minor) {
        boolean thinks = major > 4 || (major == 4 && minor >= 7);
        return new KnownModel(
                !thinks,
                major > 4 || (major == 4 && minor >= 1),
                thinks ? 16_384 : major == 3 && minor == 0 ? 4_096 : 8_192);
    }

    private static int number(Matcher matcher, String one, String other) {
        String digits = matcher.group(one) == null ? matcher.group(other) : matcher.group(one);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
