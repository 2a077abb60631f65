package io.github.spo4j.prompt;

import java.util.Collection;
import java.util.Optional;

/** Keeps a candidate from being executed that cannot be worth its calls (REFERENCE B7, B22). Immutable. */
public final class PromptGuard {

    /** The guard that every run has: a candidate must not be blank and must be new. */
    public PromptGuard() {}

    /**
     * Looks at a candidate before it costs anything.
     *
     * @param candidate the new prompt
     * @param earlier every earlier prompt of the run
     * @return why it is refused, in words that complete "It could not be used: …"; empty if it may be tried
     */
    public Optional<String> refusal(String candidate, Collection<String> earlier) {
        String normal = normal(candidate);
        if (normal.isEmpty()) {
            return Optional.of("the new prompt is empty");
        }
        if (earlier.stream().anyMatch(prompt -> normal(prompt).equals(normal))) {
            return Optional.of("the new prompt is the same as an earlier one");
        }
        return Optional.empty();
    }

    /** Prompts that differ in surrounding white space or line ends only are the same prompt. */
    private static String normal(String prompt) {
        return prompt.replace("\r\n", "\n").replace('\r', '\n').strip();
    }
}
