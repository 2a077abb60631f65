package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The common style of several profiles. Immutable.
 *
 * @param profile the common style; without facts and images, which belong to single articles
 * @param profiles how many profiles it was made from
 * @param passedThrough whether there was only one profile, which is returned as it is, without a call
 * @param file where the profile was written, or null if it was not
 */
public record MergedStyle(
        StyleProfile profile,
        int profiles,
        boolean passedThrough,
        @Nullable Path file) {

    public MergedStyle {
        requireNonNull(profile, "profile");
    }

    MergedStyle in(Path written) {
        return new MergedStyle(profile, profiles, passedThrough, written);
    }
}
