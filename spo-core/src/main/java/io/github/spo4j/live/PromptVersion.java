package io.github.spo4j.live;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A prompt that an application uses or has used. Immutable.
 *
 * @param number counted from 1; each swap makes a new one, a rollback too
 * @param text the prompt
 * @param origin where it comes from, for people
 * @param since when it was put into use
 * @param restored the version that a rollback put into use again, or null
 */
public record PromptVersion(
        int number,
        String text,
        String origin,
        Instant since,
        @Nullable Integer restored) {

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
