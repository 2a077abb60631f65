package io.github.spo4j.live;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A prompt as an application had it in use for some time. Immutable.
 *
 * @param number counted from 1; each exchange makes a new one, a step back too
 * @param text the prompt
 * @param origin where it comes from, for people
 * @param since when it came into use
 * @param restored the version that a step back has put into use again with this one, or null
 */
public record PromptVersion(
        int number,
        String text,
        String origin,
        Instant since,
        @Nullable Integer restored) {

    /** Checks that there is a prompt. */
    public PromptVersion {
        requireNonNull(origin, "origin");
        requireNonNull(since, "since");
        if (number < 1) {
            throw new IllegalArgumentException("versions count from 1: " + number);
        }
        if (restored != null && (restored < 1 || restored >= number)) {
            throw new IllegalArgumentException("version " + number + " cannot restore version " + restored);
        }
        if (requireNonNull(text, "text").isBlank()) {
            throw new IllegalArgumentException("a prompt must have text");
        }
    }
}
